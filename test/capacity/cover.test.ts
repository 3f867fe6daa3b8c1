import { coverOf, type WithDeputy } from '../../src/capacity/domain/cover';
import type { Owned } from '../../src/capacity/domain/allocation';
import { type PersonWeek, personWeeks } from '../../src/capacity/domain/person-week';
import { standInsOf } from '../../src/capacity/domain/stand-in';
import { withStandIns } from '../../src/capacity/domain/with-stand-ins';
import { parseDate } from '../../src/promise/domain/clock/time-text';
import { warningOf } from '../../src/capacity/domain/warning';
import { weekOf, weeksBetween } from '../../src/capacity/domain/week';
import type { Absence } from '../../src/capacity/domain/working-person';

const people = (...all: [id: string, deputyId: string | null, absences?: Absence[]][]) =>
  new Map(
    all.map(([id, deputyId, absences = []]): [string, WithDeputy] => [
      id,
      { id, name: id, timeZone: 'Etc/UTC', hoursPerWeek: 40, changes: [], absences, deputyId },
    ]),
  );
const span = (fromMs: number, untilMs: number | null): Absence => ({ fromMs, untilMs });

describe('Who stands in', () => {
  it.each<[string, ReturnType<typeof people>, Absence, string[], Absence[]]>([
    ['nobody, where no deputy is named', people(['a', null]), span(10, 20), [], [span(10, 20)]],
    ['the deputy', people(['a', 'b'], ['b', 'c'], ['c', null]), span(10, 20), ['b'], []],
    ['nobody, when the deputy has left', people(['a', 'gone']), span(10, 20), [], [span(10, 20)]],
    [
      'the deputy, and while that one is away theirs',
      people(['a', 'b'], ['b', 'c', [span(5, 15)]], ['c', null]),
      span(10, 20),
      ['b', 'c'],
      [],
    ],
    [
      'nobody while all of them are away',
      people(['a', 'b'], ['b', 'c', [span(5, 15)]], ['c', 'a', [span(12, null)]]),
      span(10, null),
      ['b', 'c'],
      [span(12, 15)],
    ],
    [
      'nobody in a circle of absent people',
      people(['a', 'b'], ['b', 'a', [span(0, null)]]),
      span(10, null),
      ['b'],
      [span(10, null)],
    ],
  ])('%s', (_, known, absence, standIns, uncovered) => {
    const found = coverOf(known.get('a')!, known, absence);
    expect([found.standIns.map(({ personId }) => personId), found.uncovered]).toEqual([standIns, uncovered]);
  });
});

describe('The hours of whoever stands in', () => {
  const at = (instant: string) => Date.parse(`${instant}Z`);
  const away = (from: string, until: string) => span(at(from), at(until));
  const WEEKS = weeksBetween(weekOf(parseDate('2026-06-01') ?? NaN).firstDay, parseDate('2026-06-14') ?? NaN);
  const own = { personId: 'a', engagementId: 'e' };
  const role: Owned = { takes: 'role', ...own, role: 'r', hoursPerWeek: 20, fromMs: 0, untilMs: null };
  const task = (from: string, until: string): Owned => ({
    ...{ takes: 'task', ...own, taskKey: 't', effortHours: 10 },
    ...{ startMs: at(`${from}T08:00`), dueMs: at(`${until}T16:00`) },
  });
  const week = away('2026-06-01T00:00', '2026-06-08T00:00');
  const planned = (known: ReturnType<typeof people>, owned: Owned) => {
    const all = [...known.values()];
    const allocations = withStandIns([owned], all, standInsOf(all));
    return all.map(
      (person) =>
        `${person.id} ${personWeeks(person, allocations, WEEKS)
          .map((one) => one.planned)
          .join(' ')}`,
    );
  };

  it.each<[string, ReturnType<typeof people>, Owned, string[]]>([
    [
      'are those of the role while its holder is away',
      people(['a', 'b', [week]], ['b', null]),
      role,
      ['a 0 20', 'b 20 0'],
    ],
    [
      'are the part of a day for which the holder is away',
      people(['a', 'b', [away('2026-06-02T13:00', '2026-06-03T00:00')]], ['b', null]),
      role,
      ['a 18 20', 'b 2 0'],
    ],
    [
      'go on to the next while the first is away too',
      people(['a', 'b', [week]], ['b', 'c', [away('2026-06-01T00:00', '2026-06-03T00:00')]], ['c', null]),
      role,
      ['a 0 20', 'b 12 0', 'c 8 0'],
    ],
    ['are nobody’s where nobody stands in', people(['a', null, [week]]), role, ['a 0 20']],
    [
      'are those of a task that lies in the leave',
      people(['a', 'b', [week]], ['b', null]),
      task('2026-06-01', '2026-06-05'),
      ['a 0 0', 'b 10 0'],
    ],
    [
      'are none of a task for which its person is back in time',
      people(['a', 'b', [week]], ['b', null]),
      task('2026-06-05', '2026-06-08'),
      ['a 0 10', 'b 0 0'],
    ],
    [
      'leave to the person what nobody is here for',
      people(['a', 'b', [week]], ['b', null, [away('2026-06-01T00:00', '2026-06-03T00:00')]]),
      task('2026-06-01', '2026-06-05'),
      ['a 4 0', 'b 6 0'],
    ],
  ])('%s', (_, known, owned, expected) => {
    expect(planned(known, owned)).toEqual(expected);
  });
});

describe('A warning', () => {
  const week = (firstDay: number, over: number): PersonWeek => ({
    ...{ week: weekOf(firstDay), available: 40, planned: 40 + over, free: 0, over, away: 0, takenBy: [] },
  });
  const [first, second] = [weekOf(20_600).firstDay, weekOf(20_607).firstDay];
  it.each<[string, [number, number][], [number, number][], number[], [number, number][]]>([
    ['tells a week once', [[first, 4]], [[first, 4]], [], [[first, 4]]],
    [
      'tells what is new',
      [
        [first, 4],
        [second, 1],
      ],
      [[first, 4]],
      [second],
      [
        [first, 4],
        [second, 1],
      ],
    ],
    ['tells nothing of what grew a little', [[first, 11]], [[first, 4]], [], [[first, 4]]],
    ['tells again what grew by a lot', [[first, 12]], [[first, 4]], [first], [[first, 12]]],
    ['counts growth from the least since', [[first, 2]], [[first, 12]], [], [[first, 2]]],
    ['forgets what is gone', [], [[first, 12]], [], []],
  ])('%s', (_, over, before, news, told) => {
    const found = warningOf(
      over.map(([day, hours]) => week(day, hours)),
      new Map(before),
    );
    expect([found.news.map((one) => one.week.firstDay), [...found.told]]).toEqual([news, told]);
  });
});
