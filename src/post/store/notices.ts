import { levelName } from '../../journal/domain/journal-words';
import type { JournalFact } from '../../journal/domain/journal';
import { CRISIS } from '../../promise/domain/ladder/promise-state';
import { findStep } from '../../playbook/domain/playbook';
import { DUE_SOON, FOR_INFORMATION } from '../domain/post';
import type { Projection } from '../../journal/store/projection';
import { peopleFor } from '../../people/store/team';

type Climbing = Extract<JournalFact, { kind: 'escalationRaised' | 'escalationClimbed' }>;

/** Puts down that these people must hear of an escalation: once for each level, person and escalation. */
export async function escalationNotices(
  projection: Projection,
  fact: Climbing,
  told: string[],
  at: Date,
): Promise<void> {
  const { reference, title } = projection.subject;
  await put(projection, told, {
    // Crisis may be told again, when a promised update fails to come.
    key: `${fact.escalationId}/${fact.level}${fact.level === CRISIS ? `/${at.getTime()}` : ''}`,
    promiseId: fact.promiseId,
    escalationId: fact.escalationId,
    reason: levelName(fact.level),
    level: fact.level,
    urgent: true,
    late: fact.late,
    text:
      projection.subject.kind === 'incident' && fact.level === CRISIS
        ? `Crisis declared: ${title} (${reference}).`
        : `${levelName(fact.level)}: "${fact.title}" is late (${reference}, ${title}).`,
    at,
  });
}

/** Puts down that whoever owes a promise is to be warned of its deadline: once for each warning and person. */
export async function warningNotices(
  projection: Projection,
  fact: Extract<JournalFact, { kind: 'promiseWarned' }>,
  at: Date,
): Promise<void> {
  const { subject, tx } = projection;
  const promise = await tx.promiseRecord.findUnique({ where: { id: fact.promiseId } });
  if (!promise || promise.owedBy === 'client') {
    return;
  }
  const team = promise.assigneeId ? { ...subject.team, [promise.owedBy]: promise.assigneeId } : subject.team;
  await put(projection, await peopleFor(tx, [promise.owedBy], team, at), {
    key: `${fact.promiseId}/warning/${at.getTime()}`,
    promiseId: fact.promiseId,
    escalationId: null,
    reason: DUE_SOON,
    level: 0,
    urgent: false,
    late: false,
    text: `"${fact.title}" (${subject.reference}, ${subject.title}).`,
    at,
  });
}

/** Puts down that the informed parties of a step hear that it is done. */
export async function informedNotices(
  projection: Projection,
  fact: Extract<JournalFact, { kind: 'promiseKept' }>,
  at: Date,
): Promise<void> {
  const { subject, tx } = projection;
  const step = fact.step && subject.playbook ? findStep(subject.playbook, fact.step) : undefined;
  const informed = step?.raci?.informed ?? subject.playbook?.raci.informed ?? [];
  if (!step || informed.length === 0) {
    return;
  }
  await put(projection, await peopleFor(tx, informed, subject.team, at), {
    key: `${fact.promiseId}/informed`,
    promiseId: fact.promiseId,
    escalationId: null,
    reason: FOR_INFORMATION,
    level: 0,
    urgent: false,
    late: false,
    text: `Done: "${fact.title}" (${subject.reference}, ${subject.title}).`,
    at,
  });
}

async function put(
  projection: Projection,
  people: string[],
  notice: {
    key: string;
    promiseId: string;
    escalationId: string | null;
    reason: string;
    level: number;
    urgent: boolean;
    late: boolean;
    text: string;
    at: Date;
  },
): Promise<void> {
  if (people.length === 0) {
    return;
  }
  const { tx, subject } = projection;
  projection.hasNotices = true;
  const { key, promiseId, escalationId, reason, level, urgent, late, text, at } = notice;
  // In SQL of its own: Prisma keeps no plan of a createMany and would compile it anew for every notice.
  await tx.$executeRaw`
    INSERT INTO notice (id, person_id, subject_id, promise_id, escalation_id, reason, level, urgent, late, text, created_at, state)
    SELECT ${key} || '/' || person_id, person_id, ${subject.id}, ${promiseId}, ${escalationId}, ${reason}, ${level}::int,
      ${urgent}::boolean, ${late}::boolean, ${text}, ${at}::timestamptz, 'pending'
    FROM unnest(${people}::text[]) AS told (person_id)
    ON CONFLICT DO NOTHING`;
}
