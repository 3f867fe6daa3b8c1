import { type Capacity, overbooked } from '../../src/people/domain/capacity';

const people = (...all: [string, number, number][]) =>
  new Map(
    all.map(([name, hoursPerWeek, taken]): [string, Capacity] => [name, { name, hoursPerWeek, taken }]),
  );
const effort = { consultant: 16, lead: 8 };

describe('A team', () => {
  it.each<[string, Record<string, string>, [string, number, number], string[]]>([
    ['within the hours of its people', { consultant: 'ann' }, ['ann', 40, 24], []],
    ['beyond them', { consultant: 'ann' }, ['ann', 40, 25], ['consultant 41']],
    [
      'with several roles for one',
      { consultant: 'ann', lead: 'ann' },
      ['ann', 40, 20],
      ['consultant 44', 'lead 44'],
    ],
    ['with a role that takes nothing', { sponsor: 'ann' }, ['ann', 40, 80], []],
    ['with somebody who has no hours', { sponsor: 'ann' }, ['ann', 0, 0], ['sponsor 0']],
    ['with somebody unknown', { consultant: 'bob' }, ['ann', 40, 0], []],
  ])('%s', (_, team, person, expected) => {
    const found = overbooked(team, effort, people(person));
    expect(found.map(({ role, wanted }) => `${role} ${wanted}`)).toEqual(expected);
  });
});
