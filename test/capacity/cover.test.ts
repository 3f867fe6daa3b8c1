import { coverOf, type WithDeputy } from '../../src/capacity/domain/cover';
import type { PersonWeek } from '../../src/capacity/domain/person-week';
import { warningOf } from '../../src/capacity/domain/warning';
import { weekOf } from '../../src/capacity/domain/week';
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
