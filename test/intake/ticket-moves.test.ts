import * as fc from 'fast-check';
import { factsOfMove, factsOfWay } from '../../src/intake/domain/ticket-moves';
import type { HelpdeskMove, HelpdeskStage } from '../../src/capability/offered/helpdesk';

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
