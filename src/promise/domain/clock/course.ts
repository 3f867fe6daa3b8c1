import { type Interval, clip, subtract, union } from './intervals';
import { dayMs } from './time-text';
import type { WorkingCalendar } from '../calendar/working-calendar';
import type { Zone } from '../calendar/zone';

/** The calendar in force from an instant on. */
export interface CalendarVersion {
  readonly fromMs: number;
  readonly calendar: WorkingCalendar;
}

/** A stretch of counted time and the calendar that was open in it. */
export interface CountedSpan extends Interval {
  readonly calendar: WorkingCalendar;
}

interface Stretch extends Interval {
  readonly calendar: WorkingCalendar;
}

const furthestBackMs = 100 * 366 * dayMs;

/** Counted time: what the calendars in force leave open, less pauses and other uncounted intervals. */
export class Course {
  private readonly uncounted: readonly Interval[];

  /** `versions` in order of time, the first from -Infinity on; of those from the same instant on the last is in force. */
  constructor(
    readonly versions: readonly CalendarVersion[],
    uncounted: readonly Interval[],
  ) {
    this.uncounted = union(uncounted);
  }

  /** The same calendars with nothing left out. */
  unpaused(): Course {
    return new Course(this.versions, []);
  }

  /** Counted milliseconds in [fromMs, toMs). */
  countedMs(fromMs: number, toMs: number): number {
    return this.stretches({ fromMs, toMs }).reduce(
      (sum, { calendar, ...part }) => sum + calendar.workedMs(part.fromMs, part.toMs),
      0,
    );
  }

  /**
   * The earliest instant at or after `fromMs` by which `needMs` has been counted; null when a pause without end
   * comes first.
   * @throws ClockError `CALENDAR_NEVER_OPEN`, `DEADLINE_TOO_FAR`
   */
  advance(fromMs: number, needMs: number): number | null {
    if (needMs <= 0) return fromMs;
    let leftMs = needMs;
    for (const { calendar, ...part } of this.stretches({ fromMs, toMs: Infinity })) {
      if (part.toMs === Infinity) return calendar.advance(part.fromMs, leftMs);
      const workedMs = calendar.workedMs(part.fromMs, part.toMs);
      if (workedMs >= leftMs) return calendar.advance(part.fromMs, leftMs);
      leftMs -= workedMs;
    }
    return null;
  }

  /** The earliest instant from which `workMs` (more than 0) is counted until `toMs`; null when the past has not so much. */
  retreat(toMs: number, workMs: number): number | null {
    for (let backMs = dayMs; backMs <= furthestBackMs; backMs *= 2) {
      const countedMs = this.countedMs(toMs - backMs, toMs);
      if (countedMs > workMs) return this.advance(toMs - backMs, countedMs - workMs);
    }
    return null;
  }

  /** What is counted in [fromMs, toMs), in order. */
  spans(within: Interval): CountedSpan[] {
    return this.stretches(within).flatMap(({ calendar, ...part }) =>
      calendar.openIn(part).map((open) => ({ ...open, calendar })),
    );
  }

  /** The calendar in force at an instant. */
  calendarAt(atMs: number): WorkingCalendar {
    return this.versions.findLast((version) => version.fromMs <= atMs)!.calendar;
  }

  zoneAt(atMs: number): Zone {
    return this.calendarAt(atMs).zone;
  }

  /** The windows that open on a local date under the calendar in force, pauses aside. */
  windowsOpeningOn(day: number): Interval[] {
    const windows = this.versions.flatMap(({ fromMs, calendar }, index) => {
      const inForce = { fromMs, toMs: this.versions[index + 1]?.fromMs ?? Infinity };
      return calendar.windowsOpeningOn(day).map((window) => clip(window, inForce));
    });
    return union(windows.filter((window) => window !== null));
  }

  private stretches(within: Interval): Stretch[] {
    return this.versions.flatMap(({ fromMs, calendar }, index) => {
      const inForce = clip(within, { fromMs, toMs: this.versions[index + 1]?.fromMs ?? Infinity });
      return inForce ? subtract(inForce, this.uncounted).map((part) => ({ ...part, calendar })) : [];
    });
  }
}
