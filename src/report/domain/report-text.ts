import { levelName } from '../../journal/domain/words';
import { dayText, zoneOf } from '../../promise/domain/calendar/zone';
import type { Level } from '../../promise/domain/ladder/promise-state';
import { REPORT_TITLES, type ReportKind } from './report';
import type { ReportPeriod } from './report-period';
import { agenda } from './agenda';
import type { Activity, ReportFigures, Standing } from './figures';
import { consultantLines } from './consultant-text';
import { metricText } from './metric-text';
import { problemLines } from './problem-text';

/** What a report is written from. */
export interface ReportContent {
  kind: ReportKind;
  /** The client's name; null: the whole house. */
  clientName: string | null;
  period: ReportPeriod;
  timeZone: string;
  /** When it was compiled, in milliseconds of product time. */
  compiledMs: number;
  late: boolean;
  figures: ReportFigures;
  /** The names of the people whom the figures know by id; whoever has none is told by the id. */
  names: ReadonlyMap<string, string>;
}

/** A report as plain text. The same content always gives the same text. */
export function reportText(content: ReportContent): string {
  const { kind, figures } = content;
  const standing = section('At the end of the period', standingLines(figures.standing, content.timeZone));
  const activity = section('In the period', activityLines(figures.activity, figures.activityBefore));
  const metrics = section('Metrics', metricLines(figures));
  const consultants = section('Tickets per consultant', consultantLines(content));
  const problems = section('Problems and improvements', problemLines(figures));
  const parts = [head(content)];
  switch (kind) {
    case 'daily':
      parts.push(standing, activity);
      break;
    case 'weekly':
      parts.push(activity, metrics, consultants, standing);
      break;
    case 'monthly':
      parts.push(
        metrics,
        activity,
        section('Late most often', weakLines(figures)),
        problems,
        consultants,
        standing,
      );
      break;
    case 'quarterly':
      parts.push(
        section('Agenda', numbered(agenda(figures))),
        metrics,
        problems,
        activity,
        consultants,
        standing,
      );
      break;
  }
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** The period as people say it: `Mon 2026-06-01`, or its first and last day. */
export function periodText(
  { startMs, endMs }: Pick<ReportPeriod, 'startMs' | 'endMs'>,
  timeZone: string,
): string {
  const zone = zoneOf(timeZone);
  const [first, last] = [zone.dayOf(startMs), zone.dayOf(endMs - 1)];
  return first === last ? dayText(first) : `${dayText(first)} to ${dayText(last)}`;
}

function head({ kind, clientName, period, timeZone, compiledMs, late, figures }: ReportContent): string {
  const zone = zoneOf(timeZone);
  const lines = [
    `${REPORT_TITLES[kind]}: ${clientName ?? 'all clients'}`,
    `${periodText(period, timeZone)} (${timeZone})`,
  ];
  if (late) {
    const missing = figures.unsettled === 0 ? ' Nothing in it is missing.' : '';
    lines.push(
      `This report is late: it was due ${zone.wallText(period.dueMs)} and was compiled ${zone.wallText(compiledMs)}.${missing}`,
    );
  }
  if (figures.unsettled > 0) {
    const [moments, are] =
      figures.unsettled === 1 ? ['1 moment', 'is'] : [`${figures.unsettled} moments`, 'are'];
    lines.push(
      `Not all of the period is known yet: ${moments} of it at which a promise becomes overdue or a level is told ${are} not recorded.`,
    );
  }
  return lines.join('\n');
}

function section(title: string, lines: string[]): string {
  return lines.length === 0 ? '' : [title, ...lines.map((line) => `  ${line}`)].join('\n');
}

function standingLines(standing: Standing, timeZone: string): string[] {
  const zone = zoneOf(timeZone);
  const escalations = standing.escalationsOpen.map(
    ({ level, count }) => `${count} at ${levelName(level as Level)}`,
  );
  const hidden = standing.promisesOverdue - standing.overdue.length;
  return [
    `Engagements running: ${standing.engagementsRunning}`,
    `Promises open: ${standing.promisesOpen}, of which overdue: ${standing.promisesOverdue}, due within a day: ${standing.promisesDueSoon}`,
    `Escalations open: ${escalations.length === 0 ? 'none' : escalations.join(', ')}`,
    `Tickets open: ${standing.ticketsOpen}`,
    ...standing.overdue.map(
      ({ reference, step, role, brokenAt }) =>
        `- ${reference} "${step}", owed by ${role}, overdue since ${zone.wallText(Date.parse(brokenAt))}`,
    ),
    ...(hidden > 0 ? [`- and ${hidden} more`] : []),
  ];
}

function activityLines(now: Activity, before: Activity): string[] {
  const line = (title: string, of: (activity: Activity) => number) =>
    `${title}: ${of(now)} (before: ${of(before)})`;
  return [
    line('Engagements started', (one) => one.engagementsStarted),
    line('Engagements completed', (one) => one.engagementsCompleted),
    line('Engagements called off', (one) => one.engagementsCancelled),
    line('Promises kept', (one) => one.promisesKept),
    line('Promises kept late', (one) => one.promisesKeptLate),
    line('Promises that became overdue', (one) => one.promisesBroken),
    line('Escalations raised', (one) => one.escalationsRaised),
    line('Crises', (one) => one.crises),
    line('Tickets opened', (one) => one.ticketsOpened),
    line('Tickets resolved', (one) => one.ticketsResolved),
    line('Actions done by systems', (one) => one.actionsDone),
    line('Actions that failed and went to a person', (one) => one.actionsFailed),
    line('Deliveries sent back to work', (one) => one.revisions),
  ];
}

function metricLines({ metrics }: ReportFigures): string[] {
  return metrics.map((metric) => `${metric.title}: ${metricText(metric)}`);
}

function weakLines({ weakSteps }: ReportFigures): string[] {
  return weakSteps.map(({ step, broken }) => `${step}: ${broken}`);
}

function numbered(items: string[]): string[] {
  return items.map((item, index) => `${index + 1}. ${item}`);
}
