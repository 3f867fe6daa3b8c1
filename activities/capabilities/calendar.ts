import type { CalendarPort } from '../../src/capability/calendar';
import type { ActionActivities, ActionResult, ActionsOf } from '../../src/capability/actions';
import { zoneOf } from '../../src/promise/domain/calendar/zone';
import type { ActionDeps, Door } from './action-deps';
import { addressees, readEngagementFile, someone } from './engagement-file';
import { atVendor } from './vendor-errors';

/** Meetings begin at ten in the morning, where the first of our people is. */
const START_WALL_MS = 10 * 3_600_000;
const MINUTE_MS = 60_000;

/** The actions on calendars: meetings with their invitations and video links. */
export function createCalendarActivities(
  { db, clock }: ActionDeps,
  { effects, port }: Door<CalendarPort>,
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
        const timeZone = people.find((person) => person.timeZone !== undefined)?.timeZone ?? file.timeZone;
        // The time is put down before the call: a repeat on another day must not mean another time.
        const { vendorId: startAt } = await effects.keep(
          'event-time',
          key,
          meetingStart(nowMs, params.daysAhead, timeZone),
        );
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
        return { refs: { eventId: await port().cancel(params.of) }, note: 'The meeting is cancelled.' };
      }),
  };
}

/**
 * Ten in the morning so many days after now; a weekend moves on to Monday, and never into the past.
 * @returns RFC 3339 with offset
 */
export function meetingStart(nowMs: number, daysAhead: number, timeZone: string): string {
  const zone = zoneOf(timeZone);
  let day = zone.dayOf(nowMs) + daysAhead;
  let startMs = zone.firstInstant(day, START_WALL_MS);
  while (isWeekend(day) || startMs <= nowMs) {
    day += 1;
    startMs = zone.firstInstant(day, START_WALL_MS);
  }
  return zone.text(startMs);
}

/** Of a day number: day 0, 1970-01-01, was a Thursday. */
function isWeekend(day: number): boolean {
  return (day + 3) % 7 >= 5;
}
