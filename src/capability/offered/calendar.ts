import { action, capability, port } from '../capability';
import { decimal, flag, name, optional, parties, text, whole } from '../parameters';

export interface Meeting {
  readonly title: string;
  readonly description?: string;
  /** RFC 3339 with offset. */
  readonly startAt: string;
  readonly endAt: string;
  /** IANA name, in which the meeting is shown. */
  readonly timeZone: string;
  /** By address; each is invited. */
  readonly attendees: readonly string[];
  /** Asks for a link to a video conference. */
  readonly video: boolean;
}

export interface ScheduledMeeting {
  readonly id: string;
  /** Undefined while the vendor is still making it. */
  readonly videoLink: string | undefined;
}

/** A stretch of time [fromMs, toMs), in milliseconds. */
export interface BusyTime {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Where meetings stand. Attendees are told by the vendor. */
export interface CalendarPort {
  /** One meeting per key; one that a person cancelled stays cancelled. */
  schedule(key: string, meeting: Meeting): Promise<ScheduledMeeting>;
  /**
   * When any of these is busy within a stretch of time of two weeks at most, as far as the vendor tells: nothing of those
   * whose calendars it does not show.
   * @param emails fifty at most
   */
  busyTimes(emails: readonly string[], within: BusyTime): Promise<readonly BusyTime[]>;
  /**
   * Cancels the meeting of a key, also one whose making was never answered. Repeatable.
   * @returns its id; undefined where the vendor never had one
   */
  cancel(key: string): Promise<string | undefined>;
}

const cancel = action({ of: name });

/** Meetings with their invitations and video links. */
export const calendar = capability({
  port: port<CalendarPort>(),
  actions: {
    /**
     * Invites to a meeting on the first day from `daysAhead` days on that has a time for it: in the working hours of the
     * calendar in force, when its people are free, and after the meeting that the action with the key `follows` made.
     */
    schedule: action(
      {
        title: text,
        minutes: whole({ min: 5, max: 480 }),
        attendees: parties,
        daysAhead: decimal({ min: 0, max: 730 }),
        video: optional(flag),
        follows: optional(name),
      },
      { by: cancel, with: ({ key }) => ({ of: key }) },
    ),
    /** Cancels the meeting that the action with the key `of` made. */
    cancel,
  },
});
