import type { Calendar } from '../../../promise/domain/clock/types';
import { changePlan, type NewPlanTask } from './change';
import { type Reckoned, reckoned, type StoredTask } from './read';
import { BeyondWorkdaysError, Workdays } from './workdays';
import { workdaysOf } from './workdays-of';

/** Of a plan that is empty so many working days are known. */
const KNOWN_WORKDAYS = 520;

/** The opening of a task's first day and the closing of its last one. */
export interface TaskDays {
  startMs: number;
  dueMs: number;
}

/**
 * On which days a new task of a stored plan would lie, as its workflow will reckon.
 * @param fromMs it begins no sooner
 * @returns null when the plan cannot take it, which its workflow will say
 */
export function daysOfAdded(
  stored: readonly StoredTask[],
  calendar: Calendar,
  task: Omit<NewPlanTask, 'notBefore'>,
  fromMs: number,
): TaskDays | null {
  const { tasks, workdays } = planIn(stored, calendar, fromMs);
  const changed = changePlan(tasks, {
    kind: 'added',
    task: { ...task, notBefore: workdays.from(fromMs) },
  });
  const added = 'refused' in changed ? undefined : changed.tasks.at(-1);
  if (!added) return null;
  try {
    return { startMs: workdays.opensMs(added.first), dueMs: workdays.closesMs(added.last) };
  } catch (error) {
    if (error instanceof BeyondWorkdaysError) return null;
    throw error;
  }
}

function planIn(stored: readonly StoredTask[], calendar: Calendar, fromMs: number): Reckoned {
  if (stored.length > 0) return reckoned(stored, calendar);
  return { tasks: [], workdays: new Workdays(workdaysOf(calendar, fromMs, KNOWN_WORKDAYS)) };
}
