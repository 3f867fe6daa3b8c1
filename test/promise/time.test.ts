import { assert, double, integer, property } from 'fast-check';
import { clockOf, REAL_TIME, toProduct, toWall, wallDuration } from '../../src/promise/domain/time';

const FIRST_START_MS = Date.UTC(2026, 10, 22, 12, 0);
const HOUR_MS = 3_600_000;
const fast = { scale: 3_600, anchorWallMs: FIRST_START_MS, anchorProductMs: FIRST_START_MS };

test('at the first start the product’s time is the wall clock’s', () => {
  expect(toProduct(FIRST_START_MS, fast)).toBe(FIRST_START_MS);
  expect(toWall(FIRST_START_MS, fast)).toBe(FIRST_START_MS);
});

test('with 3600 an hour of the product passes in a second', () => {
  expect(toProduct(FIRST_START_MS + 1_000, fast)).toBe(FIRST_START_MS + HOUR_MS);
  expect(toWall(FIRST_START_MS + 24 * HOUR_MS, fast)).toBe(FIRST_START_MS + 24_000);
  expect(wallDuration(HOUR_MS, fast)).toBe(1_000);
});

test('without a scale both clocks are one', () => {
  expect(toProduct(FIRST_START_MS, REAL_TIME)).toBe(FIRST_START_MS);
  expect(toWall(FIRST_START_MS, REAL_TIME)).toBe(FIRST_START_MS);
  expect(wallDuration(HOUR_MS, REAL_TIME)).toBe(HOUR_MS);
});

test('a clock on the product’s time reads the wall anew each time', () => {
  let wallMs = FIRST_START_MS;
  const clock = clockOf(fast, () => wallMs);
  expect(clock.productNow()).toBe(FIRST_START_MS);
  wallMs += 24_000;
  expect(clock.productNow()).toBe(FIRST_START_MS + 24 * HOUR_MS);
});

test('a timer set for an instant of the product never fires before it, at any scale', () => {
  const scale = double({ min: 1, max: 100_000, noNaN: true });
  const sinceStartMs = integer({ min: 0, max: 10 * 365 * 24 * HOUR_MS });
  assert(
    property(scale, sinceStartMs, sinceStartMs, (factor, wallSinceMs, waitMs) => {
      const time = { ...fast, scale: factor };
      const wallNowMs = FIRST_START_MS + wallSinceMs;
      const dueMs = toProduct(wallNowMs, time) + waitMs;
      // Far out, where doubles get coarse, one millisecond of rounding is the product's own unit.
      expect(toProduct(wallNowMs + wallDuration(waitMs, time), time)).toBeGreaterThanOrEqual(dueMs - 1);
      expect(toProduct(toWall(dueMs, time), time)).toBeGreaterThanOrEqual(dueMs);
      expect(toWall(dueMs, time)).toBeLessThanOrEqual(wallNowMs + wallDuration(waitMs, time) + 1);
    }),
    { numRuns: 1_000 },
  );
});
