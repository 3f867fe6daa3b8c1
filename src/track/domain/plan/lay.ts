import type { PlanRules, PlanTaskRules } from './rules';
import { scheduled } from './schedule';
import type { PlanTask } from './task';

/** What a plan is laid by. */
export interface Laying {
  /** The place of the deadline's working day; null: no deadline is named. */
  deadline: number | null;
  /** Who does a task. */
  personFor: (task: PlanTaskRules) => string | null;
}

/**
 * Makes a plan of its template. A date that would lie before the beginning is the beginning: what is counted backward from
 * a deadline that is too close ends after it.
 * @throws CircleError
 */
export function layPlan({ tasks }: Pick<PlanRules, 'tasks'>, { deadline, personFor }: Laying): PlanTask[] {
  return scheduled(
    tasks.map((rules): PlanTask => {
      const { id, owner, days, effort = 0, after = [], parent = null, checks = [] } = rules;
      const notBefore = Math.max(0, firstDay(rules, deadline));
      const own = { id, owner, days, effortHours: effort, after, parent, notBefore, checks, round: 1 };
      return { ...own, personId: personFor(rules), first: notBefore, last: notBefore, state: 'open' };
    }),
  );
}

function firstDay({ startsAfter = 0, dueBefore, days }: PlanTaskRules, deadline: number | null): number {
  return dueBefore === undefined || deadline === null ? startsAfter : deadline - dueBefore - days + 1;
}

/** The working days that a plan could take at most, one task after the other. */
export function longestOf({ tasks }: Pick<PlanRules, 'tasks'>): number {
  return tasks.reduce((sum, { days, startsAfter = 0 }) => sum + days + startsAfter, 0);
}
