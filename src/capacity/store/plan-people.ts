import type { Connection } from '../../database/database';
import type { Allocation, PlannedTask } from '../domain/allocation';
import { chooseFor, type SkilledWork } from '../domain/choice';
import { readAllocations } from './allocations';
import { listWorkers } from './working-people';

/**
 * Finds somebody for each piece of work of a plan that is being laid, in that order: whoever gets one has so many hours less
 * for the next.
 * @param given what the plan gives to people without a choice
 * @returns by the work's key; work that nobody has the skill for is left out
 */
export async function choosePeople(
  db: Connection,
  works: readonly SkilledWork[],
  given: readonly PlannedTask[],
): Promise<Map<string, string>> {
  const chosen = new Map<string, string>();
  if (works.length === 0) return chosen;
  const people = await listWorkers(db);
  const ids = people.map(({ id }) => id);
  const taken: Allocation[] = [...(await readAllocations(db, ids)), ...given];
  const doing = new Map<string, Set<string>>();
  for (const work of works) {
    const { role, skill, ...task } = work;
    const such = JSON.stringify([role, skill]);
    const before = doing.get(such) ?? new Set();
    const personId = chooseFor(work, people, taken, before);
    if (personId === null) continue;
    chosen.set(task.taskKey, personId);
    taken.push({ takes: 'task', personId, ...task });
    doing.set(such, before.add(personId));
  }
  return chosen;
}
