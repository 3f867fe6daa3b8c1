import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts processor time in hundredths of a second. */
const MS_PER_TICK = 10;

/**
 * Processor time that a process has used so far, user and system, all its threads, in milliseconds.
 * @throws where there is no /proc (it is read on Linux only)
 */
export function processorMs(pid: number): number {
  const [user = 0, system = 0] = timesOf(pid);
  return (user + system) * MS_PER_TICK;
}

/** The same of a process with all that it has started, children that have ended included. */
export function processorMsOfFamily(pid: number): number {
  const own = timesOf(pid).reduce((sum, ticks) => sum + ticks, 0) * MS_PER_TICK;
  return childrenOf(pid).reduce((sum, child) => sum + (processorMsOrNone(child) ?? 0), own);
}

function processorMsOrNone(pid: number): number | undefined {
  try {
    return processorMsOfFamily(pid);
  } catch {
    // It ended between the two looks; its parent counts it now.
    return undefined;
  }
}

/** utime, stime, cutime, cstime: fields 14 to 17 of proc(5); the name before them may hold spaces. */
function timesOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).map(Number);
}

function childrenOf(pid: number): number[] {
  const tasks = readdirSync(`/proc/${pid}/task`);
  return tasks.flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}
