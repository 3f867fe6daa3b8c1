import type { MetricUnit } from '../domain/figures';
import type { Connection } from '../../database/database';
import {
  type CasePlace,
  type CaseSource,
  casesOf,
  type MetricCase,
  type MetricScope,
  type MetricValue,
  readCases,
  readOutages,
  readUptime,
  readValue,
  retentionCases,
} from './metric-cases';

type ReadMetric = (db: Connection, scope: MetricScope) => Promise<MetricValue>;

/** A metric as it is shown: its name, its formula in words, its value and the cases behind it. */
export interface Metric {
  name: string;
  title: string;
  unit: MetricUnit;
  formula: string;
  /** Only for the house: there is no such figure of a single client. */
  houseOnly?: true;
  read: ReadMetric;
  /** A page of its cases; `after` is the last one of the page before, null for the first page. */
  cases: (
    db: Connection,
    scope: MetricScope,
    limit: number,
    after: CasePlace | null,
  ) => Promise<MetricCase[]>;
}

const value =
  (source: CaseSource): ReadMetric =>
  (db, scope) =>
    readValue(db, source, scope);

/** firstResponse promises kept in time / firstResponse promises kept or overdue, in percent. */
export const responseTimeCompliance = value(casesOf('responseTimeCompliance'));

/** resolution promises kept in time / resolution promises kept or overdue, in percent. */
export const resolutionTimeCompliance = value(casesOf('resolutionTimeCompliance'));

/** Tickets resolved with the first answer and not reopened / tickets resolved, in percent. */
export const firstTimeResolution = value(casesOf('firstTimeResolution'));

/** Tasks done / tasks done or overdue, in percent; a task is a task, an approval or a meeting of ours. */
export const taskCompletion = value(casesOf('taskCompletion'));

/** Promises of ours kept in time / promises of ours kept or overdue, in percent. */
export const promisesKept = value(casesOf('promisesKept'));

/** Deliveries done without an overdue promise of ours / deliveries done or overdue, in percent. */
export const onTimeDelivery = value(casesOf('onTimeDelivery'));

/** Sum of (ended - opened) in wall-clock hours / deliveries done. */
export const deliveryCycleTime = value(casesOf('deliveryCycleTime'));

/** Percent of survey answers 9 or 10 - percent of answers 0 to 6; -100 to 100. */
export const netPromoterScore = value(casesOf('nps'));

/** Sum of answers 1 to 5 / answers, of surveys and tickets. */
export const customerSatisfaction = value(casesOf('csat'));

/** Answers 4 or 5 / answers, in percent, of surveys and tickets. */
export const satisfiedClients = value(casesOf('satisfiedClients'));

/**
 * Clients with an engagement that runs at the end of the period or was started within the twelve months before it /
 * clients with an engagement that ran twelve months before, in percent.
 */
export const clientRetention = value(retentionCases);

/** Tasks, approvals and meetings kept by our people / engagements ended. */
export const manualSteps = value(casesOf('manualSteps'));

/** Actions and messages done by the system / steps done, in percent, of engagements ended. */
export const automation = value(casesOf('automation'));

/** Actions that failed and went to a person / actions ended, in percent. */
export const errorRate = value(casesOf('errorRate'));

/** Quality points passed / quality points checked, in percent. */
export const qualityPassRate = value(casesOf('qualityPassRate'));

/** Quality checks passed the first time / quality checks, in percent; a check that is repeated is one. */
export const firstPass = value(casesOf('firstPass'));

/** Rounds of work after the first one / deliveries done. */
export const revisionsPerDelivery = value(casesOf('revisions'));

/** Engagements completed / engagements completed or called off, in percent. */
export const completion = value(casesOf('completion'));

/** Learners who completed / learners who completed, left or did not when it ended, in percent. */
export const courseCompletion = value(casesOf('courseCompletion'));

/** Sum of ratings 1 to 5 / ratings. */
export const learnerSatisfaction = value(casesOf('learnerSatisfaction'));

/** Mean over engagements of (realised benefit - value) / value, in percent. */
export const returnOnInvestment = value(casesOf('roi'));

/** Mean over engagements of savings / value, in percent. */
export const costSavings = value(casesOf('costSavings'));

/** 100 - 100 * time covered by at least one system-wide failure / time. */
export const uptime: ReadMetric = (db, scope) => readUptime(db, scope);

