import { type Allocation, hoursByDay, type RoleHours } from '../../src/capacity/domain/allocation';
import { personWeeks } from '../../src/capacity/domain/person-week';
import { overTeam } from '../../src/capacity/domain/team-hours';
import { weekOf, weeksBetween } from '../../src/capacity/domain/week';
import type { WorkingPerson } from '../../src/capacity/domain/working-person';
import { dateText, parseDate } from '../../src/promise/domain/clock/time-text';

const day = (date: string) => parseDate(date) ?? NaN;
const at = (instant: string) => Date.parse(instant);

const ann: WorkingPerson = {
  id: 'ann',
  name: 'Ann',
  timeZone: 'Europe/Berlin',
  hoursPerWeek: 40,
  changes: [],
  absences: [],
};
const away = (from: string, until: string | null) => ({
  fromMs: at(from),
  untilMs: until === null ? null : at(until),
});
const role: RoleHours = {
  takes: 'role',
  personId: 'ann',
  engagementId: 'eng',
  role: 'consultant',
  hoursPerWeek: 30,
  fromMs: at('2026-01-01T00:00:00Z'),
  untilMs: null,
};
const task = (startAt: string, dueAt: string, effortHours = 12): Allocation => ({
  takes: 'task',
  personId: 'ann',
  engagementId: 'eng',
  taskKey: 't',
  effortHours,
  startMs: at(startAt),
  dueMs: at(dueAt),
});
/** `available planned free over away` of each week from 1 June 2026 on. */
const hours = (person: WorkingPerson, taken: Allocation[], weeks = 2) =>
  personWeeks(person, taken, weeksBetween(day('2026-06-01'), day('2026-06-01') + 7 * weeks - 1)).map(
    ({ available, planned, free, over, away: gone }) => [available, planned, free, over, gone].join(' '),
  );

describe('A week', () => {
  it.each([
    ['2026-01-01', '2026-W01', '2025-12-29'],
    ['2027-01-03', '2026-W53', '2026-12-28'],
    ['2026-06-07', '2026-W23', '2026-06-01'],
    ['2024-12-30', '2025-W01', '2024-12-30'],
  ])('of %s is %s, from %s on', (date, name, monday) => {
    const week = weekOf(day(date));
    expect([week.name, dateText(week.firstDay)]).toEqual([name, monday]);
  });
});

describe('The hours of a person', () => {
  it('are those of the week, less what is taken', () => {
    expect(hours(ann, [role])).toEqual(['40 30 10 0 0', '40 30 10 0 0']);
    expect(hours(ann, [role, task('2026-06-08T07:00:00Z', '2026-06-12T15:00:00Z')])).toEqual([
      '40 30 10 0 0',
      '40 42 0 2 0',
    ]);
  });

  it('follow part time from its day on', () => {
    const changes = [
      { fromDay: day('2026-06-15'), hoursPerWeek: 38.5 },
      { fromDay: day('2026-06-03'), hoursPerWeek: 20 },
    ];
    expect(hours({ ...ann, changes }, [], 3)).toEqual(['28 0 28 0 0', '20 0 20 0 0', '38.5 0 38.5 0 0']);
  });

  it('go without leave, of which a part of a day takes a part', () => {
    const absences = [
      away('2026-06-02T22:00:00Z', '2026-06-03T22:00:00Z'),
      away('2026-06-05T13:00:00+02:00', '2026-06-08T09:00:00+02:00'),
    ];
    expect(hours({ ...ann, absences }, [role])).toEqual(['28 21 7 0 12', '40 30 10 0 0']);
    expect(hours({ ...ann, absences: [away('2026-06-04T00:00:00+02:00', null)] }, [])).toEqual([
      '24 0 24 0 16',
      '0 0 0 0 40',
    ]);
  });

  it('count overlapping leave once, and days by the wall clock of the person', () => {
    const leave = away('2026-06-07T14:00:00Z', '2026-06-09T14:00:00Z');
    const sydney = { ...ann, timeZone: 'Australia/Sydney', absences: [leave, leave] };
    expect(hours(sydney, [])).toEqual(['40 0 40 0 0', '24 0 24 0 16']);
    expect(hours({ ...sydney, timeZone: 'America/Los_Angeles' }, [])[1]).toBe('32 0 32 0 8');
    expect(hours({ ...sydney, timeZone: 'Etc/UTC' }, [])[1]).toBe('27 0 27 0 13');
  });
});

