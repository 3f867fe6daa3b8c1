/** A working day: its number counted from 1 January 1970, its first opening and its last closing in milliseconds. */
export type Workday = readonly [day: number, opensMs: number, closesMs: number];

/** The plan reaches beyond the days that are known. */
export class BeyondWorkdaysError extends Error {
  override name = 'BeyondWorkdaysError';
}

/** The working days of a plan in their order, from the one on which it begins. */
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

  opensMs(place: number): number {
    return this.at(place)[1];
  }

  closesMs(place: number): number {
    return this.at(place)[2];
  }

  /** The local date, such as 2026-12-24. */
  dateOf(place: number): string {
    return new Date(this.at(place)[0] * 86_400_000).toISOString().slice(0, 10);
  }

  /** The place of the first working day that is not over at an instant. @throws BeyondWorkdaysError */
  from(atMs: number): number {
    const place = this.list.findIndex(([, , closesMs]) => closesMs > atMs);
    if (place < 0) throw new BeyondWorkdaysError('The instant lies beyond the known working days');
    return place;
  }

  /** The place of the last working day that has begun at an instant; -1 where none has. */
  until(atMs: number): number {
    return this.list.findLastIndex(([, opensMs]) => opensMs <= atMs);
  }
}
