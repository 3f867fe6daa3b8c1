import type { Role } from '../../promise/domain/ladder/rules';
import { ticketRules } from '../../service-desk/domain/service-desk';
import type { StatedTicketSignal } from '../domain/ticket-signals-schema';
import type { TicketSignalFields } from '../domain/ticket';
import { rolesOf } from '../../people/store/people';
import { serviceDesk } from '../../service-desk/store/service-desk';
import { findTicketByName, pickAssignee, type Ticket } from '../store/tickets';
import { skillFor } from '../store/tickets-open';
import { actingPerson, type ActingPerson } from '../../people/api/acting-person';
import type { ApiDeps } from '../../edge/http/deps';
import { conflict, invalid } from '../../edge/http/problem';

/**
 * What of a body the ticket's workflow is told: closed values, ids and amounts; texts and addresses stay in the
 * database. Names are looked up: persons, teams, departments, the other ticket.
 * @throws Problem 422 or 409
 */
export async function fieldsOf(
  deps: ApiDeps,
  ticket: Ticket,
  { signal, body }: StatedTicketSignal,
): Promise<TicketSignalFields[StatedTicketSignal['signal']]> {
  const { desk, version } = serviceDesk();
  switch (signal) {
    case 'responded':
      return { public: body.public && !body.automatic };
    case 'assigned':
      return await assignee(deps, body.personId);
    case 'priorityChanged':
      return { priority: body.priority };
    case 'handedOver':
      return await handOver(deps, ticket, body);
    case 'elevated':
      return { to: known('/to', body.to, desk.elevations) };
    case 'elevationAnswered':
      return { outcome: body.outcome };
    case 'csatGiven':
      return { csat: body.csat };
    case 'merged':
      return await mergeInto(deps, ticket, body.into);
    case 'estimated':
    case 'workLogged':
      return { minutes: body.minutes };
    case 'rulesRenewed':
      return { rules: ticketRules(desk, version) };
    case 'clientReplied':
    case 'waitingForClient':
    case 'resolved':
    case 'reopened':
    case 'completionApproved':
    case 'articleLinked':
    case 'cancelled':
      return {};
  }
}

async function handOver(
  deps: ApiDeps,
  ticket: Ticket,
  body: { team: string; personId?: string | undefined },
): Promise<TicketSignalFields['handedOver']> {
  const { desk } = serviceDesk();
  const team = known('/team', body.team, desk.teams);
  if (team === ticket.team) {
    throw invalid([{ pointer: '/team', message: 'has the ticket already' }]);
  }
  if (body.personId !== undefined) {
    await requireHand(deps, body.personId, desk.teams[team]?.role ?? team);
    return { team, personId: body.personId };
  }
  const wanted = { role: desk.teams[team]?.role ?? team, skill: skillFor(ticket.category) };
  return { team, personId: await pickAssignee(deps.db, wanted, new Date(deps.clock.productNow())) };
}

async function mergeInto(
  { db }: ApiDeps,
  ticket: Ticket,
  into: string,
): Promise<TicketSignalFields['merged']> {
  const target = await findTicketByName(db, into);
  if (!target || target.id === ticket.id) {
    throw invalid([{ pointer: '/into', message: 'name another ticket, by its id or reference' }]);
  }
  if (target.status === 'merged' || target.status === 'cancelled') {
    throw conflict(
      `${target.reference} is ${target.status}: name the ticket that goes on. Nothing was changed.`,
    );
  }
  return { into: target.id, intoReference: target.reference };
}

async function assignee(deps: ApiDeps, personId: string): Promise<ActingPerson> {
  const acting = await actingPerson(deps, personId);
  if ('fault' in acting) {
    throw invalid([{ pointer: '/personId', message: acting.fault }]);
  }
  return acting;
}

/** A team is handed a ticket for somebody of its own who is here. */
async function requireHand(deps: ApiDeps, personId: string, role: Role): Promise<void> {
  const { insteadOf } = await assignee(deps, personId);
  const ofTeam = (await rolesOf(deps.db, [personId])).includes(role);
  if (insteadOf || !ofTeam) {
    const what = ofTeam ? 'is away' : `is not of that team, which takes the role ${role}`;
    throw invalid([
      { pointer: '/personId', message: `${what}: name somebody else, or leave it out to have one chosen` },
    ]);
  }
}

function known(pointer: string, name: string, all: Record<string, unknown>): string {
  if (!Object.hasOwn(all, name)) {
    throw invalid([
      { pointer, message: `there is none of that name; there are: ${Object.keys(all).join(', ')}` },
    ]);
  }
  return name;
}
