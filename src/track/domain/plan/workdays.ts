import { dateText } from '../../../promise/domain/clock/time-text';

/** A working day: its number counted from 1 January 1970, its first opening and its last closing in milliseconds. */
export type Workday = readonly [day: number, opensMs: number, closesMs: number];

/** The plan reaches beyond the days that are known. */
export class BeyondWorkdaysError extends Error {
  override name = 'BeyondWorkdaysError';
}

/**
 * The working days of a plan in their order, from the one on which it begins. To look an instant up never fails, for a
 * workflow that throws stands still for good: what lies beyond gets the place after the last day, at which nothing is.
 */
export class Workdays {
  constructor(readonly list: readonly Workday[]) {}

  /** @throws BeyondWorkdaysError */
  at(place: number): Workday {
    const found = this.list[place];
    if (!found) {
      throw new BeyondWorkdaysError(`There is no working day ${place}: ${this.list.length} are known`);
    }
    return found;
  }

  /** @throws BeyondWorkdaysError */
  opensMs(place: number): number {
    return this.at(place)[1];
  }

  /** @throws BeyondWorkdaysError */
  closesMs(place: number): number {
    return this.at(place)[2];
  }

  /** The local date, such as 2026-12-24. @throws BeyondWorkdaysError */
  dateOf(place: number): string {
    return dateText(this.at(place)[0]);
  }

  /** The place of the first working day that is not over at an instant. */
  from(atMs: number): number {
    const place = this.list.findIndex(([, , closesMs]) => closesMs > atMs);
    return place < 0 ? this.list.length : place;
  }

  /** The place of the last working day that has begun at an instant; -1 where none has. */
  until(atMs: number): number {
    const isBeyond = this.from(atMs) === this.list.length;
    return isBeyond ? this.list.length : this.list.findLastIndex(([, opensMs]) => opensMs <= atMs);
  }
}
