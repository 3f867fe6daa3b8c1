import type { Connection } from '../../database/database';
import type { Person, Prisma } from '../../database/generated/client';
import { normalRole } from '../../people/domain/roles';
import type { Role } from '../../promise/domain/ladder/rules';
import { dayMs } from '../../promise/domain/clock/time-text';
import type { Absence, WorkingPerson } from '../domain/working-person';

/** Somebody who works here, with what they can do. */
export interface Worker extends WorkingPerson {
  readonly roles: readonly Role[];
  readonly skills: readonly string[];
  readonly deputyId: string | null;
}

/** Those who are asked for; left out: everybody. */
export interface WorkerFilter {
  ids?: readonly string[] | undefined;
  role?: string | undefined;
  /** In whatever case. */
  skill?: string | undefined;
}

/** Role of people who are not ours. */
export const CLIENT: Role = 'client';

/** The active people of ours, in the order of their ids. */
export async function listWorkers(
  db: Connection,
  { ids, role, skill }: WorkerFilter = {},
  limit?: number,
  after: string | null = null,
): Promise<Worker[]> {
  const all: Prisma.PersonWhereInput[] = [{ active: true }, { NOT: { roles: { has: CLIENT } } }];
  if (ids !== undefined) all.push({ id: { in: [...ids] } });
  if (role !== undefined) all.push({ roles: { has: normalRole(role) } });
  if (skill !== undefined) all.push({ skills: { hasSome: await spellingsOf(db, skill) } });
  if (after !== null) all.push({ id: { gt: after } });
  const people = await db.person.findMany({
    where: { AND: all },
    include: { capacityChanges: true, absences: true },
    orderBy: { id: 'asc' },
    ...(limit === undefined ? {} : { take: limit }),
  });
  return people.map(workerOf);
}

/** As people have written a skill: its case is theirs. */
async function spellingsOf(db: Connection, skill: string): Promise<string[]> {
  const found = await db.$queryRaw<{ skill: string }[]>`
    SELECT DISTINCT skill FROM person, unnest(skills) AS skill WHERE lower(skill) = lower(${skill.trim()})`;
  return found.map((row) => row.skill);
}

type PersonRow = Person & {
  capacityChanges: { fromDay: Date; hoursPerWeek: number }[];
  absences: { fromAt: Date; untilAt: Date | null }[];
};

function workerOf({ absences, capacityChanges, ...person }: PersonRow): Worker {
  const { id, name, timeZone, capacityHoursPerWeek, roles, skills, deputyId, awayFrom, awayUntil } = person;
  const own: Absence[] = awayFrom === null ? [] : [absence(awayFrom, awayUntil)];
  return {
    ...{ id, name, timeZone, roles, skills, deputyId },
    hoursPerWeek: capacityHoursPerWeek,
    changes: capacityChanges.map(({ fromDay, hoursPerWeek }) => ({
      fromDay: fromDay.getTime() / dayMs,
      hoursPerWeek,
    })),
    absences: [...own, ...absences.map(({ fromAt, untilAt }) => absence(fromAt, untilAt))],
  };
}

function absence(from: Date, until: Date | null): Absence {
  return { fromMs: from.getTime(), untilMs: until?.getTime() ?? null };
}
