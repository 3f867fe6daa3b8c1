import { allSteps, type Playbook, type StageRules } from '../../playbook/domain/playbook';

/** A figure that the product computes of a process. */
export interface Figure {
  title: string;
  unit: string;
  formula: string;
}

type Asks = (playbook: Pick<Playbook, 'stages'>) => boolean;

const always: Asks = () => true;
const hasTracks: Asks = (playbook) => tracksOf(playbook).length > 0;
const hasCourse: Asks = (playbook) => tracksOf(playbook).some(({ kind }) => kind === 'course');
const asksForScores: Asks = (playbook) => awaits(playbook, 'surveyAnswered');
const checksWork: Asks = (playbook) => awaits(playbook, 'qualityChecked');

/** Which metrics of `GET /v1/metrics` follow from what a playbook has; those of tickets and of the house are left out. */
const METRICS: Readonly<Record<string, Asks>> = {
  promisesKept: always,
  taskCompletion: always,
  completion: always,
  manualSteps: always,
  automation: always,
  errorRate: always,
  retention: always,
  onTimeDelivery: hasTracks,
  deliveryCycleTime: hasTracks,
  revisions: hasTracks,
  qualityPassRate: checksWork,
  firstPass: checksWork,
  nps: asksForScores,
  csat: asksForScores,
  satisfiedClients: asksForScores,
  courseCompletion: hasCourse,
  learnerSatisfaction: hasCourse,
};

/** Whether a metric of this name says something of engagements by this playbook. */
export function concerns(metric: string, playbook: Pick<Playbook, 'stages'>): boolean {
  return METRICS[metric]?.(playbook) ?? false;
}

function tracksOf({ stages }: Pick<Playbook, 'stages'>): NonNullable<StageRules['tracks']> {
  return Object.values(stages).flatMap(({ tracks = [] }) => tracks);
}

function awaits(playbook: Pick<Playbook, 'stages'>, signal: string): boolean {
  return [...allSteps(playbook)].some(({ step }) => step.for?.signal === signal);
}