function metric(
  name: string,
  title: string,
  unit: MetricUnit,
  read: ReadMetric,
  formula: string,
  source: CaseSource = casesOf(name),
): Metric {
  const cases: Metric['cases'] = (db, scope, limit, after) => readCases(db, source, scope, limit, after);
  return { name, title, unit, formula, read, cases };
}

/** Every metric, in the order in which reports show them. The formulas stand in the comments of the views too. */
export const METRICS: readonly Metric[] = [
  metric(
    'responseTimeCompliance',
    'Response-time compliance',
    'percent',
    responseTimeCompliance,
    'firstResponse promises kept in time / firstResponse promises kept or overdue',
  ),
  metric(
    'resolutionTimeCompliance',
    'Resolution-time compliance',
    'percent',
    resolutionTimeCompliance,
    'resolution promises kept in time / resolution promises kept or overdue',
  ),
  metric(
    'firstTimeResolution',
    'First-time resolution',
    'percent',
    firstTimeResolution,
    'tickets resolved with the first answer and not reopened / tickets resolved',
  ),
  metric(
    'taskCompletion',
    'Task completion',
    'percent',
    taskCompletion,
    'tasks done / tasks done or overdue',
  ),
  metric(
    'promisesKept',
    'Compliance',
    'percent',
    promisesKept,
    'promises of ours kept in time / promises of ours kept or overdue',
  ),
  metric(
    'onTimeDelivery',
    'On-time delivery',
    'percent',
    onTimeDelivery,
    'deliveries done without an overdue promise of ours / deliveries done or overdue',
  ),
  metric(
    'deliveryCycleTime',
    'Delivery cycle time',
    'hours',
    deliveryCycleTime,
    'sum of (ended - opened) in wall-clock hours / deliveries done',
  ),
  metric(
    'nps',
    'Net promoter score',
    'points',
    netPromoterScore,
    'percent of answers 9 or 10 - percent of answers 0 to 6',
  ),
  metric('csat', 'Customer satisfaction', 'of 5', customerSatisfaction, 'sum of answers / answers'),
  metric('satisfiedClients', 'Satisfied clients', 'percent', satisfiedClients, 'answers 4 or 5 / answers'),
  metric(
    'retention',
    'Client retention',
    'percent',
    clientRetention,
    'clients with an engagement that runs at the end of the period or was started within the twelve months before it / clients with an engagement that ran twelve months before',
    retentionCases,
  ),
  metric(
    'manualSteps',
    'Manual steps per engagement',
    'steps',
    manualSteps,
    'tasks, approvals and meetings kept by our people (a failed action done by hand is one) / engagements ended',
  ),
  metric(
    'automation',
    'Automation',
    'percent',
    automation,
    'actions and messages done by the system / steps done',
  ),
  metric(
    'errorRate',
    'Error rate',
    'percent',
    errorRate,
    'actions that failed and went to a person / actions ended',
  ),
  metric(
    'qualityPassRate',
    'Quality pass rate',
    'percent',
    qualityPassRate,
    'quality points passed / quality points checked',
  ),
  metric(
    'firstPass',
    'First-pass rate',
    'percent',
    firstPass,
    'quality checks passed the first time / quality checks',
  ),
  metric(
    'revisions',
    'Revisions per delivery',
    'revisions',
    revisionsPerDelivery,
    'rounds of work after the first one / deliveries done',
  ),
  metric(
    'completion',
    'Completion',
    'percent',
    completion,
    'engagements completed / engagements completed or called off',
  ),
  metric(
    'courseCompletion',
    'Course completion',
    'percent',
    courseCompletion,
    'learners who completed / learners who completed, left or did not when it ended',
  ),
  metric(
    'learnerSatisfaction',
    'Satisfaction of learners',
    'of 5',
    learnerSatisfaction,
    'sum of ratings / ratings',
  ),
  metric(
    'roi',
    'Return on investment',
    'percent',
    returnOnInvestment,
    'mean over engagements of (realised benefit - value) / value',
  ),
  metric('costSavings', 'Cost savings', 'percent', costSavings, 'mean over engagements of savings / value'),
  {
    name: 'uptime',
    title: 'Uptime',
    unit: 'percent',
    formula: '100 - 100 * time covered by at least one system-wide failure / time',
    houseOnly: true,
    read: uptime,
    cases: readOutages,
  },
];
