import { v7 as uuidv7 } from 'uuid';
import type { Connection, Database } from '../../database/database';
import type { Absence as AbsenceRow, CapacityChange } from '../../database/generated/client';
import { dayMs } from '../../promise/domain/clock/time-text';

export type { Absence as AbsenceRow, CapacityChange } from '../../database/generated/client';

/** Has a person work so many hours a week from a day on; what was said of that day before is forgotten. */
export async function putCapacityChange(
  db: Connection,
  personId: string,
  { fromDay, hoursPerWeek }: { fromDay: number; hoursPerWeek: number },
  now: Date,
): Promise<{ change: CapacityChange; isNew: boolean }> {
  const key = { personId, fromDay: new Date(fromDay * dayMs) };
  const change = await db.capacityChange.upsert({
    where: { personId_fromDay: key },
    create: { ...key, hoursPerWeek, createdAt: now },
    update: { hoursPerWeek },
  });
  return { change, isNew: change.createdAt.getTime() === now.getTime() };
}

/** In the order of their days. */
export async function listCapacityChanges(
  db: Connection,
  personId: string,
  limit: number,
  after: Date | null,
): Promise<CapacityChange[]> {
  return db.capacityChange.findMany({
    where: { personId, ...(after === null ? {} : { fromDay: { gt: after } }) },
    orderBy: { fromDay: 'asc' },
    take: limit,
  });
}

/** @returns whether there was one */
export async function deleteCapacityChange(
  db: Connection,
  personId: string,
  fromDay: number,
): Promise<boolean> {
  const where = { personId, fromDay: new Date(fromDay * dayMs) };
  return (await db.capacityChange.deleteMany({ where })).count > 0;
}

export async function insertAbsence(
  db: Connection,
  absence: { personId: string; fromAt: Date; untilAt: Date | null },
  now: Date,
): Promise<AbsenceRow> {
  return db.absence.create({ data: { ...absence, id: `abs_${uuidv7()}`, createdAt: now } });
}

/** In the order in which they begin. */
export async function listAbsences(
  db: Connection,
  personId: string,
  limit: number,
  after: { fromAt: Date; id: string } | null,
): Promise<AbsenceRow[]> {
  const beyond = after && {
    OR: [{ fromAt: { gt: after.fromAt } }, { fromAt: after.fromAt, id: { gt: after.id } }],
  };
  return db.absence.findMany({
    where: { personId, ...beyond },
    orderBy: [{ fromAt: 'asc' }, { id: 'asc' }],
    take: limit,
  });
}

/** Takes an absence back; whoever was away by it is back at once. @returns false when there is none */
export async function deleteAbsence(db: Database, personId: string, id: string, now: Date): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const [gone] = await tx.$queryRaw<{ fromAt: Date; untilAt: Date | null; begunAt: Date | null }[]>`
      DELETE FROM absence WHERE id = ${id} AND person_id = ${personId}
      RETURNING from_at AS "fromAt", until_at AS "untilAt", begun_at AS "begunAt"`;
    if (gone?.begunAt) {
      await tx.person.updateMany({
        where: { id: personId, awayFrom: gone.fromAt, awayUntil: gone.untilAt },
        data: { awayFrom: null, awayUntil: null, updatedAt: now },
      });
    }
    return gone !== undefined;
  });
}

/**
 * Has absences begin whose time has come: the person's own row, by which everybody looks who is here, takes them over,
 * once, so that whoever is back earlier stays back. What stood there of a time to come is kept as an absence beside.
 * @returns how many began
 */
export async function beginAbsences(db: Database, now: Date): Promise<number> {
  return db.$transaction(async (tx) => {
    const due = await tx.$queryRaw<AbsenceRow[]>`
      SELECT id, person_id AS "personId", from_at AS "fromAt", until_at AS "untilAt" FROM absence
      WHERE begun_at IS NULL AND from_at <= ${now} ORDER BY from_at, id LIMIT 100 FOR UPDATE SKIP LOCKED`;
    for (const absence of due) {
      await begin(tx, absence, now);
    }
    return due.length;
  });
}

async function begin(
  tx: Connection,
  { id, personId, fromAt, untilAt }: AbsenceRow,
  now: Date,
): Promise<void> {
  await tx.absence.update({ where: { id }, data: { begunAt: now } });
  if (untilAt !== null && untilAt <= now) return;
  const person = await tx.person.findUniqueOrThrow({ where: { id: personId } });
  const { awayFrom, awayUntil } = person;
  if (awayFrom !== null && awayFrom > now) {
    await insertAbsence(tx, { personId, fromAt: awayFrom, untilAt: awayUntil }, now);
  } else if (awayFrom !== null && (awayUntil === null || (untilAt !== null && awayUntil >= untilAt))) {
    // Away already, and no shorter.
    return;
  }
  await tx.person.update({
    where: { id: personId },
    data: { awayFrom: fromAt, awayUntil: untilAt, updatedAt: now },
  });
}
