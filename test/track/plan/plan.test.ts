import * as fc from 'fast-check';
import { changedTasks, changePlan, type PlanChange } from '../../../src/track/domain/plan/change';
import { layPlan } from '../../../src/track/domain/plan/lay';
import { CircleError } from '../../../src/track/domain/plan/network';
import type { PlanTaskRules } from '../../../src/track/domain/plan/rules';
import { scheduled, slackOf } from '../../../src/track/domain/plan/schedule';
import type { PlanTask } from '../../../src/track/domain/plan/task';

const lay = (tasks: Partial<PlanTaskRules>[], deadline: number | null = null) =>
  layPlan(
    { tasks: tasks.map((task) => ({ id: '', title: '', owner: 'agent', days: 1, ...task })) },
    { deadline, personFor: () => null },
  );

/** Each task with its first and last day, such as `draft 0-2`. */
const told = (tasks: readonly PlanTask[]) =>
  tasks
    .filter(({ state }) => state !== 'dropped')
    .map(({ id, first, last }) => `${id} ${first}-${last}`)
    .join(', ');

const after = (tasks: readonly PlanTask[], change: PlanChange) => {
  const changed = changePlan(tasks, change);
  return 'refused' in changed ? changed.refused : told(changed.tasks);
};

const CHAIN = lay([
  { id: 'ask', days: 2 },
  { id: 'draft', days: 3, after: ['ask'] },
  { id: 'check', days: 1, after: ['draft'] },
  { id: 'print', days: 2, after: ['ask'], startsAfter: 4 },
]);

describe('A plan', () => {
  it('counts forward from its beginning, each task after what it waits for', () => {
    expect(told(CHAIN)).toBe('ask 0-1, draft 2-4, check 5-5, print 4-5');
  });

  it('counts backward from its deadline, and no further back than its beginning', () => {
    const tasks = [
      { id: 'rehearse', days: 2, dueBefore: 3 },
      { id: 'invite', days: 1, dueBefore: 40 },
      { id: 'show', days: 1, dueBefore: 0, after: ['rehearse'] },
    ];
    expect(told(lay(tasks, 20))).toBe('rehearse 16-17, invite 0-0, show 20-20');
  });

  it('spans subtasks with what they stand under; whoever waits for that waits for all of them', () => {
    const tasks = lay([
      { id: 'before', days: 2 },
      { id: 'build', days: 1, after: ['before'] },
      { id: 'left', days: 3, parent: 'build' },
      { id: 'right', days: 5, parent: 'build' },
      { id: 'hand-over', days: 1, after: ['build'] },
    ]);
    expect(told(tasks)).toBe('before 0-1, build 2-6, left 2-4, right 2-6, hand-over 7-7');
  });

  it('refuses tasks that wait for each other in a circle, and names them', () => {
    const circle = () =>
      lay([
        { id: 'a', after: ['c'] },
        { id: 'b', after: ['a'] },
        { id: 'c', after: ['b'] },
      ]);
    expect(circle).toThrow(CircleError);
    expect(circle).toThrow('in a circle: a, then c, then b, then a');
    expect(() =>
      lay([
        { id: 'a', parent: 'b' },
        { id: 'b', parent: 'a' },
      ]),
    ).toThrow(CircleError);
    expect(() => lay([{ id: 'a' }, { id: 'b', parent: 'a', after: ['a'] }])).toThrow(CircleError);
  });

  it('knows how late each task may be before the plan ends later', () => {
    expect(Object.fromEntries(slackOf(CHAIN))).toEqual({ ask: 0, draft: 0, check: 0, print: 0 });
    const loose = lay([
      { id: 'long', days: 9 },
      { id: 'short', days: 2 },
      { id: 'next', days: 1, after: ['short'] },
    ]);
    expect(Object.fromEntries(slackOf(loose))).toEqual({ long: 0, short: 6, next: 6 });
  });
});

