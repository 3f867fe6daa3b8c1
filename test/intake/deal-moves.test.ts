import type { StageEvent } from '../../src/capability/events';
import { type DealMemory, movesOf, newDealMemory } from '../../src/intake/domain/deal-moves';

/** A deal whose events are taken in one after the other, each with the stage that HubSpot shows at that moment. */
function play(steps: { state: string; event: StageEvent | null; own?: string }[]): string[][] {
  let memory: DealMemory = newDealMemory('A', 0);
  let known = 'A';
  return steps.map(({ state, event, own }) => {
    known = own ?? known;
    const result = movesOf(memory, known, state, event);
    memory = result.memory;
    known = state;
    return result.tell;
  });
}

const event = (stage: string, atMs: number, id = `${stage}${atMs}`): StageEvent => ({ id, stage, atMs });

describe('An engagement hears where its deal has been', () => {
  test('a stage that is left and returned to is told twice, in order', () => {
    const told = play([
      { state: 'B', event: event('B', 1) },
      { state: 'A', event: event('A', 2) },
    ]);
    expect(told).toEqual([['B'], ['A']]);
  });

  test('a leave and return that nobody saw is told when both events are in, in either order', () => {
    const [leave, back] = [event('B', 1), event('A', 2)];
    expect(
      play([
        { state: 'A', event: leave },
        { state: 'A', event: back },
      ]),
    ).toEqual([[], ['B', 'A']]);
    expect(
      play([
        { state: 'A', event: back },
        { state: 'A', event: leave },
      ]),
    ).toEqual([[], ['B', 'A']]);
  });

  test('an event posted again with another time says nothing new', () => {
    const told = play([
      { state: 'B', event: event('B', 1, 'one') },
      { state: 'A', event: event('A', 2, 'two') },
      { state: 'A', event: event('B', 50, 'one') },
      { state: 'A', event: event('A', 60, 'two') },
    ]);
    expect(told).toEqual([['B'], ['A'], [], []]);
  });

  test('an event that the deal itself does not confirm changes nothing', () => {
    expect(play([{ state: 'A', event: event('B', 5) }])).toEqual([[]]);
  });

  test('a change without an event is told too', () => {
    expect(play([{ state: 'C', event: null }])).toEqual([['C']]);
  });

  test('what our own connector wrote makes no noise, but leaving it does', () => {
    const told = play([
      { state: 'B', event: null, own: 'B' },
      { state: 'A', event: event('A', 9) },
    ]);
    expect(told).toEqual([[], ['B', 'A']]);
  });
});
