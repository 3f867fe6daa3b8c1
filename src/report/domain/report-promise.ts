import type { CountingRules } from '../../promise/domain/ladder/rules';
import type { CarriedState } from '../../engagement/domain/engagement';
import type { ReportKind } from './report';
import type { TimeScale } from '../../promise/domain/time';

/** What the promise that the reports of a run are out starts from. */
export interface ReportPromiseInput {
  /** Kind and first day: the same reports are the same promise. */
  id: string;
  reportKind: ReportKind;
  title: string;
  /** Product time, ms: the deadline of the oldest report; for one that was missed, when that was noticed. */
  dueAtMs: number;
  /** The role that owes it. */
  owner: string;
  rules: CountingRules;
  time: TimeScale;
  carried?: CarriedState;
}

/** The id under which Temporal knows the promise's workflow. */
export function reportPromiseWorkflowId(id: string): string {
  return `report-promise/${id}`;
}
