import * as fc from 'fast-check';
import { factsOfMove, factsOfWay, priorityToTell } from '../../src/intake/domain/ticket-moves';
import type {
  HelpdeskMove,
  HelpdeskPriority,
  HelpdeskPriorityChange,
  HelpdeskStage,
} from '../../src/capability/offered/helpdesk';

const move = (stage: HelpdeskStage, atMs: number, byApp = false): HelpdeskMove => ({ stage, atMs, byApp });
const signals = (facts: readonly { signal: string }[]) => facts.map(({ signal }) => signal);

describe('What the moves of a ticket at its vendor say here', () => {
  test.each<[HelpdeskStage, HelpdeskStage, string[]]>([
    ['new', 'waitingForClient', ['responded', 'waitingForClient']],
    ['new', 'responded', ['responded']],
    ['new', 'open', []],
    ['waitingForClient', 'open', ['clientReplied']],
    ['open', 'resolved', ['resolved']],
    ['resolved', 'open', ['reopened']],
    ['resolved', 'new', ['reopened']],
    ['resolved', 'waitingForClient', ['reopened', 'responded', 'waitingForClient']],
    ['open', 'open', []],
  ])('from %s to %s: %j', (from, to, facts) => {
    expect(factsOfMove(from, to)).toEqual(facts);
  });

  test('our own are no news, those of people and of other apps are', () => {
    const memory = { stage: 'new', upToMs: 10, own: ['waitingForClient'] } as const;
    const way = [
      move('new', 5),
      move('waitingForClient', 20, true),
      move('open', 30),
      move('resolved', 40, true),
    ];
    const { facts, stage, upToMs } = factsOfWay(memory, way);
    expect(signals(facts)).toEqual(['clientReplied', 'resolved']);
    expect({ stage, upToMs }).toEqual({ stage: 'resolved', upToMs: 40 });
  });

  const stages = fc.constantFrom<HelpdeskStage>('new', 'responded', 'open', 'waitingForClient', 'resolved');
  test('[generated] nothing is told twice, in however many readings the way is heard', () => {
    fc.assert(
      fc.property(fc.array(stages, { maxLength: 12 }), fc.nat(12), (words, cut) => {
        const way = words.map((stage, index) => move(stage, index + 1));
        const memory = { stage: 'new', upToMs: 0, own: [] } as const;
        const first = factsOfWay(memory, way.slice(0, cut));
        const second = factsOfWay({ ...memory, ...first }, way);
        expect([...first.facts, ...second.facts]).toEqual(factsOfWay(memory, way).facts);
        expect(factsOfWay({ ...memory, ...second }, way).facts).toEqual([]);
      }),
    );
  });
});

describe('The priorities that a ticket is given at its vendor', () => {
  const given = (priority: HelpdeskPriority, atMs: number, byApp = false): HelpdeskPriorityChange => ({
    ...{ priority, atMs, byApp },
  });
  const memory = { priority: 'high', priorityUpToMs: 10, ownPriorities: ['high', 'critical'] } as const;

  test.each<[string, HelpdeskPriorityChange[], HelpdeskPriority | undefined]>([
    ['by somebody is told', [given('high', 10, true), given('low', 20)], 'low'],
    ['several times is told as it stands', [given('low', 20), given('medium', 30)], 'medium'],
    [
      'back to what it was is told, for what was between may have been told',
      [given('low', 20), given('high', 30)],
      'high',
    ],
    ['by another app is told', [given('medium', 20, true)], 'medium'],
    ['by our own connector is no news', [given('critical', 20, true)], undefined],
    [
      'and given another by our own connector is overtaken',
      [given('low', 20), given('critical', 30, true)],
      undefined,
    ],
    ['back after ours is told', [given('critical', 20, true), given('high', 30)], 'high'],
    ['once more is no news', [given('high', 20)], undefined],
    ['before it was known is no news', [given('low', 5)], undefined],
  ])('%s', (_says, changes, told) => {
    expect(priorityToTell(memory, changes.toReversed()).told?.priority).toBe(told);
  });

  const priorities = fc.constantFrom<HelpdeskPriority>('critical', 'high', 'medium', 'low');
  test('[generated] ours ends with theirs, and nothing is told twice, in however many readings it is heard', () => {
    fc.assert(
      fc.property(fc.array(priorities, { minLength: 1, maxLength: 12 }), fc.nat(12), (words, cut) => {
        const changes = words.map((priority, index) => given(priority, index + 1));
        const fresh = { priority: 'medium', priorityUpToMs: 0, ownPriorities: [] } as const;
        const first = priorityToTell(fresh, changes.slice(0, cut));
        const second = priorityToTell({ ...fresh, ...first }, changes);
        const ours = second.told ?? first.told ?? fresh;
        expect(ours.priority).toBe(words.at(-1));
        expect(priorityToTell({ ...fresh, ...second }, changes).told).toBeUndefined();
      }),
    );
  });
});
