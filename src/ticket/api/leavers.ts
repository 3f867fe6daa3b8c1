import { handOver } from '../../dispatch/hand-over';
import { TICKETS } from '../dispatch/hand-over';
import { loadServiceDesk } from '../../service-desk/store/versions';
import { listTicketsOf, pickAssignee, type Ticket } from '../store/tickets';
import { roleOfTeam, skillFor } from '../../service-desk/domain/service-desk';
import { TemporalUnavailable } from '../../temporal/client';
import type { ApiDeps } from '../../edge/http/deps';
import { Problem } from '../../edge/http/problem';
import { type StatedFact, stateFact } from '../../fact/api/state-fact';

/**
 * Gives the tickets of somebody who has left to others, by skill and load as at an opening, each by the fact that anybody
 * would state. One for which nobody is here stays: its promises are in the inbox of its team's role.
 * @throws Problem 503 while Temporal is away; the tickets not given yet are given when it is called again
 */
export async function giveTicketsOn(deps: ApiDeps, leaverId: string): Promise<void> {
  const given: string[] = [];
  for (const ticket of await listTicketsOf(deps.db, leaverId)) {
    try {
      given.push(...(await giveOn(deps, ticket, given)));
    } catch (error) {
      if (error instanceof TemporalUnavailable) throw givenLater(error);
      // A ticket that has ended meanwhile needs nobody.
      if (!(error instanceof Problem) || error.code !== 'conflict') throw error;
    }
  }
}

async function giveOn(deps: ApiDeps, ticket: Ticket, given: string[]): Promise<string[]> {
  const now = deps.clock.productNow();
  const desk = await loadServiceDesk(deps.db, ticket.deskVersion);
  const wanted = { role: roleOfTeam(desk, ticket.team), skill: skillFor(desk, ticket.category) };
  const personId = await pickAssignee(deps.db, wanted, new Date(now), given);
  if (personId === null) {
    return [];
  }
  const body = { personId, comment: 'whoever had it has left' };
  const said = { subjectId: ticket.id, target: ticket.id, signal: 'assigned' };
  const stated: StatedFact = { ...said, body: {}, principal: { kind: 'administrator' }, headers: {} };
  await stateFact(deps, stated, async () => {
    if (!ticket.handedOverAt) await handOver(deps, TICKETS, ticket.id);
    return { workflowId: ticket.workflowId, occurredAtMs: now, body, fields: { personId } };
  });
  return [personId];
}

function givenLater(cause: TemporalUnavailable): Problem {
  return new Problem(
    'unavailable',
    'The person is not active any more, but the workflow engine cannot be reached at the moment, so not all of their tickets have been given to others. Nothing is lost. Send the same request again in a few seconds: the rest is given then.',
    { cause, headers: { 'retry-after': '5' } },
  );
}
