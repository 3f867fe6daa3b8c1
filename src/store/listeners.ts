import type { JournalFact } from '../domain/journal';
import type { Projection } from './projection';
import { serviceDesk } from './service-desk';
import type { Subject } from './subject';
import { peopleForLevel } from './team';

type Climbing = Extract<JournalFact, { kind: 'escalationRaised' | 'escalationClimbed' }>;

/** The people to tell of a level, with the roles that are told in place of its own put down for the journal. */
export async function listenersTo(projection: Projection, fact: Climbing, at: Date): Promise<string[]> {
  const { subject, tx } = projection;
  const { told, instead } = await peopleForLevel(
    tx,
    fact,
    { ladder: ladderOf(subject), team: subject.team },
    at,
  );
  projection.toldInstead = instead;
  return told;
}

function ladderOf({ playbook }: Subject) {
  return playbook?.ladder ?? serviceDesk().desk.ladder;
}
