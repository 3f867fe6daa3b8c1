import { parseDate, parseWallTime, weekdayOf } from '../../../promise/domain/clock/time-text';
import { type Weekday, weekdays } from '../../../promise/domain/clock/types';

/** How a client wants goods delivered, by the clocks of the place to which they go. */
export interface Preferences {
  /** Left out: any day. */
  readonly days?: readonly Weekday[];
  /** `HH:MM`; left out: at any hour. */
  readonly hours?: { readonly from: string; readonly to: string };
  /** Everything that is left of the order at once. */
  readonly completeOnly: boolean;
}

/** When a shipment is to arrive, by the clocks of the place to which it goes. */
export interface Slot {
  /** `YYYY-MM-DD` */
  readonly on: string;
  /** `HH:MM` */
  readonly from: string;
  readonly to: string;
}

export type Violation = 'day' | 'hours' | 'incomplete';

/** What of a client's preferences a shipment goes against. Without an agreed slot nobody can say that it keeps to days or hours. */
export function violations(
  { days, hours, completeOnly }: Preferences,
  { slot, isComplete }: { readonly slot: Slot | null; readonly isComplete: boolean },
): Violation[] {
  const found: Violation[] = [];
  if (days && !isOnDay(days, slot)) found.push('day');
  if (hours && !isWithin(hours, slot)) found.push('hours');
  if (completeOnly && !isComplete) found.push('incomplete');
  return found;
}

function isOnDay(days: readonly Weekday[], slot: Slot | null): boolean {
  const day = slot && parseDate(slot.on);
  return day !== null && days.some((one) => one === weekdays[weekdayOf(day)]);
}

function isWithin(hours: { readonly from: string; readonly to: string }, slot: Slot | null): boolean {
  if (slot === null) return false;
  const [opens, closes] = [parseWallTime(hours.from), parseWallTime(hours.to)];
  const [from, to] = [parseWallTime(slot.from), parseWallTime(slot.to)];
  if (opens === null || closes === null || from === null || to === null) return false;
  return opens <= from && from <= to && to <= closes;
}
