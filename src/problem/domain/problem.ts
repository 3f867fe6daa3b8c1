import type { CountingRules, OwnTerm } from '../../promise/domain/ladder/rules';
import type { Actor } from '../../fact/domain/actor';
import type { CarriedState } from '../../engagement/domain/engagement';
import type { Telling } from '../../incident/domain/incident';
import type { TimeScale } from '../../promise/domain/time';

/** What made somebody see that there is a problem. */
export const PROBLEM_SOURCES = [
  'clientFeedback',
  'teamObservation',
  'performanceMetric',
  'industryBenchmark',
] as const;
export type ProblemSource = (typeof PROBLEM_SOURCES)[number];

/**
 * How far an improvement has come: the problem is named, its root cause is known, a solution is in use, its effect is
 * measured, it is the standard; or it was given up.
 */
export const PROBLEM_STATUSES = [
  'identified',
  'analysed',
  'implemented',
  'measured',
  'closed',
  'cancelled',
] as const;
export type ProblemStatus = (typeof PROBLEM_STATUSES)[number];

/** What is owed in an improvement, in this order: the steps of its promises. */
export const PROBLEM_STEPS = ['root-cause', 'fix', 'effect', 'standard'] as const;
export type ProblemStep = (typeof PROBLEM_STEPS)[number];

/** Who owes a step until when, as data. */
export interface ProblemStepRules extends OwnTerm {
  title: string;
  owner: string;
}

/** The step that is owed at a status; null when nothing is owed any more. */
export function stepOwedAt(status: ProblemStatus): ProblemStep | null {
  switch (status) {
    case 'identified':
      return 'root-cause';
    case 'analysed':
      return 'fix';
    case 'implemented':
      return 'effect';
    case 'measured':
      return 'standard';
    case 'closed':
    case 'cancelled':
      return null;
  }
}

/** Whether it takes no more facts. */
export function isOver(status: ProblemStatus): boolean {
  return stepOwedAt(status) === null;
}

/** The id under which Temporal knows a problem's workflow. */
export function problemWorkflowId(reference: string): string {
  return `problem/${reference}`;
}

/** What a problem's workflow starts from: ids, closed words and rules; every text stays in the database. */
export interface ProblemInput {
  problemId: string;
  reference: string;
  openedBy: Actor;
  openedAtMs: number;
  /** At least one. */
  tickets: string[];
  /** Whether a crisis has told the root cause already. */
  isAnalysed: boolean;
  /** Of the version that rules it. */
  rules: CountingRules & { version: number; steps: Record<ProblemStep, ProblemStepRules> };
  time: TimeScale;
  carried?: { desk: CarriedState; problem: ProblemState };
}

/** What a problem's run hands to the next one, beside its promises. */
export interface ProblemState {
  status: ProblemStatus;
  /** 1, and one more each time that the solution has to be refined. */
  round: number;
  tickets: string[];
  toTell: Telling[];
}
