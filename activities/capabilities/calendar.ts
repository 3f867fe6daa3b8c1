import type { BusyTime, CalendarPort } from '../../src/capability/offered/calendar';
import type { ActionActivities, ActionResult, ActionsOf } from '../../src/capability/actions';
import {
  MEETING_SEARCH_DAYS,
  type MeetingWish,
  meetingCalendar,
  meetingTimes,
} from '../../src/promise/domain/calendar/meeting-time';
import type { Calendar } from '../../src/promise/domain/clock/types';
import { zoneOf } from '../../src/promise/domain/calendar/zone';
import { ActionRefusedError } from '../../src/capability/refusal';
import type { ActionDeps, Door } from './action-deps';
import { type Addressee, addressees, readEngagementFile, someone } from './engagement-file';
import { giveBackTime, holdTime } from './meeting-times';
import { atVendor } from './vendor-errors';

const DAY_MS = 86_400_000;
/** So much is asked of a vendor at once: days, and people. */
const BUSY_DAYS = 14;
const BUSY_PEOPLE = 50;
const MINUTE_MS = 60_000;

/** The actions on calendars: meetings with their invitations and video links. */
export function createCalendarActivities(
  { db, clock }: ActionDeps,
  { vendor, effects, port }: Door<CalendarPort>,
): Pick<ActionActivities, ActionsOf<'calendar'>> {
  return {
    'calendar.schedule': ({ engagementId, key, params }) =>
      atVendor(async () => {
        const note = `The meeting "${params.title}" is in the calendars.`;
        const known = await effects.find('event', key);
        if (known !== undefined) return { refs: { eventId: known.vendorId, ...known.data }, note };
        const file = await readEngagementFile(db, engagementId);
        const nowMs = clock.productNow();
        const people = someone(
          await addressees(db, file, params.attendees, new Date(nowMs)),
          params.attendees,
        );
        const zoneOfPeople = people.find((person) => person.timeZone !== undefined)?.timeZone;
        const calendar = meetingCalendar(file.meetingCalendar, zoneOfPeople ?? file.meetingCalendar.tz);
        const timeZone = calendar.tz;
        const wish = { nowMs, ...params, notBeforeMs: await endOf(params.follows) };
        // The time is put down before the call: a repeat on another day must not mean another time.
        const { vendorId: startAt } =
          (await effects.find('event-time', key)) ?? (await chosen(key, calendar, wish, people));
        const event = await port().schedule(key, {
          title: `${params.title}: ${file.title}`,
          description: `${file.reference} ${file.title}`,
          startAt,
          endAt: zoneOf(timeZone).text(Date.parse(startAt) + params.minutes * MINUTE_MS),
          timeZone,
          attendees: people.map(({ email }) => email),
          video: params.video === true,
        });
        const data = { startAt, ...(event.videoLink === undefined ? {} : { videoLink: event.videoLink }) };
        const seen = { place: 'there', startMs: Date.parse(startAt) } as const;
        await effects.restOn('meeting', event.id, engagementId, seen);
        await effects.keep('event', key, event.id, data);
        return { refs: { eventId: event.id, ...data }, note };
      }),

    'calendar.cancel': ({ params }) =>
      atVendor(async (): Promise<ActionResult> => {
        const begun = await effects.find('event-time', params.of);
        if (begun === undefined) return { refs: {}, note: 'There was no meeting to cancel.' };
        const known = await effects.find('event', params.of);
        if (known !== undefined) await effects.changeOurselves('meeting', known.vendorId, 'deleted');
        const eventId = await port().cancel(params.of);
        await giveBackTime(effects, params.of, begun);
        const refs: Record<string, string> = eventId === undefined ? {} : { eventId };
        return { refs, note: 'The meeting is cancelled.' };
      }),
  };

  /** The end of the meeting that an action with that key made; undefined when it has no time that we know. */
  async function endOf(key: string | undefined): Promise<number | undefined> {
    const time = key === undefined ? undefined : await effects.find('event-time', key);
    const end = time?.data['endAt'];
    return end === undefined ? undefined : Date.parse(end);
  }

  /** @throws ActionRefusedError when there is none for two months */
  async function chosen(key: string, calendar: Calendar, wish: MeetingWish, people: readonly Addressee[]) {
    const zone = zoneOf(calendar.tz);
    const emails = people.map(({ email }) => email);
    for await (const { fromMs, toMs } of freeTimes(calendar, wish, emails)) {
      const time = { startAt: zone.text(fromMs), endAt: zone.text(toMs), people: people.map(({ id }) => id) };
      const held = await holdTime({ db, clock }, vendor.name, key, time);
      if (held !== undefined) return held;
    }
    throw new ActionRefusedError(
      `Within ${MEETING_SEARCH_DAYS} days there are no ${wish.minutes} minutes of working time in which everybody is free, ` +
        'so nobody was invited. Find a time with them and invite by hand.',
    );
  }

  /** Times for a meeting at which the vendor calls everybody free, best first. */
  async function* freeTimes(
    calendar: Calendar,
    wish: MeetingWish,
    emails: readonly string[],
  ): AsyncGenerator<BusyTime> {
    let knownUntilMs = -Infinity;
    let busy: BusyTime[] = [];
    for (const time of meetingTimes(calendar, wish)) {
      if (time.toMs > knownUntilMs) {
        // Times of one day come in no order, and none is longer than a day.
        const within = { fromMs: time.fromMs - DAY_MS, toMs: time.fromMs + (BUSY_DAYS - 1) * DAY_MS };
        busy = await busyTimes(emails, within);
        knownUntilMs = within.toMs;
      }
      if (!busy.some(({ fromMs, toMs }) => fromMs < time.toMs && toMs > time.fromMs)) yield time;
    }
  }

  async function busyTimes(emails: readonly string[], within: BusyTime): Promise<BusyTime[]> {
    const groups: Promise<readonly BusyTime[]>[] = [];
    for (let from = 0; from < emails.length; from += BUSY_PEOPLE) {
      groups.push(port().busyTimes(emails.slice(from, from + BUSY_PEOPLE), within));
    }
    return (await Promise.all(groups)).flat();
  }
}