describe('Planned work', () => {
  const byDay = (person: WorkingPerson, allocation: Allocation) =>
    [...hoursByDay(person, allocation, { fromDay: day('2026-06-01'), toDay: day('2026-06-30') })].map(
      ([number, taken]) => `${dateText(number).slice(8)}: ${taken}`,
    );

  it('lies evenly on the working days from its start to its deadline', () => {
    const week = task('2026-06-04T08:00:00+02:00', '2026-06-09T17:00:00+02:00');
    expect(byDay(ann, week)).toEqual(['04: 3', '05: 3', '08: 3', '09: 3']);
    expect(byDay(ann, task('2026-06-04T08:00:00+02:00', '2026-06-05T00:00:00+02:00'))).toEqual(['04: 12']);
    expect(byDay(ann, task('2026-06-04T08:00:00+02:00', '2026-06-04T08:00:00+02:00'))).toEqual(['04: 12']);
  });

  it('does not go away with the person: it lies on the days on which they are here, or on all', () => {
    const two = task('2026-06-04T08:00:00+02:00', '2026-06-05T17:00:00+02:00');
    const gone = (from: string) => ({ ...ann, absences: [away(from, '2026-06-06T00:00:00+02:00')] });
    expect(byDay(gone('2026-06-05T00:00:00+02:00'), two)).toEqual(['04: 12']);
    expect(byDay(gone('2026-06-04T00:00:00+02:00'), two)).toEqual(['04: 6', '05: 6']);
    expect(byDay(ann, task('2026-06-06T08:00:00+02:00', '2026-06-07T17:00:00+02:00'))).toEqual([
      '06: 6',
      '07: 6',
    ]);
  });

  it('adds up to its effort, however it is cut into weeks', () => {
    const long = task('2026-05-20T08:00:00Z', '2026-08-14T15:00:00Z', 100);
    const weeks = weeksBetween(day('2026-05-18'), day('2026-08-16'));
    const total = personWeeks(ann, [long], weeks).reduce((sum, { planned }) => sum + planned, 0);
    expect(Math.abs(total - 100)).toBeLessThan(0.1);
  });

  it('of a role begins with the engagement and ends with the time of acting', () => {
    const acting = { ...role, fromMs: at('2026-06-04T09:00:00Z'), untilMs: at('2026-06-09T22:00:00Z') };
    expect(hours(ann, [acting])).toEqual(['40 12 28 0 0', '40 12 28 0 0']);
  });
});

describe('A team', () => {
  const weeks = weeksBetween(day('2026-06-01'), day('2026-06-14'));
  const effort: Record<string, number> = { consultant: 16, lead: 8 };
  const taken = (hoursPerWeek: number): Allocation => ({ ...role, hoursPerWeek, engagementId: 'other' });
  it.each<[string, Record<string, string>, WorkingPerson, number, string[]]>([
    ['within the hours of its people', { consultant: 'ann' }, ann, 24, []],
    ['beyond them', { consultant: 'ann' }, ann, 25, ['consultant 41 41']],
    [
      'with several roles for one',
      { consultant: 'ann', lead: 'ann' },
      ann,
      20,
      ['consultant 44 44', 'lead 44 44'],
    ],
    ['with a role that takes nothing', { sponsor: 'ann' }, ann, 80, []],
    ['with somebody who has no hours', { sponsor: 'ann' }, { ...ann, hoursPerWeek: 0 }, 0, ['sponsor ']],
    ['with somebody unknown', { consultant: 'bob' }, ann, 0, []],
    [
      'beyond part time that begins in between',
      { consultant: 'ann' },
      { ...ann, changes: [{ fromDay: day('2026-06-08'), hoursPerWeek: 20 }] },
      10,
      ['consultant 26'],
    ],
    [
      'with somebody on leave, whose role is their deputy’s meanwhile',
      { consultant: 'ann' },
      { ...ann, absences: [away('2026-06-01T00:00:00+02:00', '2026-06-08T00:00:00+02:00')] },
      24,
      [],
    ],
  ])('%s', (_, team, person, hoursPerWeek, expected) => {
    const given = Object.entries(team).map(([named, personId]): RoleHours => {
      return { ...role, personId, role: named, hoursPerWeek: effort[named] ?? 0 };
    });
    const found = overTeam(given, [person], [taken(hoursPerWeek)], weeks);
    expect(found.map((over) => `${over.role} ${over.weeks.map(({ planned }) => planned).join(' ')}`)).toEqual(
      expected,
    );
  });
});
