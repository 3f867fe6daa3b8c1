import { fact } from '../declare';

/** Facts about the tasks of a plan. Their titles stay in the database. Instants are milliseconds of product time. */

interface Added {
  /** As whoever added it calls it; left out: the plan numbers it. */
  task?: string;
  owner: string;
  personId: string | null;
  days: number;
  effortHours: number;
  after: string[];
  parent: string | null;
  /** It begins no sooner than on this day; null: as soon as it can. */
  startMs: number | null;
}

export const taskAdded = fact<Added>()({
  name: 'taskAdded',
  says: 'A task was added to a plan',
  statedBy: 'planners',
});

export const taskMoved = fact<{ task: string; startMs: number | null; dueMs: number | null }>()({
  name: 'taskMoved',
  says: 'A task of a plan was given other days, and what depends on it moves with it',
  statedBy: 'planners',
  needs: { named: 'the task that is moved' },
});

export const taskDropped = fact<{ task: string }>()({
  name: 'taskDropped',
  says: 'A task of a plan is not needed any more',
  statedBy: 'planners',
  needs: { named: 'the task that is dropped' },
});

export const taskReassigned = fact<{ task: string; personId: string }>()({
  name: 'taskReassigned',
  says: 'A task of a plan was given to another person',
  statedBy: 'planners',
  needs: { named: 'the task that is given to somebody' },
});

export const taskDone = fact()({
  name: 'taskDone',
  says: 'A task of a plan is done',
  statedBy: 'owner',
  needs: 'openPromise',
  keeps: { planTask: {} },
});

/** All of them. */
export const PLAN_FACTS = [taskAdded, taskMoved, taskDropped, taskReassigned, taskDone] as const;
