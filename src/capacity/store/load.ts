import type { Connection } from '../../database/database';
import type { Allocation } from '../domain/allocation';
import { type PersonWeek, personWeeks } from '../domain/person-week';
import type { Week } from '../domain/week';
import { readAllocations } from './allocations';
import type { Worker } from './working-people';

/** A person with their hours, week by week. */
export interface WorkerLoad {
  readonly person: Worker;
  readonly weeks: readonly PersonWeek[];
}

/** The hours of these people. @param counts what of all that takes their time is to count; left out: all of it */
export async function readLoads(
  db: Connection,
  people: readonly Worker[],
  weeks: readonly Week[],
  counts: (allocation: Allocation) => boolean = () => true,
): Promise<WorkerLoad[]> {
  const allocations = await readAllocations(
    db,
    people.map(({ id }) => id),
  );
  const counted = allocations.filter(counts);
  return people.map((person) => ({ person, weeks: personWeeks(person, counted, weeks) }));
}

/** By which people know engagements, by the engagements' ids. */
export async function referencesOf(db: Connection, ids: readonly string[]): Promise<Map<string, string>> {
  const found = await db.engagement.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, reference: true },
  });
  return new Map(found.map(({ id, reference }) => [id, reference]));
}
