import type { Role } from '../../../promise/domain/ladder/rules';

export type TaskState = 'open' | 'done' | 'dropped';

/**
 * A task as its workflow knows it: no text. Days are places in the plan's working days, of which the first is the day on
 * which the plan begins.
 */
export interface PlanTask {
  readonly id: string;
  readonly owner: Role;
  /** null: nobody in particular, whoever holds the role. */
  readonly personId: string | null;
  readonly days: number;
  readonly effortHours: number;
  readonly after: readonly string[];
  readonly parent: string | null;
  /** It begins no sooner. */
  readonly notBefore: number;
  /** Its first day. */
  readonly first: number;
  /** Its last day. */
  readonly last: number;
  readonly state: TaskState;
  /** The points of checklists that it answers for. */
  readonly checks: readonly string[];
  /** 1, and one more each time that it was to be done again. */
  readonly round: number;
}

export function isLive({ state }: Pick<PlanTask, 'state'>): boolean {
  return state !== 'dropped';
}

/** The tasks that stand directly under one. */
export function subtasks<T extends Pick<PlanTask, 'parent' | 'state'>>(tasks: readonly T[], id: string): T[] {
  return tasks.filter((task) => task.parent === id && isLive(task));
}
