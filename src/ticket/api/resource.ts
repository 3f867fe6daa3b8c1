import type { Connection } from '../../database/database';
import type { ApiDeps } from '../../edge/http/deps';
import { conflict, invalid, Problem } from '../../edge/http/problem';
import type { Stating } from '../../fact/api/fact-route';
import { forbidden } from '../../fact/api/refusals';
import { type CheckedFact, occurredAtMs } from '../../fact/api/state-fact';
import { fieldsIn, type StatedOf } from '../../fact/domain/body';
import { declared } from '../../fact/domain/declaration';
import { deputyOf } from '../../people/store/people';
import { isKeptBy, notKeptBy } from '../../promise/domain/keeping';
import { checkFactAboutUpdate, isAboutEscalation } from '../../promise/api/escalation-checks';
import { ESCALATION_BODIES } from '../../promise/domain/escalation-bodies';
import { findPromise } from '../../promise/store/promises';
import { loadServiceDesk } from '../../service-desk/store/versions';
import { resource } from '../../subject/api/resource';
import { TICKETS } from '../dispatch/hand-over';
import { TICKET_BODIES } from '../domain/facts/bodies';
import { TICKET_FACTS, type TicketFactDeclaration } from '../domain/facts/registry';
import { hasEnded } from '../domain/ticket';
import { survivorOf } from '../store/merging';
import type { Ticket } from '../store/tickets';
import { lookUp } from './look-ups';
import { ticketRoutes } from './tickets';

/** An update on an escalation is stated here too, by the id of its promise. */
const BODIES = { ...TICKET_BODIES, ...ESCALATION_BODIES };

/** A ticket as the API has it. */
export const ticketResource = resource<Ticket, typeof BODIES>({
  handOver: TICKETS,
  path: '/v1/tickets',
  tag: 'tickets',
  called: 'a ticket',
  summary: 'State a fact about a ticket',
  prefix: 'Ticket',
  bodies: BODIES,
  routes: ticketRoutes,
  reaching,
  check,
});

/** What a client says to a merged ticket reaches the one that goes on; the desk is told where to go. */
async function reaching(db: Connection, ticket: Ticket, signal: string): Promise<Ticket> {
  const fact = TICKET_FACTS.find(({ name }) => name === signal);
  return fact?.statedBy === 'client' ? await survivorOf(db, ticket) : ticket;
}

async function check(stating: Stating<Ticket>, stated: StatedOf<typeof BODIES>): Promise<CheckedFact> {
  const { deps, row: ticket, person, nowMs } = stating;
  if (isAboutEscalation(stated)) {
    return await checkFactAboutUpdate(deps, ticket.id, stated, person);
  }
  const { signal, body } = stated;
  const fact = declared(TICKET_FACTS, signal);
  await requirePermission(stating, fact);
  if (ticket.status === 'merged') {
    const { reference, id } = await survivorOf(deps.db, ticket);
    throw conflict(
      `${ticket.reference} was merged into ${reference}, which takes its facts now: state it at /v1/tickets/${id}/signals/${signal}. Nothing was changed.`,
    );
  }
  if (hasEnded(ticket.status) && !(ticket.status === 'closed' && signal === 'csatGiven')) {
    throw conflict(`${ticket.reference} is ${ticket.status}: it takes no more facts. Nothing was changed.`);
  }
  await checkPromise(deps, ticket, fact, body.promiseId);
  const lookedUp = await lookUp(deps, ticket, stated);
  return {
    workflowId: ticket.workflowId,
    occurredAtMs: occurredAtMs(body.occurredAt, nowMs, ticket.openedAt.getTime()),
    promiseId: body.promiseId,
    body,
    fields: { ...fieldsIn(TICKET_BODIES, stated), ...lookedUp },
  };
}

async function requirePermission(
  { deps, row: ticket, person, nowMs }: Stating<Ticket>,
  { statedBy, neverByAssignee }: TicketFactDeclaration,
): Promise<void> {
  const desk = await loadServiceDesk(deps.db, ticket.deskVersion);
  const staff = [...new Set([...desk.staff, ...Object.values(desk.teams).map(({ role }) => role)])];
  const roles = statedBy === 'client' ? [...staff, 'client'] : staff;
  const isAssignee = ticket.assigneeId === person.id;
  if (!isAssignee && !person.roles.some((role) => roles.includes(role))) {
    const absent = await deputyOf(deps.db, person.id, new Date(nowMs));
    if (ticket.assigneeId === null || !absent.includes(ticket.assigneeId)) {
      throw forbidden(roles);
    }
  }
  if (neverByAssignee && isAssignee) throw notByAssignee();
}

/** How satisfied the client is, the client says; whoever did the work does not say it in their place. */
function notByAssignee(): Problem {
  return new Problem(
    'forbidden',
    'Nothing was changed. The satisfaction with a ticket is for the client to give, and whoever has the ticket cannot give or record it. Let the client do it, or a colleague who does not have the ticket.',
  );
}

/** A fact that keeps promises must name one that it keeps, if any; another may name what it is about. */
async function checkPromise(
  { db }: ApiDeps,
  ticket: Ticket,
  { name, keeps }: TicketFactDeclaration,
  promiseId: string | undefined,
): Promise<void> {
  const promise = promiseId === undefined ? null : await findPromise(db, promiseId);
  if (promiseId !== undefined && promise?.subjectId !== ticket.id) {
    throw invalid([{ pointer: '/promiseId', message: 'no promise of this ticket has that id' }]);
  }
  if (promise && promise.state !== 'open') {
    throw conflict(`The promise "${promise.title}" is ${promise.state} already. Nothing was changed.`);
  }
  if (promise && keeps && !isKeptBy(promise, name)) {
    throw invalid([notKeptBy(promise, name)]);
  }
}
