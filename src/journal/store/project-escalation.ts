import type { JournalEntry, JournalFact } from '../domain/journal';
import { CRISIS } from '../../promise/domain/ladder/promise-state';
import { manageCrisis } from '../../incident/store/crisis-incident';
import type { Prisma } from '../../database/generated/client';
import { hear, listenersTo } from './listeners';
import { escalationNotices } from '../../post/store/notices';
import type { Projection } from './projection';

/** One level of an escalation that has been told. `told` are ids of people. */
export interface Climb {
  level: number;
  at: string;
  told: string[];
}

type Climbing = Extract<JournalFact, { kind: 'escalationRaised' | 'escalationClimbed' }>;

/**
 * What a fact changes in the read model of escalations. Returns the people who are told: their notices are stored in
 * the same transaction, so whoever is named as told has been, or will be as soon as mail goes out.
 */
export async function projectEscalation(projection: Projection, entry: JournalEntry): Promise<string[]> {
  const { tx } = projection;
  const { fact } = entry;
  const at = new Date(entry.atMs);
  switch (fact.kind) {
    case 'escalationRaised':
    case 'escalationClimbed':
      return await climb(projection, fact, at);
    case 'escalationHeard':
      return await hear(projection, fact, at);
    case 'escalationAcknowledged':
      await tx.escalation.updateMany({
        where: { id: fact.escalationId },
        data: { state: 'acknowledged', respondBy: new Date(fact.nextUpdateAtMs), updatedAt: at },
      });
      return [];
    case 'escalationResolved':
      await tx.escalation.updateMany({
        where: { id: fact.escalationId },
        data: { state: 'resolved', respondBy: null, updatedAt: at },
      });
      return [];
    case 'promisePaused':
      await tx.escalation.updateMany({
        where: { promiseId: fact.promiseId, state: { not: 'resolved' } },
        data: { respondBy: null, updatedAt: at },
      });
      return [];
    default:
      return [];
  }
}

async function climb(projection: Projection, fact: Climbing, at: Date): Promise<string[]> {
  const { subject, tx } = projection;
  const told = await listenersTo(projection, fact, at);
  const id = fact.escalationId;
  const before = await tx.escalation.findUnique({
    where: { id },
    select: { climbs: true, incidentId: true },
  });
  const climbs: Climb[] = [...((before?.climbs as unknown as Climb[] | undefined) ?? [])];
  climbs.push({ level: fact.level, at: at.toISOString(), told });
  const term = projection.takeTerm(id);
  const values = {
    level: fact.level,
    role: fact.level === CRISIS ? 'everyone-on-the-ladder' : (fact.roles[0] ?? ''),
    state: 'open',
    respondBy: typeof term?.dueMs === 'number' ? new Date(term.dueMs) : null,
    climbs: climbs as unknown as Prisma.InputJsonArray,
    updatedAt: at,
  };
  await tx.escalation.upsert({
    where: { id },
    create: {
      id,
      subjectId: subject.id,
      engagementId: subject.engagementId,
      ticketId: subject.ticketId,
      incidentId: subject.kind === 'incident' ? subject.id : null,
      promiseId: fact.promiseId,
      raisedAt: at,
      ...values,
    },
    update: values,
  });
  if (fact.level === CRISIS && !before?.incidentId) {
    await manageCrisis(tx, subject, { escalationId: id, promise: fact.title, at });
  }
  await escalationNotices(projection, fact, told, at);
  return told;
}
