import * as fc from 'fast-check';
import type { StageEntry } from '../../src/capability/offered/crm';
import { type DealMemory, movesOf } from '../../src/intake/domain/deal-moves';

/** A deal that is read again and again, each time with the way that the CRM tells by then. */
function play(readings: StageEntry[][], own: string[] = []): string[][] {
  let memory: DealMemory = { told: 'A', upToMs: 0 };
  return readings.map((way) => {
    const result = movesOf(memory, way, new Set(own));
    memory = result.memory;
    return result.tell.map(({ stage }) => stage);
  });
}

const at = (stage: string, atMs: number, byApp = false): StageEntry => ({ stage, atMs, byApp });
const START = at('A', 0);

describe('An engagement hears where its deal has been', () => {
  test('a stage that is left and returned to is told twice, in order', () => {
    const told = play([
      [START, at('B', 1)],
      [START, at('B', 1), at('A', 2)],
    ]);
    expect(told).toEqual([['B'], ['A']]);
  });

  test('a leave and return that nobody saw is told at the next reading, however often it is read', () => {
    const way = [START, at('B', 1), at('A', 2)];
    expect(play([[START], way, way, way])).toEqual([[], ['B', 'A'], [], []]);
  });

  test('an older reading that is judged after a newer one tells nothing', () => {
    const told = play([
      [START, at('B', 1), at('A', 2)],
      [START, at('B', 1)],
    ]);
    expect(told).toEqual([['B', 'A'], []]);
  });

  test('what our own connector wrote makes no noise, but leaving it does', () => {
    const own = [START, at('B', 1, true)];
    expect(play([own, [...own, at('A', 9)]], ['B'])).toEqual([[], ['B', 'A']]);
  });

  test('what a person moved before our own connector did is told all the same', () => {
    expect(play([[START, at('C', 1), at('B', 2, true)]], ['B'])).toEqual([['C']]);
  });

  test('what another app wrote is told like a move of a person', () => {
    expect(play([[START, at('C', 1, true)]], ['B'])).toEqual([['C']]);
  });

  test('[generated] whatever is read, how often and how late: exactly the moves of the history, in its order', () => {
    const stages = fc.array(fc.constantFrom('A', 'B', 'C', 'D'), { maxLength: 30 });
    fc.assert(
      fc.property(stages, fc.array(fc.nat({ max: 30 }), { maxLength: 40 }), (moves, lengths) => {
        const way = [START, ...moves.map((stage, index) => at(stage, index + 1))];
        const readings = [...lengths.map((length) => way.slice(0, length + 1)), way];
        const changes = moves.filter((stage, index) => stage !== (moves[index - 1] ?? 'A'));
        expect(play(readings).flat()).toEqual(changes);
      }),
    );
  });
});
