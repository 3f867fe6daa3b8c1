import { metricText } from './metric-text';
import type { MetricFigure, ReportFigures } from './figures';

/** Metrics of which less is better. */
const LESS_IS_BETTER = new Set(['manualSteps', 'errorRate', 'deliveryCycleTime', 'revisions']);

/** Whether a metric is worse than in the period before; unknown values are not. */
export function isWorse({ name, value, previous }: MetricFigure): boolean {
  if (value === null || previous === null) {
    return false;
  }
  return LESS_IS_BETTER.has(name) ? value > previous : value < previous;
}

/** What to talk about, from the figures: what got worse, what is broken most often, what went up the ladder. */
export function agenda({ metrics, weakSteps, standing, activity }: ReportFigures): string[] {
  const worse = metrics
    .filter(isWorse)
    .map(
      (metric) => `${metric.title} got worse: ${metricText(metric)}. What is the cause, who changes what?`,
    );
  const weak = weakSteps.map(
    ({ step, broken }) =>
      `"${step}" was late ${times(broken)}. Is its time right, does its owner have the time?`,
  );
  const items = [...worse, ...weak];
  if (activity.crises > 0) {
    items.push(`The ladder reached crisis ${times(activity.crises)}. What would have ended it earlier?`);
  }
  if (activity.revisions > 0) {
    items.push(`Work went back to delivery ${times(activity.revisions)}. What was not seen earlier?`);
  }
  if (activity.actionsFailed > 0) {
    items.push(
      `Systems failed ${times(activity.actionsFailed)} and people did the work. Which connection is to be mended?`,
    );
  }
  if (standing.promisesOverdue > 0) {
    items.push(`${standing.promisesOverdue} promises are overdue. Who settles each, until when?`);
  }
  items.push('New requirements and requests', 'Goals until the next session');
  return items;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
