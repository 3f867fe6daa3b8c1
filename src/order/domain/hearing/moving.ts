import type { IgnoredReason, Part } from '../events';
import type { Line, ProductOrder } from '../order';
import { type BESIDE, isInHand, type Place, sumAt } from '../place';
import { stepsOf } from '../quantity';

/** A part of a line, read. */
export interface FoundPart {
  readonly line: Line;
  readonly quantity: number;
  readonly serials: readonly string[];
}

export function lineOf(order: ProductOrder, id: string): Line | undefined {
  return order.lines.find(({ asked }) => asked.line === id);
}

export function partOf(
  order: ProductOrder,
  { line: id, quantity: text, serials = [] }: Part,
): FoundPart | IgnoredReason {
  const line = lineOf(order, id);
  if (!line) return 'noSuchLine';
  const quantity = stepsOf(text, line.decimals);
  if (quantity === undefined) return 'noQuantity';
  return { line, quantity, serials };
}

/** Moves a part that is at hand to another place, all of it or nothing. */
export function move(
  { line, quantity, serials }: FoundPart,
  from: Place,
  to: Place,
): IgnoredReason | undefined {
  if (line.at[from] < quantity) return 'moreThanThere';
  if (unitsFault(line, quantity, serials, from)) return 'serialsDiffer';
  line.at[from] -= quantity;
  line.at[to] += quantity;
  // What the supplier owes again is another unit, or the same one once it is mended.
  for (const serial of serials) line.units[serial] = isInHand(to) || isTakenOff(to) ? to : 'sentBack';
  return undefined;
}

/** Goods come to hand, out of these places in their order, all or nothing; where they have serial numbers, each another one. */
export function arrive(
  order: ProductOrder,
  part: FoundPart,
  from: readonly Place[],
  to: Place,
): IgnoredReason | undefined {
  const { line, quantity, serials } = part;
  if (quantity > sumAt(line, from)) return 'moreThanThere';
  const fault = newUnitsFault(order, part);
  if (fault) return fault;
  drain(line, from, quantity);
  line.at[to] += quantity;
  for (const serial of serials) line.units[serial] = to;
  return undefined;
}

export function newUnitsFault(
  order: ProductOrder,
  { line, quantity, serials }: FoundPart,
): IgnoredReason | undefined {
  if (!isCount(line, quantity, serials)) return 'serialsDiffer';
  const isKnown = (serial: string) =>
    order.lines.some(({ units }) => Object.hasOwn(units, serial) && units[serial] !== 'sentBack');
  return serials.some(isKnown) ? 'serialKnown' : undefined;
}

/** Takes so much out of these places, the first ones first. It is there. */
export function drain(line: Line, places: readonly Place[], quantity: number): void {
  let left = quantity;
  for (const place of places) {
    const taken = Math.min(left, line.at[place]);
    line.at[place] -= taken;
    left -= taken;
  }
}

/** Whether these are not the units of a part that is in these places. */
export function unitsFault(
  line: Line,
  quantity: number,
  serials: readonly string[],
  ...places: readonly Place[]
): boolean {
  const isThere = (serial: string) => places.some((place) => unitAt(line, serial) === place);
  return !isCount(line, quantity, serials) || !serials.every(isThere);
}

/** Goods that nobody ordered leave the house. */
export function leave(
  { line, quantity, serials }: FoundPart,
  from: (typeof BESIDE)[number],
): IgnoredReason | undefined {
  if (line.at[from] < quantity) return 'moreThanThere';
  const fault = from === 'over' ? unitsFault(line, quantity, serials, from) : serials.length > 0;
  if (fault) return 'serialsDiffer';
  line.at[from] -= quantity;
  for (const serial of serials) line.units[serial] = 'sentBack';
  return undefined;
}

function unitAt({ units }: Line, serial: string): string | undefined {
  return Object.hasOwn(units, serial) ? units[serial] : undefined;
}

/** Whether a part of a line with serial numbers names each unit once, and one of another line none. */
export function isCount({ asked }: Line, quantity: number, serials: readonly string[]): boolean {
  const named = new Set(serials).size;
  return named === serials.length && named === (asked.isSerialised === true ? quantity : 0);
}

function isTakenOff(place: Place): boolean {
  return place === 'cancelled' || place === 'refunded';
}
