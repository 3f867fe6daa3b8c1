import * as fc from 'fast-check';
import { OUTSIDE_CHANGES, wordsOf } from '../../src/capability/outside';
import type { OutsideState } from '../../src/capability/outside';
import { changesBetween } from '../../src/intake/domain/outside-changes';

const seen = fc.record(
  {
    place: fc.constantFrom('there', 'inBin', 'gone'),
    startMs: fc.nat({ max: 3 }),
    declinedBy: fc.subarray(['ann', 'bob', 'cy']),
  },
  { requiredKeys: ['place'] },
) as fc.Arbitrary<OutsideState>;

const hows = (before: OutsideState, now: OutsideState) =>
  changesBetween('meeting', before, now).map(({ how }) => how);
const there: OutsideState = { place: 'there', startMs: 1, declinedBy: [] };

describe('What happened to something between two looks', () => {
  test.each([
    ['there', 'inBin', ['trashed']],
    ['there', 'gone', ['deleted']],
    ['inBin', 'gone', ['deleted']],
    ['inBin', 'there', ['restored']],
    ['gone', 'there', ['restored']],
    ['there', 'there', []],
  ] as const)('a file that was %s and is %s', (before, now, expected) => {
    for (const what of ['file', 'folder'] as const) {
      expect(changesBetween(what, { place: before }, { place: now }).map(({ how }) => how)).toEqual(expected);
    }
  });

  test('a channel is archived, opened again, renamed and deleted, each once', () => {
    const channel: OutsideState = { place: 'there', isArchived: false, named: 'a' };
    const changes = (before: OutsideState, now: OutsideState) =>
      changesBetween('channel', before, now).map(({ how }) => how);
    expect(changes({ place: 'there' }, channel)).toEqual([]);
    expect(changes(channel, { ...channel, isArchived: true, named: 'b' })).toEqual(['archived', 'renamed']);
    expect(changes({ ...channel, isArchived: true }, channel)).toEqual(['unarchived']);
    expect(changes(channel, { place: 'gone' })).toEqual(['deleted']);
    expect(changes({ place: 'gone' }, { place: 'gone' })).toEqual([]);
  });

  test('a task is done, opened again, moved, deleted, and there again', () => {
    const task: OutsideState = { place: 'there', isDone: false, dueMs: 1 };
    const changes = (before: OutsideState, now: OutsideState) =>
      changesBetween('task', before, now).map(({ how }) => how);
    expect(changes(task, { ...task, isDone: true, dueMs: 2 })).toEqual(['completed', 'dueDateMoved']);
    expect(changes({ ...task, isDone: true }, task)).toEqual(['reopened']);
    expect(changes(task, { place: 'gone' })).toEqual(['deleted']);
    expect(changes({ ...task, place: 'gone' }, task)).toEqual(['restored']);
    expect(changes({ place: 'there' }, { place: 'there', isDone: false })).toEqual([]);
  });

  test('a project that was closed is opened again, and closed; of one that is gone its task tells', () => {
    const closed: OutsideState = { place: 'there', isDone: true };
    const changes = (before: OutsideState, now: OutsideState) =>
      changesBetween('project', before, now).map(({ how }) => how);
    expect(changes(closed, { place: 'there', isDone: false, dueMs: 2 })).toEqual(['reopened']);
    expect(changes({ place: 'there', isDone: false }, closed)).toEqual(['closed']);
    expect(changes(closed, { ...closed, dueMs: 3 })).toEqual([]);
    expect(changes(closed, { place: 'gone' })).toEqual([]);
  });

  test('a meeting is moved, declined, deleted, and there again', () => {
    expect(hows(there, { ...there, startMs: 2 })).toEqual(['moved']);
    expect(hows(there, { ...there, declinedBy: ['ann'] })).toEqual(['declined']);
    expect(hows({ ...there, declinedBy: ['ann'] }, { ...there, declinedBy: ['bob'] })).toEqual(['declined']);
    expect(hows({ ...there, declinedBy: ['ann'] }, there)).toEqual([]);
    expect(hows(there, { place: 'gone' })).toEqual(['deleted']);
    expect(hows({ ...there, place: 'gone' }, { ...there, startMs: 3 })).toEqual(['restored', 'moved']);
  });

  test('[generated] nothing is told of what looks the same, and whatever is told has its words', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('folder', 'file', 'meeting', 'channel', 'task', 'project'),
        seen,
        seen,
        (what, before, now) => {
          expect(changesBetween(what, now, now)).toEqual([]);
          for (const change of changesBetween(what, before, now)) {
            expect(wordsOf(change).told).not.toBe('');
          }
        },
      ),
    );
  });
});

test('every change is told in a sentence, and only what somebody has to decide is a task', () => {
  for (const [what, changes] of Object.entries(OUTSIDE_CHANGES)) {
    for (const [how, words] of Object.entries(changes)) {
      expect(`${what} ${how}: ${words.told}`).toMatch(/: [A-Z]/);
    }
  }
  expect(wordsOf({ what: 'deal', how: 'merged' }).decide).toBeUndefined();
  expect(wordsOf({ what: 'deal', how: 'deleted' }).decide).toBeDefined();
});
