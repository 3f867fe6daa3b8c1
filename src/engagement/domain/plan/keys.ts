/** What stands before the id of a task where the promise of it is known by a step. */
const PREFIX = 'task.';

/** The step under which the promise of a task goes. */
export function stepOfTask(id: string): string {
  return `${PREFIX}${id}`;
}

/** Whether the key of a promise is that of a task of a plan. */
export function isPlanTask(key: string): boolean {
  return key.replace(/^\d+:/, '').startsWith(PREFIX);
}
