import type { Role } from '../../promise/domain/ladder/rules';
import { roleOfTeam, skillFor, ticketRules } from '../../service-desk/domain/service-desk';
import type { BodyOf, LookedUp } from '../../fact/domain/body';
import type { StatedTicketFact, TICKET_BODIES } from '../domain/facts/bodies';
import type { TicketSignalFields } from '../domain/facts/registry';
import { rolesOf } from '../../people/store/people';
import { loadServiceDesk, newestServiceDesk } from '../../service-desk/store/versions';
import { findTicketByName, pickAssignee, type Ticket } from '../store/tickets';
import { survivorOf } from '../store/merging';
import { deskOf } from '../store/ticket-rules';
import { actingPerson, type ActingPerson } from '../../people/store/acting-person';
import type { ApiDeps } from '../../edge/http/deps';
import { conflict, invalid } from '../../edge/http/problem';

type Bodies = typeof TICKET_BODIES;
type LookUp<S extends keyof Bodies> = (
  deps: ApiDeps,
  ticket: Ticket,
  body: BodyOf<Bodies, S>,
) => Promise<TicketSignalFields[S]>;

/** Persons, teams, departments, the other ticket: what of these a workflow is told takes a look into the database. */
const LOOK_UPS: { [S in LookedUp<Bodies>]: LookUp<S> } = {
  assigned: (deps, _ticket, { personId }) => assignee(deps, personId),
  handedOver,
  elevated: async ({ db }, { deskVersion }, { to }) => ({
    to: known('/to', to, (await loadServiceDesk(db, deskVersion)).elevations),
  }),
  merged,
  rulesRenewed: async ({ db }, ticket) => {
    const { version } = await newestServiceDesk(db);
    return { rules: ticketRules(await deskOf(db, ticket, version), version) };
  },
};

/**
 * The fields that do not follow from the body alone; none for any other fact.
 * @throws Problem 422 or 409
 */
export async function lookUp(
  deps: ApiDeps,
  ticket: Ticket,
  { signal, body }: StatedTicketFact,
): Promise<object> {
  if (!isLookedUp(signal)) {
    return {};
  }
  const fieldsOf = LOOK_UPS[signal] as LookUp<never>;
  return await fieldsOf(deps, ticket, body as never);
}

function isLookedUp(signal: string): signal is LookedUp<Bodies> {
  return Object.hasOwn(LOOK_UPS, signal);
}

async function handedOver(
  deps: ApiDeps,
  ticket: Ticket,
  body: BodyOf<Bodies, 'handedOver'>,
): Promise<TicketSignalFields['handedOver']> {
  const desk = await loadServiceDesk(deps.db, ticket.deskVersion);
  const team = known('/team', body.team, desk.teams);
  if (team === ticket.team) {
    throw invalid([{ pointer: '/team', message: 'has the ticket already' }]);
  }
  if (body.personId !== undefined) {
    await requireHand(deps, body.personId, roleOfTeam(desk, team));
    return { team, personId: body.personId };
  }
  const wanted = { role: roleOfTeam(desk, team), skill: skillFor(desk, ticket.category) };
  return { team, personId: await pickAssignee(deps.db, wanted, new Date(deps.clock.productNow())) };
}

async function merged(
  { db }: ApiDeps,
  ticket: Ticket,
  { into }: BodyOf<Bodies, 'merged'>,
): Promise<TicketSignalFields['merged']> {
  const target = await findTicketByName(db, into);
  if (!target || target.id === ticket.id) {
    throw invalid([{ pointer: '/into', message: 'name another ticket, by its id or reference' }]);
  }
  if (target.status === 'merged' || target.status === 'cancelled') {
    const { reference } = await survivorOf(db, target);
    const instead = reference === target.reference ? 'the ticket that goes on' : reference;
    throw conflict(`${target.reference} is ${target.status}: name ${instead}. Nothing was changed.`);
  }
  return { into: target.id, intoReference: target.reference };
}

async function assignee(deps: ApiDeps, personId: string): Promise<ActingPerson> {
  const acting = await actingPerson(deps.db, personId, deps.clock.productNow());
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
