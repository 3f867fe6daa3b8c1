import ICAL from 'ical.js';
import type { PlannedTask } from './read';

const COLUMNS = [
  'task',
  'title',
  'parent',
  'owner',
  'person',
  'state',
  'startOn',
  'dueOn',
  'days',
  'effortHours',
  'after',
  'slackDays',
  'critical',
  'late',
] as const;

/** A plan as CSV (RFC 4180), a line each task; no cell is read as a formula by a spreadsheet. */
export function planCsv(tasks: readonly PlannedTask[]): string {
  const lines = tasks.map((task): Record<(typeof COLUMNS)[number], string | number | boolean | null> => {
    const { title, parent, owner, state, startOn, dueOn, days, effortHours, slackDays } = task;
    return {
      ...{ task: task.task, title, parent, owner, person: task.personId, state, startOn, dueOn, days },
      ...{
        effortHours,
        after: task.after.join(' '),
        slackDays,
        critical: task.isCritical,
        late: task.isLate,
      },
    };
  });
  return [COLUMNS.join(','), ...lines.map((line) => COLUMNS.map((name) => cell(line[name])).join(','))]
    .map((line) => `${line}\r\n`)
    .join('');
}

function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A plan as iCalendar (RFC 5545), one to-do each task that was not dropped.
 * @param now when it was written
 */
export function planIcalendar(tasks: readonly PlannedTask[], reference: string, now: Date): string {
  const calendar = new ICAL.Component('vcalendar');
  calendar.updatePropertyWithValue('version', '2.0');
  calendar.updatePropertyWithValue('prodid', '-//Promisekeeper//Plan//EN');
  for (const task of tasks.filter(({ state }) => state !== 'dropped')) {
    const todo = new ICAL.Component('vtodo');
    todo.updatePropertyWithValue('uid', task.promiseId);
    todo.updatePropertyWithValue('dtstamp', ICAL.Time.fromJSDate(now, true));
    todo.updatePropertyWithValue('summary', `${reference}: ${task.title}`);
    todo.updatePropertyWithValue('dtstart', ICAL.Time.fromJSDate(task.startAt, true));
    todo.updatePropertyWithValue('due', ICAL.Time.fromJSDate(task.dueAt, true));
    todo.updatePropertyWithValue('status', task.state === 'done' ? 'COMPLETED' : 'NEEDS-ACTION');
    for (const { url } of task.links) todo.addPropertyWithValue('url', url);
    calendar.addSubcomponent(todo);
  }
  return `${calendar.toString()}\r\n`;
}
