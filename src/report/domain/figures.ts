import type { ProblemStatus } from '../../problem/domain/problem';

/** One metric of a period with what it was calculated from. */
export interface MetricFigure {
  name: string;
  title: string;
  unit: MetricUnit;
  /** How the value follows from `counts` and `outOf`, in words. */
  formula: string;
  /** Null when there is nothing to divide by: no case in the period. */
  value: number | null;
  /** The same of the period before. */
  previous: number | null;
  counts: number;
  outOf: number;
}

export type MetricUnit = 'percent' | 'points' | 'of 5' | 'hours' | 'steps' | 'revisions';

/** Where things stood when the period ended. */
export interface Standing {
  engagementsRunning: number;
  promisesOpen: number;
  promisesOverdue: number;
  /** Due within a day after the end of the period. */
  promisesDueSoon: number;
  ticketsOpen: number;
  /** By the level that was told last before the end. */
  escalationsOpen: { level: number; count: number }[];
  /** The overdue promises, the oldest first; not all of them when there are many. */
  overdue: OverduePromise[];
}

export interface OverduePromise {
  promiseId: string;
  reference: string;
  step: string;
  role: string;
  brokenAt: string;
  /** The highest level that had been told by the end of the period; 0: nobody. */
  level: number;
}

/** What happened within the period, in counts. */
export interface Activity {
  engagementsStarted: number;
  engagementsCompleted: number;
  engagementsCancelled: number;
  promisesKept: number;
  promisesKeptLate: number;
  promisesBroken: number;
  escalationsRaised: number;
  /** Climbs to the crisis that happened in the period, whatever became of them. */
  crises: number;
  ticketsOpened: number;
  ticketsResolved: number;
  actionsDone: number;
  actionsFailed: number;
  revisions: number;
}

/** A step whose promises were broken in the period, and how often. */
export interface WeakStep {
  step: string;
  broken: number;
}

/** What technical support did in a period for the clients of one consultant. */
export interface ConsultantFigure {
  /** The partner behind the requesters or the consultant of their engagements; null: tickets that have neither. */
  consultantId: string | null;
  /** Those that were opened, resolved or answered in the period, or open at its end; each counts once. */
  tickets: number;
  opened: number;
  resolved: number;
  /** At the end of the period. */
  open: number;
  /** First responses kept in time, out of those kept or overdue. */
  responsesInTime: number;
  responses: number;
  /** Who has the tickets, the one with the most first; null: nobody. */
  support: { personId: string | null; tickets: number }[];
}

/** One problem that was open in a period: what tickets come from, on its way to an improvement. */
export interface ProblemFigure {
  problemId: string;
  reference: string;
  /** At the end of the period. */
  status: ProblemStatus;
  tickets: number;
  /** What was measured last, until the end of the period; null before. */
  effect: { metric: string; before: number; after: number } | null;
}

/** Everything that a report says, as it is kept beside its text. */
export interface ReportFigures {
  /** Moments of the period, breaches and climbs, that were not recorded when it was compiled; then figures are too low. */
  unsettled: number;
  standing: Standing;
  activity: Activity;
  /** The same of the period before, as the report on it said. */
  activityBefore: Activity;
  /** None in a daily report. */
  metrics: MetricFigure[];
  weakSteps: WeakStep[];
  /** In the weekly, monthly and quarterly reports on the house; else none. */
  consultants: ConsultantFigure[];
  /** In the monthly and quarterly reports, the oldest first; else none. */
  problems: ProblemFigure[];
}
