/** As much of a task as its order needs. */
export interface Ordered {
  task: string;
  parent: string | null;
  after: unknown;
  state: string;
  round: number;
}

/**
 * What is still to be done before a task is: what it waits for, what it is a part of waits for, and its own parts. Knows
 * nothing of the product's own network.
 */
export function blockersOf<T extends Ordered>(task: T, all: readonly T[]): T[] {
  const newest = all.filter(
    (one) => !all.some((other) => other.task === one.task && other.round > one.round),
  );
  const open = newest.filter(({ state }) => state === 'open');
  return open.filter((one) => isPartOf(one, task.task, newest) || waits(task, newest, one));
}

function waits<T extends Ordered>(task: T, all: readonly T[], forOne: T): boolean {
  const names = lineageOf(task, all).flatMap(({ after }) => after as string[]);
  return names.some((name) => name === forOne.task || isPartOf(forOne, name, all));
}

function isPartOf<T extends Ordered>(one: T, whole: string, all: readonly T[]): boolean {
  return lineageOf(one, all)
    .slice(1)
    .some(({ task }) => task === whole);
}

/** The task itself, and all that it stands under. */
function lineageOf<T extends Ordered>(task: T, all: readonly T[]): T[] {
  const parent = all.find((one) => one.task === task.parent);
  return [task, ...(parent ? lineageOf(parent, all) : [])];
}
