import type { ProblemStatus } from '../../problem/domain/problem';
import { valueText } from './metric-text';
import type { MetricFigure, ProblemFigure, ReportFigures } from './figures';

/** How many problems there are, then a line for each with what its solution has changed. */
export function problemLines({ problems, metrics }: Pick<ReportFigures, 'problems' | 'metrics'>): string[] {
  if (problems.length === 0) {
    return [];
  }
  const ended = problems.filter(({ status }) => status === 'closed' || status === 'cancelled').length;
  return [
    `Open: ${problems.length - ended}, ended in the period: ${ended}`,
    ...problems.map((problem) => `- ${problem.reference}, ${lineOf(problem, metrics)}`),
  ];
}

function lineOf({ tickets, status, effect }: ProblemFigure, metrics: MetricFigure[]): string {
  const from = tickets === 1 ? 'one ticket' : `${tickets} tickets`;
  return `${from}: ${STATUS_WORDS[status]}${effect ? `; ${effectText(effect, metrics)}` : ''}`;
}

function effectText(
  { metric, before, after }: NonNullable<ProblemFigure['effect']>,
  metrics: MetricFigure[],
): string {
  const known = metrics.find(({ name }) => name === metric);
  const text = (value: number) => (known ? valueText(value, known.unit) : String(Number(value.toFixed(1))));
  return `${known?.title ?? metric} ${text(before)} before, ${text(after)} after`;
}

const STATUS_WORDS: Record<ProblemStatus, string> = {
  identified: 'its root cause is being looked for',
  analysed: 'its root cause is known, a solution is owed',
  implemented: 'a solution is in use, its effect is to be measured',
  measured: 'the effect is measured, the new standard is owed',
  closed: 'solved, and the solution is the standard',
  cancelled: 'given up',
};