describe('Changing a plan', () => {
  it.each<[string, PlanChange, string]>([
    ['later', { kind: 'moved', id: 'ask', first: 3 }, 'ask 3-4, draft 5-7, check 8-8, print 5-6'],
    ['longer', { kind: 'moved', id: 'draft', last: 9 }, 'ask 0-1, draft 7-9, check 10-10, print 4-5'],
    ['both', { kind: 'moved', id: 'draft', first: 2, last: 8 }, 'ask 0-1, draft 2-8, check 9-9, print 4-5'],
    ['shifted', { kind: 'shifted', days: 2 }, 'ask 2-3, draft 4-6, check 7-7, print 6-7'],
    ['dropped', { kind: 'dropped', id: 'draft' }, 'ask 0-1, check 5-5, print 4-5'],
    [
      'added',
      { kind: 'added', task: { ...added('proof', 2), after: ['draft'], parent: null } },
      'ask 0-1, draft 2-4, check 5-5, print 4-5, proof 5-6',
    ],
  ])('%s: what depends on it moves with it', (_how, change, expected) => {
    expect(after(CHAIN, change)).toBe(expected);
  });

  it.each<[string, PlanChange, string]>([
    ['too early', { kind: 'moved', id: 'draft', first: 1 }, 'the task ask comes before it'],
    ['ends first', { kind: 'moved', id: 'ask', first: 5, last: 4 }, 'cannot end before it begins'],
    ['unknown', { kind: 'moved', id: 'nothing', first: 5 }, 'there is no task nothing'],
    ['twice', { kind: 'added', task: { ...added('ask', 1) } }, 'there is a task ask already'],
    ['after nothing', { kind: 'added', task: { ...added('x', 1), after: ['y'] } }, 'there is no task y'],
  ])('is refused where it cannot be: %s', (_how, change, expected) => {
    expect(after(CHAIN, change)).toContain(expected);
  });

  it('leaves what is done where it was, and refuses to change it', () => {
    const begun = CHAIN.map((task) => (task.id === 'ask' ? { ...task, state: 'done' as const } : task));
    expect(after(begun, { kind: 'shifted', days: 5 })).toBe('ask 0-1, draft 7-9, check 10-10, print 9-10');
    expect(after(begun, { kind: 'dropped', id: 'ask' })).toBe('the task ask is done already');
  });

  it('opens again what answers for points that failed, from a day on; else what nothing waits for', () => {
    const tasks = lay([
      { id: 'draft', days: 2, checks: ['notes'] },
      { id: 'check', days: 1, after: ['draft'] },
      { id: 'print', days: 1, after: ['draft'], checks: ['scope'] },
    ]).map((task) => ({ ...task, state: 'done' as const }));
    const again = (points: string[]) => {
      const changed = changePlan(tasks, { kind: 'reopened', points, from: 9 });
      const open = 'tasks' in changed ? changed.tasks.filter(({ state }) => state === 'open') : [];
      return open.map(({ id, round, first, last }) => [id, round, first, last]);
    };
    expect(again(['notes'])).toEqual([['draft', 2, 9, 10]]);
    expect(again(['scope', 'notes'])).toEqual([
      ['draft', 2, 9, 10],
      ['print', 2, 11, 11],
    ]);
    expect(again(['other'])).toEqual([
      ['check', 2, 9, 9],
      ['print', 2, 9, 9],
    ]);
  });

  it('moves all subtasks of what is moved', () => {
    const tasks = lay([
      { id: 'build' },
      { id: 'left', days: 3, parent: 'build' },
      { id: 'right', days: 1, parent: 'build', after: ['left'] },
    ]);
    expect(after(tasks, { kind: 'moved', id: 'build', first: 2 })).toBe('build 2-5, left 2-4, right 5-5');
  });

  it('keeps every dependency, every length and what is done, whatever is moved', () => {
    fc.assert(
      fc.property(randomPlan(), fc.nat(), fc.nat(60), (tasks, which, first) => {
        const task = tasks[which % tasks.length]!;
        const changed = changePlan(tasks, { kind: 'moved', id: task.id, first });
        if ('refused' in changed) return;
        const byId = new Map(changed.tasks.map((one) => [one.id, one]));
        for (const one of changed.tasks) {
          expect(one.last - one.first + 1).toBe(one.days);
          for (const id of one.after) expect(byId.get(id)!.last).toBeLessThan(one.first);
        }
        expect(byId.get(task.id)!.first).toBe(first);
        expect(scheduled(changed.tasks)).toEqual(changed.tasks);
      }),
    );
  });

  it('is late by exactly as much as a task goes over its slack', () => {
    fc.assert(
      fc.property(randomPlan(), fc.nat(), fc.integer({ min: 1, max: 30 }), (tasks, which, by) => {
        const task = tasks[which % tasks.length]!;
        const end = Math.max(...tasks.map(({ last }) => last));
        const slack = slackOf(tasks).get(task.id)!;
        const changed = changePlan(tasks, { kind: 'moved', id: task.id, first: task.first + by });
        if ('refused' in changed) throw new Error(changed.refused);
        const newEnd = Math.max(...changed.tasks.map(({ last }) => last));
        expect(newEnd).toBe(end + Math.max(0, by - slack));
      }),
    );
  });

  it('tells exactly what is not as it was before', () => {
    const changed = changePlan(CHAIN, { kind: 'moved', id: 'draft', first: 4 });
    const tasks = 'tasks' in changed ? changed.tasks : [];
    expect(changedTasks(CHAIN, tasks).map(({ id }) => id)).toEqual(['draft', 'check']);
  });
});

function added(id: string, days: number) {
  return { id, days, owner: 'agent', personId: null, effortHours: 0, after: [], parent: null, notBefore: 0 };
}

function randomPlan(): fc.Arbitrary<PlanTask[]> {
  const task = fc.record({
    days: fc.integer({ min: 1, max: 9 }),
    startsAfter: fc.nat(12),
    back: fc.array(fc.nat(), { maxLength: 3 }),
  });
  return fc.array(task, { minLength: 1, maxLength: 25 }).map((list) =>
    lay(
      list.map(({ days, startsAfter, back }, index) => ({
        id: `t${index}`,
        days,
        startsAfter,
        after: index === 0 ? [] : [...new Set(back.map((n) => `t${n % index}`))],
      })),
    ),
  );
}
