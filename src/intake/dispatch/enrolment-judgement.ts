import type { Enrolment } from '../../capability/offered/learning';
import type { Connection, Database } from '../../database/database';
import { lockName } from '../../database/lock';
import {
  courseCompleted,
  courseProgressed,
  learnerEnrolled,
  type LearningSignal,
} from '../../engagement/domain/facts/learning/facts';
import { restingOn, saw } from '../../engagement/store/outside';
import type { Clock } from '../../promise/domain/time';
import { shortEffectKey } from '../../vendors/kit/effect-key';
import type { EnrolmentVerdict } from '../domain/intake';
import { putOutsideChange } from './outside-judgement';
import { putVendorFacts, type VendorFact } from './vendor-facts';

/** An action of an engagement that enrolled a learner. */
interface Asker {
  engagementId: string;
  /** The action's key. */
  of: string;
  /** Our id of whom it enrolled; none where that was not put down. */
  learner?: string;
}

/** Progress is told by tens: a course may have hundreds of lessons. */
const STEP_PERCENT = 10;

/** Whoever made an enrolment, or found it there; none while that was not put down yet. */
export async function askersOf(db: Connection, vendor: string, id: string): Promise<Asker[]> {
  const rows = await db.externalRef.findMany({
    where: { system: vendor, kind: 'enrolment', vendorId: id },
    orderBy: { key: 'asc' },
  });
  return rows.map(({ data }) => {
    const { engagementId = '', of = '', learner } = (data ?? {}) as Record<string, string>;
    return { engagementId, of, ...(learner === undefined ? {} : { learner }) };
  });
}

/**
 * Judges an enrolment as it was read: each engagement that made it is told once that the learner is enrolled, of each ten
 * percent, and once of the course's completion. What is told goes by ids that follow from the enrolment and is stored in one
 * transaction: however often and in whatever order the vendor calls, it is the same.
 * @param enrolment undefined when the vendor has it no more
 */
export async function judgeEnrolment(
  { db, clock }: { db: Database; clock: Clock },
  {
    vendor,
    id,
    askers,
    enrolment,
  }: { vendor: string; id: string; askers: readonly Asker[]; enrolment: Enrolment | undefined },
): Promise<EnrolmentVerdict> {
  const now = new Date(clock.productNow());
  const told = await db.$transaction(async (tx) => {
    const all: { engagementId: string; commandIds: string[] }[] = [];
    for (const { engagementId, of, learner } of askers.toSorted((a, b) => (a.of < b.of ? -1 : 1))) {
      await lockName(tx, `learning:${vendor}:${of}`);
      const root = `${vendor}/${shortEffectKey(`${of}/${id}`)}`;
      const telling = { vendor, engagementId, of, learner, root };
      const facts = enrolment ? await newsOf(tx, telling, enrolment, now) : [];
      await putVendorFacts(tx, vendor, engagementId, facts, now);
      await tellEnd(tx, { vendor, engagementId, root, id, now }, enrolment);
      const commandIds = (await toldOf(tx, engagementId, root)).map((command) => command.id);
      if (commandIds.length > 0) all.push({ engagementId, commandIds });
    }
    return all;
  });
  return told.length > 0
    ? { do: 'tell', told }
    : { do: 'nothing', outcome: 'noted: nothing is to be told yet' };
}

interface Telling extends Omit<Asker, 'learner'> {
  vendor: string;
  learner: string | undefined;
  /** How the ids of all that is told of it begin. */
  root: string;
}

async function toldOf(tx: Connection, subjectId: string, root: string) {
  return tx.command.findMany({
    where: { subjectId, id: { startsWith: `${root}/` } },
    orderBy: { id: 'asc' },
  });
}

/** What the engagement has not been told yet, in its order: also what one reading has skipped. */
async function newsOf(
  tx: Connection,
  { vendor, engagementId, of, learner, root }: Telling,
  { id, course, percent, isComplete }: Enrolment,
  now: Date,
): Promise<VendorFact[]> {
  const told = await toldOf(tx, engagementId, root);
  const known = (name: string) => told.some((command) => command.id === `${root}/${name}`);
  const step = Math.floor(percent / STEP_PERCENT) * STEP_PERCENT;
  const reached = Math.max(0, ...told.map(({ body }) => (body as { percent?: number }).percent ?? 0));
  const news = async (name: string, signal: LearningSignal): Promise<VendorFact> => ({
    id: `${root}/${name}`,
    signal,
    fields: {
      of,
      ...(learner === undefined ? {} : { learner }),
      enrolment: id,
      course,
      percent,
      open: await openAfter(tx, { vendor, engagementId, of }, signal),
    },
    occurredAtMs: now.getTime(),
  });
  return [
    ...(known('1-enrolled') ? [] : [await news('1-enrolled', learnerEnrolled.name)]),
    ...(isComplete || step <= reached
      ? []
      : [await news(`2-progress-${String(step).padStart(3, '0')}`, courseProgressed.name)]),
    ...(isComplete && !known('3-completed') ? [await news('3-completed', courseCompleted.name)] : []),
  ];
}

/** Of how many of those whom the action enrolled this is not told yet, when it is told of one more. */
async function openAfter(
  tx: Connection,
  { vendor, engagementId, of }: Asker & { vendor: string },
  signal: LearningSignal,
): Promise<number> {
  const key = { system: vendor, kind: 'enrolments-asked', key: of };
  const asked = await tx.externalRef.findUnique({ where: { system_kind_key: key } });
  const told = await tx.command.count({
    where: { subjectId: engagementId, signal, body: { path: ['of'], equals: of } },
  });
  return Math.max(0, Number(asked?.vendorId ?? 1) - told - 1);
}

/** What is complete rests no more; access that others ended, or an enrolment that they deleted, is a matter for somebody. */
async function tellEnd(
  tx: Connection,
  { vendor, engagementId, root, id, now }: Omit<Telling, 'of' | 'learner'> & { id: string; now: Date },
  enrolment: Enrolment | undefined,
): Promise<void> {
  const isOver = enrolment === undefined || enrolment.isComplete || enrolment.isExpired;
  const resting = (await restingOn(tx, { vendor, what: 'enrolment' }, [id])).find(
    (row) => row.engagementId === engagementId,
  );
  if (!resting || !isOver) return;
  const how = enrolment === undefined ? 'deleted' : 'expired';
  if (enrolment?.isComplete !== true && !resting.own.includes('expired')) {
    const change = { what: 'enrolment', how } as const;
    const fact = { vendor, engagementId, change, id, factId: `${root}/4-${how}`, now };
    await putOutsideChange(tx, { ...fact, occurredAtMs: now.getTime() });
  }
  await saw(tx, resting, { id, place: 'gone' }, now);
}
