import { clip, subtract, union } from '../../../src/promise/domain/clock/intervals';

const between = (fromMs: number, toMs: number) => ({ fromMs, toMs });

describe('Intervals', () => {
  it('unite into sorted ones that neither overlap nor touch', () => {
    expect(union([])).toEqual([]);
    expect(union([between(5, 7), between(1, 3), between(3, 4), between(6, 9)])).toEqual([
      between(1, 4),
      between(5, 9),
    ]);
    expect(union([between(1, 9), between(2, 3)])).toEqual([between(1, 9)]);
    expect(union([between(1, 1), between(3, 2)])).toEqual([]);
  });

  it('leave what others do not take', () => {
    expect(subtract(between(0, 10), [])).toEqual([between(0, 10)]);
    expect(subtract(between(0, 10), [between(4, 6), between(2, 3)])).toEqual([
      between(0, 2),
      between(3, 4),
      between(6, 10),
    ]);
    expect(subtract(between(0, 10), [between(-5, 2), between(8, 20)])).toEqual([between(2, 8)]);
    expect(subtract(between(0, 10), [between(-5, 20)])).toEqual([]);
    expect(subtract(between(0, 10), [between(20, 30)])).toEqual([between(0, 10)]);
    expect(subtract(between(0, 10), [between(-9, -3)])).toEqual([between(0, 10)]);
  });

  it('share time or do not', () => {
    expect(clip(between(0, 10), between(5, 20))).toEqual(between(5, 10));
    expect(clip(between(0, 10), between(10, 20))).toBeNull();
    expect(clip(between(0, 10), between(2, 3))).toEqual(between(2, 3));
  });
});
