import type { JournalFact } from '../domain/journal';
import type { LadderRules } from '../../playbook/domain/playbook';
import type { Prisma } from '../../database/generated/client';
import { escalationNotices } from '../../post/store/notices';
import type { Climb } from './project-escalation';
import type { Projection } from './projection';
import { serviceDesk } from '../../service-desk/store/service-desk';
import type { Subject } from './subject';
import { peopleForLevel } from '../../people/store/team';

type Climbing = Extract<JournalFact, { kind: 'escalationRaised' | 'escalationClimbed' }>;
type Heard = Extract<JournalFact, { kind: 'escalationHeard' }>;

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

/** Takes in that somebody hears of a level later than the others. Returns whom; nobody when they know of it. */
export async function hear(projection: Projection, fact: Heard, at: Date): Promise<string[]> {
  const { tx } = projection;
  const { escalationId, level, personId } = fact;
  const { climbs } = await tx.escalation.findUniqueOrThrow({ where: { id: escalationId } });
  const all = climbs as unknown as Climb[];
  const climb = all.findLast((one) => one.level === level);
  if (!climb || climb.told.includes(personId)) {
    return [];
  }
  climb.told.push(personId);
  await tx.escalation.update({
    where: { id: escalationId },
    data: { climbs: all as unknown as Prisma.InputJsonArray, updatedAt: at },
  });
  const told: Climbing = { ...fact, kind: 'escalationClimbed', roles: [], late: false };
  // By the instant of the climb, which is part of the key: nobody is told of one climb twice.
  await escalationNotices(projection, told, [personId], new Date(climb.at));
  return [personId];
}

/** The ladder that a subject's promises climb. */
export function ladderOf({ playbook }: Subject): LadderRules {
  return playbook?.ladder ?? serviceDesk().desk.ladder;
}
