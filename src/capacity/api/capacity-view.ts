import { z } from 'zod';
import { id, roleName } from '../../edge/http/schemas';
import type { PersonWeek } from '../domain/person-week';
import { mondayOf } from '../domain/week';
import type { WorkerLoad } from '../store/load';

const hours = z.number().describe('Hours, to the hundredth');

const weekSchema = z.strictObject({
  week: z.string().describe('By ISO 8601, such as 2026-W23; it begins on Monday in the zone of the person'),
  startsOn: z.string().describe('Its Monday, YYYY-MM-DD'),
  available: hours.describe('What the person has, in hours, with part time and leave taken into account'),
  planned: hours.describe('What their roles on engagements and their planned tasks take, in hours'),
  free: hours.describe('What is left, in hours; never below 0'),
  over: hours.describe('How many hours more are planned than there are'),
  away: hours.describe('What leave takes of their hours'),
  takenBy: z.array(z.strictObject({ engagementId: id, reference: z.string().nullable(), hours })),
});

/** A person with their hours, week by week. */
export const personLoadSchema = z
  .strictObject({
    personId: id,
    name: z.string(),
    roles: z.array(roleName),
    skills: z.array(z.string()),
    timeZone: z.string(),
    weeks: z.array(weekSchema),
  })
  .meta({ id: 'PersonLoad' });

export function showLoad(
  { person, weeks }: WorkerLoad,
  references: ReadonlyMap<string, string>,
): z.output<typeof personLoadSchema> {
  const { id: personId, name, roles, skills, timeZone } = person;
  return {
    ...{ personId, name, roles: [...roles], skills: [...skills], timeZone },
    weeks: weeks.map((week) => showWeek(week, references)),
  };
}

function showWeek(
  { week, takenBy, ...hoursOfWeek }: PersonWeek,
  references: ReadonlyMap<string, string>,
): z.output<typeof weekSchema> {
  return {
    week: week.name,
    startsOn: mondayOf(week),
    ...hoursOfWeek,
    takenBy: takenBy.map((one) => ({ ...one, reference: references.get(one.engagementId) ?? null })),
  };
}

const COLUMNS = [
  'person',
  'name',
  'week',
  'startsOn',
  'available',
  'planned',
  'free',
  'over',
  'away',
] as const;

/** A line for each person and week, by RFC 4180. */
export function toCsv(loads: readonly WorkerLoad[]): string {
  const lines = loads.flatMap(({ person, weeks }) =>
    weeks.map(({ week, available, planned, free, over, away }) => [
      ...[person.id, person.name, week.name, mondayOf(week)].map(cell),
      ...[available, planned, free, over, away].map(String),
    ]),
  );
  return [COLUMNS, ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}

/** A text that no spreadsheet takes for a formula. */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
