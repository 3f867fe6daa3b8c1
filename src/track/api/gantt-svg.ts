import { dateText, dayMs } from '../../promise/domain/clock/time-text';
import { cutText } from '../../text/domain/cut';
import { escapeXml } from '../../text/domain/xml';
import type { PlannedTask } from '../domain/plan/read';

const LABEL_WIDTH = 330;
const ROW_HEIGHT = 24;
const HEAD_HEIGHT = 64;
const MARGIN = 16;
/** Wide enough for a page, and for a day of a year's plan to be seen. */
const CHART_WIDTH = 900;
const LABEL_LENGTH = 50;

interface Chart {
  title: string;
  plans: readonly { title: string; tasks: readonly PlannedTask[] }[];
  now: Date;
}

/**
 * Plans as a Gantt chart: a bar for each task on a scale of dates, an arrow from each to those that wait for it. What a bar
 * is (done, late, critical) is said by its pattern and by a word, never by colour alone.
 */
export function ganttSvg({ title, plans, now }: Chart): string {
  const rows = plans.flatMap((plan) => [
    { kind: 'plan' as const, title: plan.title },
    ...plan.tasks.filter(({ state }) => state !== 'dropped').map((task) => ({ kind: 'task' as const, task })),
  ]);
  const tasks = rows.flatMap((row) => (row.kind === 'task' ? [row.task] : []));
  const scale = scaleOf(tasks, now);
  const height = HEAD_HEIGHT + rows.length * ROW_HEIGHT + MARGIN;
  const width = LABEL_WIDTH + CHART_WIDTH + 2 * MARGIN;
  const places = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    if (row.kind === 'task') places.set(row.task.promiseId, HEAD_HEIGHT + index * ROW_HEIGHT);
  }
  const body = rows.map((row, index) => {
    const y = HEAD_HEIGHT + index * ROW_HEIGHT;
    return row.kind === 'plan' ? heading(row.title, y, width) : taskRow(row.task, y, scale);
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>${STYLE}</style>`,
    HATCH,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    `<text class="title" x="${MARGIN}" y="26">${escapeXml(title)}</text>`,
    ...(tasks.length === 0 ? [nothingYet()] : scaleLines(scale, height)),
    ...plans.flatMap((plan) => arrows(plan.tasks, places, scale)),
    ...body,
    today(scale, now, height),
    '</svg>',
    '',
  ].join('\n');
}

const STYLE = [
  'text{font:12px system-ui,sans-serif;fill:#1d2430}',
  '.title{font-size:16px;font-weight:600}.plan{font-weight:600}.date,.word{font-size:10px;fill:#4a5361}',
  '.word{paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}',
  '.paper{fill:#fff}.grid{stroke:#dfe3e8}.rule{stroke:#b8bfc9}',
  '.bar{fill:#9cc3ea;stroke:#1f5f9e}.critical{stroke:#8a1c1c;stroke-width:2.5}.done{fill:#d7dce2;stroke:#5c6673}',
  '.late{fill:url(#late);stroke:#8a1c1c;stroke-width:2.5}.summary{fill:#2d3644;stroke:none}',
  '.link{fill:none;stroke:#5c6673}.head{fill:#5c6673}.today{stroke:#8a1c1c;stroke-dasharray:4 3}',
].join('');
const HATCH =
  '<defs><pattern id="late" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
  '<rect width="6" height="6" fill="#fbe3e3"/><line x1="0" y1="0" x2="0" y2="6" stroke="#8a1c1c" stroke-width="2"/></pattern></defs>';

interface Scale {
  fromMs: number;
  toMs: number;
  /** Where an instant is drawn. */
  x: (ms: number) => number;
}

function scaleOf(tasks: readonly PlannedTask[], now: Date): Scale {
  const starts = tasks.map(({ startAt }) => startAt.getTime());
  const ends = tasks.map(({ dueAt }) => dueAt.getTime());
  const fromMs = Math.min(...starts, ...(starts.length === 0 ? [now.getTime()] : [])) - dayMs;
  const toMs = Math.max(...ends, fromMs + 7 * dayMs) + dayMs;
  const x = (ms: number) => MARGIN + LABEL_WIDTH + ((ms - fromMs) / (toMs - fromMs)) * CHART_WIDTH;
  return { fromMs, toMs, x: (ms) => Math.round(x(ms) * 10) / 10 };
}

/** Mondays, or every second, fourth ... of them where there are too many to be read. */
function scaleLines({ fromMs, toMs, x }: Scale, height: number): string[] {
  const firstMonday = Math.ceil((fromMs / dayMs - 4) / 7) * 7 + 4;
  const weeks = Math.ceil((toMs - fromMs) / dayMs / 7);
  const step = 7 * Math.max(1, Math.ceil(weeks / 16));
  const lines: string[] = [];
  for (let day = firstMonday; day * dayMs < toMs; day += step) {
    const at = x(day * dayMs);
    const date = dateText(day);
    lines.push(
      `<line class="grid" x1="${at}" y1="${HEAD_HEIGHT - 8}" x2="${at}" y2="${height - MARGIN}"/>`,
      `<text class="date" x="${at + 3}" y="${HEAD_HEIGHT - 12}">${date}</text>`,
    );
  }
  return lines;
}

function nothingYet(): string {
  return `<text x="${MARGIN}" y="${HEAD_HEIGHT - 8}">No plan has been laid yet.</text>`;
}

function heading(title: string, y: number, width: number): string {
  return (
    `<text class="plan" x="${MARGIN}" y="${y + 16}">${escapeXml(shortened(title, LABEL_LENGTH))}</text>` +
    `<line class="rule" x1="${MARGIN}" y1="${y + 22}" x2="${width - MARGIN}" y2="${y + 22}"/>`
  );
}

function taskRow(task: PlannedTask, y: number, { x }: Scale): string {
  const [from, to] = [x(task.startAt.getTime()), x(task.dueAt.getTime())];
  const width = Math.max(3, Math.round((to - from) * 10) / 10);
  const said = wordOf(task);
  const label = shortened(task.title, LABEL_LENGTH - 2 * task.depth);
  return (
    `<g data-task="${escapeXml(task.task)}"><title>${escapeXml(`${task.title}: ${task.startOn} to ${task.dueOn}, ${said}`)}</title>` +
    `<text x="${MARGIN + task.depth * 14}" y="${y + 16}">${escapeXml(label)}</text>` +
    `<rect class="bar ${classOf(task)}" x="${from}" y="${y + 5}" width="${width}" height="${ROW_HEIGHT - 10}" rx="2"/>` +
    `<text class="word" x="${to + 5}" y="${y + 16}">${said}</text></g>`
  );
}

/** What is longer is in the tooltip. */
function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${cutText(text, most - 2)} …`;
}

function classOf({ state, isLate, isCritical }: PlannedTask): string {
  if (state === 'done') return 'done';
  if (isLate) return 'late';
  return isCritical ? 'critical' : '';
}

function wordOf({ state, isLate, isCritical, slackDays }: PlannedTask): string {
  if (state === 'done') return 'done';
  if (isLate) return 'late';
  return isCritical ? 'critical' : `${slackDays ?? 0} d slack`;
}

function arrows(tasks: readonly PlannedTask[], places: ReadonlyMap<string, number>, { x }: Scale): string[] {
  const byId = new Map(tasks.map((task) => [task.task, task]));
  return tasks.flatMap((task) =>
    task.after.flatMap((id) => {
      const before = byId.get(id);
      const [fromY, toY] = [before && places.get(before.promiseId), places.get(task.promiseId)];
      if (!before || fromY === undefined || toY === undefined) return [];
      const [x1, y1] = [x(before.dueAt.getTime()), fromY + ROW_HEIGHT / 2];
      const [x2, y2] = [x(task.startAt.getTime()), toY + ROW_HEIGHT / 2];
      const bend = Math.max(x1 + 4, x2 - 6);
      return [
        `<path class="link" data-from="${escapeXml(id)}" data-to="${escapeXml(task.task)}" d="M${x1} ${y1}H${bend}V${y2}H${x2}"/>` +
          `<path class="head" d="M${x2} ${y2}l-5 -3v6z"/>`,
      ];
    }),
  );
}

function today({ fromMs, toMs, x }: Scale, now: Date, height: number): string {
  const ms = now.getTime();
  if (ms < fromMs || ms > toMs) return '';
  const at = x(ms);
  return (
    `<line class="today" x1="${at}" y1="${HEAD_HEIGHT - 8}" x2="${at}" y2="${height - MARGIN}"/>` +
    `<text class="date" x="${at + 3}" y="${height - 4}">today</text>`
  );
}
