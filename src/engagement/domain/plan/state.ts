import type { Calendar } from '../../../promise/domain/clock/types';
import type { PlanTask } from '../../../track/domain/plan/task';
import type { Workday } from '../../../track/domain/plan/workdays';

/** The plan of a track as its workflow carries it. */
export interface PlanState {
  /** The working days that are known, from the day on which the plan begins. */
  workdays: readonly Workday[];
  tasks: readonly PlanTask[];
  /** The day on which it was put on hold, by its place; null: it goes on. */
  heldAt: number | null;
  /** The points that failed when it was checked last. */
  failed: readonly string[];
}

/** A task with its days as the journal and the read model have them. */
export interface DatedTask extends Omit<PlanTask, 'notBefore' | 'first' | 'last' | 'checks'> {
  promiseId: string;
  /** Local dates of the plan's calendar, such as 2026-12-24. */
  notBeforeOn: string;
  startOn: string;
  dueOn: string;
  /** The opening of its first day and the closing of its last one. */
  startMs: number;
  dueMs: number;
}

export type PlanChangeKind = 'added' | 'moved' | 'dropped' | 'reassigned' | 'reopened' | 'shifted';

/** What a plan is made of, by ids: rules and texts stay in the database. */
export interface PlanRequest {
  playbook: { name: string; version: number };
  /** The id of the track in the playbook. */
  track: string;
  /** Whether it begins with the tasks of its template, or with none. */
  isFromTemplate: boolean;
  /** In whose working days it is counted: of the playbook, or of one before it. */
  calendar: Calendar;
  /** The day on which it begins, in milliseconds of product time. */
  beginMs: number;
  /** The date from which it counts backward; null: none was named. */
  deadlineOn: string | null;
  /** Who holds which role here. */
  team: Record<string, string>;
}

export interface PlanActivities {
  /** Makes a plan of its template, however long the database is away: nothing can be promised before. */
  'plan.lay'(request: PlanRequest): Promise<Pick<PlanState, 'workdays' | 'tasks'>>;
}
