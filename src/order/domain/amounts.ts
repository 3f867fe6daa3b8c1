import { add, type Money, moneyOf, subtract, textOf } from '../../money/domain/money';
import type { Line } from './order';

/** How much of a line is neither cancelled nor refunded. */
export function liveQuantity({ ordered, approved, at }: Line): number {
  return ordered + approved - at.cancelled - at.refunded;
}

/** What the client pays for it. */
export function dueOf({ agreed, cancelled, refunded }: Line): Money {
  return subtract(moneyOf(agreed), add(moneyOf(cancelled), moneyOf(refunded)));
}

/** A part's share of what is due, half a minor unit up: the shares of all parts, taken one after the other, add up. */
export function shareOf(line: Line, quantity: number): Money {
  const { minor, currency } = dueOf(line);
  const live = BigInt(liveQuantity(line));
  return live === 0n
    ? { minor: 0n, currency }
    : { minor: (2n * minor * BigInt(quantity) + live) / (2n * live), currency };
}

/** Puts down that a share is not to be paid any more. */
export function takeOff(line: Line, as: 'cancelled' | 'refunded', share: Money, atMs: number): void {
  line[as] = textOf(add(moneyOf(line[as]), share));
  line.takenOffAtMs = Math.max(line.takenOffAtMs ?? atMs, atMs);
}

/** What is agreed for the whole line when this is due for what is left of it. */
export function agreedFor({ cancelled, refunded }: Line, due: Money): Money {
  return add(due, add(moneyOf(cancelled), moneyOf(refunded)));
}
