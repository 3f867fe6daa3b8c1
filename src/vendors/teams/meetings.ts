import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { BusyTime, CalendarPort, Meeting, ScheduledMeeting } from '../../capability/offered/calendar';
import { ActionRefusedError } from '../../capability/refusal';
import { shortEffectKey } from '../kit/effect-key';
import { VendorError } from '../kit/errors';
import type { PortDeps } from '../kit/vendor';
import { knownValue } from '../kit/vendor-settings';
import { type Graph, odataText } from '../microsoft/graph';
import type { TeamsClient } from './client';

const Event = z.object({
  id: z.string(),
  onlineMeeting: z.object({ joinUrl: z.string().nullish() }).nullish(),
});
const Schedule = z.object({
  scheduleItems: z
    .array(
      z.object({
        status: z.string(),
        start: z.object({ dateTime: z.string() }),
        end: z.object({ dateTime: z.string() }),
      }),
    )
    .nullish(),
});

/** An event's property that nobody sees; the GUID is the namespace for what anybody may define. */
const KEY_PROPERTY = 'String {00020329-0000-0000-C000-000000000046} Name promisekeeperKey';
/** Exchange tells a repeat from another event under the same id by the content; either way there is one event. */
const MADE_ALREADY = 'ErrorDuplicateTransactionId';
const SCHEDULES_AT_ONCE = 20;
const NOT_BUSY = new Set(['free', 'workingElsewhere']);

/**
 * Meetings in the calendar of the user that the setting `organizer` names. Exchange mails the invitations. Its guard is the
 * event's transactionId; the key stands in a property of the event too, so that it can be looked for.
 */
export function teamsCalendar(teams: TeamsClient, { memory }: PortDeps): CalendarPort {
  const { graph } = teams;
  const events = () => `${organizerPath(teams)}/events`;

  return {
    async schedule(key, meeting) {
      const mine = { by: randomUUID() };
      const begun = await memory.keep('meeting-begun', key, shortEffectKey(key), mine);
      const earlier = begun.data['by'] === mine.by ? undefined : await findMeeting(graph, events(), key);
      return earlier ?? (await makeMeeting(graph, events(), key, meeting));
    },

    async busyTimes(emails, within) {
      const times: BusyTime[] = [];
      for (let from = 0; from < emails.length; from += SCHEDULES_AT_ONCE) {
        const some = emails.slice(from, from + SCHEDULES_AT_ONCE);
        times.push(...(await busyTimes(graph, organizerPath(teams), some, within)));
      }
      return times;
    },

    async cancel(key) {
      const cancelled = await memory.find('meeting-cancelled', key);
      if (cancelled !== undefined) return cancelled.vendorId;
      const meeting = await findMeeting(graph, events(), key);
      if (meeting === undefined) return undefined;
      await memory.keep('meeting-cancelled', key, meeting.id);
      await graph.request({
        op: 'events.cancel',
        method: 'POST',
        path: `${events()}/${encodeURIComponent(meeting.id)}/cancel`,
        json: {},
        expected: [404],
      });
      return meeting.id;
    },
  };
}

/** @throws ActionRefusedError when the settings name no organizer */
export function organizerPath({ settings }: TeamsClient): string {
  const organizer = knownValue('teams', settings, 'organizer');
  if (organizer !== undefined) return `/users/${encodeURIComponent(organizer)}`;
  throw new ActionRefusedError(
    'The setting TEAMS_ORGANIZER is missing, so nobody was invited. Invite by hand, or name the user in whose calendar meetings stand.',
  );
}

async function makeMeeting(
  graph: Graph,
  events: string,
  key: string,
  meeting: Meeting,
): Promise<ScheduledMeeting> {
  try {
    const json = eventOf(key, meeting);
    const { body } = await graph.request({ op: 'events.create', method: 'POST', path: events, json });
    return asMeeting(Event.parse(body));
  } catch (error) {
    if (!(error instanceof VendorError) || error.vendorCode !== MADE_ALREADY) throw error;
    const made = await findMeeting(graph, events, key);
    if (made !== undefined) return made;
    throw new ActionRefusedError(
      'The meeting was made, and somebody has deleted it since. Nobody was invited again: decide whether it takes place, and invite by hand.',
    );
  }
}

function eventOf(key: string, meeting: Meeting): object {
  const { timeZone } = meeting;
  return {
    transactionId: shortEffectKey(key),
    subject: meeting.title,
    body: { contentType: 'text', content: meeting.description ?? '' },
    start: { dateTime: localTime(meeting.startAt), timeZone },
    end: { dateTime: localTime(meeting.endAt), timeZone },
    attendees: meeting.attendees.map((address) => ({ type: 'required', emailAddress: { address } })),
    ...(meeting.video ? { isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness' } : {}),
    singleValueExtendedProperties: [{ id: KEY_PROPERTY, value: shortEffectKey(key) }],
  };
}

async function findMeeting(graph: Graph, events: string, key: string): Promise<ScheduledMeeting | undefined> {
  const name = `ep/id eq ${odataText(KEY_PROPERTY)}`;
  const value = `ep/value eq ${odataText(shortEffectKey(key))}`;
  const [event] = await graph.all('events.list', events, Event, {
    $filter: `singleValueExtendedProperties/any(ep: ${name} and ${value})`,
    $select: 'id,onlineMeeting',
  });
  return event && asMeeting(event);
}

/** Calendars that Exchange does not show come back with an error in the place of times. */
async function busyTimes(
  graph: Graph,
  user: string,
  emails: readonly string[],
  { fromMs, toMs }: BusyTime,
): Promise<BusyTime[]> {
  const { body } = await graph.request({
    op: 'calendar.getSchedule',
    method: 'POST',
    path: `${user}/calendar/getSchedule`,
    json: {
      schedules: emails,
      startTime: { dateTime: utcTime(fromMs), timeZone: 'UTC' },
      endTime: { dateTime: utcTime(toMs), timeZone: 'UTC' },
    },
  });
  return z
    .object({ value: z.array(Schedule) })
    .parse(body)
    .value.flatMap(({ scheduleItems }) => scheduleItems ?? [])
    .filter(({ status }) => !NOT_BUSY.has(status))
    .map(({ start, end }) => ({ fromMs: msOfUtc(start.dateTime), toMs: msOfUtc(end.dateTime) }));
}

function asMeeting({ id, onlineMeeting }: z.infer<typeof Event>): ScheduledMeeting {
  return { id, videoLink: onlineMeeting?.joinUrl ?? undefined };
}

/** RFC 3339 without its offset: Graph has the zone beside it. */
function localTime(instant: string): string {
  return instant.slice(0, 'YYYY-MM-DDTHH:mm:ss'.length);
}

function utcTime(ms: number): string {
  return localTime(new Date(ms).toISOString());
}

/** Graph gives times in UTC, without saying so, with seven places. */
export function msOfUtc(dateTime: string): number {
  return Date.parse(`${localTime(dateTime)}Z`);
}
