import { z } from 'zod';
import { handOver } from '../../dispatch/hand-over';
import { TICKETS } from '../dispatch/hand-over-tickets';
import { hasEnded } from '../domain/ticket';
import { ESCALATION_SIGNAL_BODIES } from '../../engagement/domain/signals-schema';
import { type StatedTicketSignal, TICKET_SIGNAL_BODIES } from '../domain/ticket-signals-schema';
import { deputyOf } from '../../people/store/people';
import { findPromise } from '../../promise/store/promises';
import { serviceDesk } from '../../service-desk/store/service-desk';
import { findTicket, type Ticket } from '../store/tickets';
import { forbidden, isKeptBy, notKeptBy, refuseAdministrator } from '../../promise/api/choose-promise';
import type { ApiDeps } from '../../edge/http/deps';
import {
  checkFactAboutUpdate,
  isAboutEscalation,
  type StatedEscalationSignal,
} from '../../promise/api/escalation-facts';
import type { CallingPerson } from '../../edge/http/principal';
import { conflict, invalid, notFound, Problem } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id } from '../../edge/http/schemas';
import {
  type CheckedFact,
  FACT_ANSWERS,
  occurredAtMs,
  PREFER_HEADER,
  stateFact,
} from '../../fact/api/state-fact';
import { fieldsOf } from './ticket-fields';

type Signal = StatedTicketSignal['signal'];
/** An update on an escalation is stated here too, by the id of its promise. */
const BODIES = { ...TICKET_SIGNAL_BODIES, ...ESCALATION_SIGNAL_BODIES };
type Stated = StatedTicketSignal | StatedEscalationSignal;
const names = Object.keys(BODIES) as [Stated['signal'], ...Stated['signal'][]];

/** The facts that a client states; staff may state them for a client who called. */
const BY_CLIENTS: ReadonlySet<Signal> = new Set<Signal>([
  'clientReplied',
  'completionApproved',
  'reopened',
  'csatGiven',
]);

/** Facts that people state about a ticket. */
export function ticketSignalRoutes(deps: ApiDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/tickets/{id}/signals/{name}',
      summary: 'State a fact about a ticket',
      tag: 'tickets',
      access: 'signed-in',
      params: z.object({ id, name: z.enum(names) }),
      requestHeaders: PREFER_HEADER,
      body: { kind: 'json-by-name', schemas: BODIES, prefix: 'Ticket' },
      answers: FACT_ANSWERS,
      handle: async ({ params, body, principal, headers }) => {
        // The body has passed the schema of this very name.
        const stated = { signal: params.name, body } as Stated;
        const ticket = await findTicket(deps.db, params.id);
        if (!ticket) throw notFound('ticket', params.id);
        if (principal.kind === 'administrator') throw refuseAdministrator();
        const { signal } = stated;
        const fact = {
          subjectId: ticket.id,
          target: ticket.id,
          signal,
          body: stated.body,
          principal,
          headers,
        };
        return stateFact(deps, fact, () => check(deps, ticket, stated, principal));
      },
    }),
  ];
}

async function check(
  deps: ApiDeps,
  ticket: Ticket,
  stated: Stated,
  person: CallingPerson,
): Promise<CheckedFact> {
  if (isUpdate(stated)) {
    return await checkFactAboutUpdate(deps, ticket.id, stated, person);
  }
  const { signal, body } = stated;
  const nowMs = deps.clock.productNow();
  await requirePermission(deps, ticket, signal, person, nowMs);
  if (signal === 'csatGiven') requireAnotherVoice(ticket, person);
  if (hasEnded(ticket.status) && !(ticket.status === 'closed' && signal === 'csatGiven')) {
    throw conflict(`${ticket.reference} is ${ticket.status}: it takes no more facts. Nothing was changed.`);
  }
  await checkPromise(deps, ticket, signal, body.promiseId);
  const fields = await fieldsOf(deps, ticket, stated);
  if (!ticket.handedOverAt) await handOver(deps, TICKETS, ticket.id);
  return {
    workflowId: ticket.workflowId,
    occurredAtMs: occurredAtMs(body.occurredAt, nowMs, ticket.openedAt.getTime()),
    promiseId: body.promiseId,
    body,
    fields,
  };
}

function isUpdate(stated: Stated): stated is StatedEscalationSignal {
  return isAboutEscalation(stated.signal);
}

async function requirePermission(
  { db }: ApiDeps,
  ticket: Ticket,
  signal: Signal,
  person: CallingPerson,
  nowMs: number,
): Promise<void> {
  const { desk } = serviceDesk();
  const roles = [...new Set([...desk.staff, ...Object.values(desk.teams).map(({ role }) => role)])];
  const all = BY_CLIENTS.has(signal) ? [...roles, 'client'] : roles;
  if (person.roles.some((role) => all.includes(role)) || ticket.assigneeId === person.id) {
    return;
  }
  const absent = await deputyOf(db, person.id, new Date(nowMs));
  if (ticket.assigneeId === null || !absent.includes(ticket.assigneeId)) {
    throw forbidden(all);
  }
}

/** How satisfied the client is, the client says; whoever did the work does not say it in their place. */
function requireAnotherVoice(ticket: Ticket, person: CallingPerson): void {
  if (ticket.assigneeId === person.id) {
    throw new Problem(
      'forbidden',
      'Nothing was changed. The satisfaction with a ticket is for the client to give, and whoever has the ticket cannot give or record it. Let the client do it, or a colleague who does not have the ticket.',
    );
  }
}

/** Facts that keep a promise, and so must name one that they keep; any other may name what it is about. */
const KEEPING: ReadonlySet<Signal> = new Set<Signal>([
  'responded',
  'resolved',
  'handedOver',
  'completionApproved',
  'elevationAnswered',
  'csatGiven',
]);

async function checkPromise(
  { db }: ApiDeps,
  ticket: Ticket,
  signal: Signal,
  promiseId: string | undefined,
): Promise<void> {
  const promise = promiseId === undefined ? null : await findPromise(db, promiseId);
  if (promiseId !== undefined && promise?.subjectId !== ticket.id) {
    throw invalid([{ pointer: '/promiseId', message: 'no promise of this ticket has that id' }]);
  }
  if (promise && promise.state !== 'open') {
    throw conflict(`The promise "${promise.title}" is ${promise.state} already. Nothing was changed.`);
  }
  if (promise && KEEPING.has(signal) && !isKeptBy(promise, signal)) {
    throw notKeptBy(promise, signal);
  }
}
