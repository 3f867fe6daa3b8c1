import { z } from 'zod';
import type { BusyTime, CalendarPort, Meeting, ScheduledMeeting } from '../../capability/offered/calendar';
import type { OutsideLook, OutsideSight } from '../../capability/outside';
import { shortEffectKey } from '../kit/effect-key';
import { googleToken, googleTrouble } from '../google/auth';
import { VendorHttp } from '../kit/http';
import type { VendorSettings } from '../kit/vendor-settings';

const SCOPES = [
  'https://www.googleapis.com/auth/calendar.events',
  'https://www.googleapis.com/auth/calendar.freebusy',
].join(' ');

const EventAnswer = z.object({
  id: z.string(),
  hangoutLink: z.string().optional(),
});

const BusyAnswer = z.object({
  calendars: z.record(
    z.string(),
    z.object({ busy: z.array(z.object({ start: z.string(), end: z.string() })).optional() }),
  ),
});

const PAGE_SIZE = 250;
const EventPage = z.object({
  items: z
    .array(
      z.object({
        id: z.string(),
        status: z.string().optional(),
        start: z.object({ dateTime: z.string().optional(), date: z.string().optional() }).optional(),
        attendees: z
          .array(z.object({ email: z.string().optional(), responseStatus: z.string().optional() }))
          .optional(),
      }),
    )
    .default([]),
  nextPageToken: z.string().optional(),
  nextSyncToken: z.string().optional(),
});

/**
 * Google Calendar v3. Settings values: see `googleToken`; `calendarId`, by default the subject's own (`primary`).
 * Scopes calendar.events and calendar.freebusy. Google mails the invitations (`sendUpdates=all`).
 */
export class GoogleCalendarClient implements CalendarPort {
  private readonly http: VendorHttp;
  private readonly events: string;

  constructor(settings: VendorSettings) {
    this.http = new VendorHttp({
      system: 'google-calendar',
      baseUrl: settings.baseUrl,
      auth: googleToken('google-calendar', settings, SCOPES),
      trouble: googleTrouble,
    });
    const calendarId = encodeURIComponent(settings.values['calendarId'] ?? 'primary');
    this.events = `/calendar/v3/calendars/${calendarId}/events`;
  }

  /**
   * One event per key: its id is made from the key, so a repeat finds it (409), and the Meet request is ignored when
   * repeated. An event that a person cancelled stays cancelled.
   */
  async schedule(key: string, meeting: Meeting): Promise<ScheduledMeeting> {
    const id = shortEffectKey(key);
    const { status, body } = await this.http.request({
      op: 'events.insert',
      method: 'POST',
      path: this.events,
      query: { conferenceDataVersion: 1, sendUpdates: 'all' },
      json: {
        id,
        summary: meeting.title,
        ...(meeting.description === undefined ? {} : { description: meeting.description }),
        start: { dateTime: meeting.startAt, timeZone: meeting.timeZone },
        end: { dateTime: meeting.endAt, timeZone: meeting.timeZone },
        attendees: meeting.attendees.map((email) => ({ email })),
        extendedProperties: { private: { effectKey: id } },
        ...(meeting.video
          ? {
              conferenceData: {
                createRequest: { requestId: id, conferenceSolutionKey: { type: 'hangoutsMeet' } },
              },
            }
          : {}),
      },
      expected: [409],
    });
    return status === 409 ? this.get(id) : asEvent(body);
  }

  /** Calendars that are not shown to us come back with errors in the place of times. */
  async busyTimes(emails: readonly string[], { fromMs, toMs }: BusyTime): Promise<BusyTime[]> {
    const { body } = await this.http.request({
      op: 'freebusy.query',
      method: 'POST',
      path: '/calendar/v3/freeBusy',
      json: {
        timeMin: new Date(fromMs).toISOString(),
        timeMax: new Date(toMs).toISOString(),
        items: emails.map((id) => ({ id })),
      },
    });
    return Object.values(BusyAnswer.parse(body).calendars).flatMap(({ busy = [] }) =>
      busy.map(({ start, end }) => ({ fromMs: Date.parse(start), toMs: Date.parse(end) })),
    );
  }

  /** @throws VendorError rejected (404) when there is no such event */
  async get(id: string): Promise<ScheduledMeeting> {
    const { body } = await this.http.request({
      op: 'events.get',
      method: 'GET',
      path: `${this.events}/${encodeURIComponent(id)}`,
    });
    return asEvent(body);
  }

  /**
   * The meetings that were changed since the sync token was given; all of them without one, or when Google finds it too
   * old. Page by page.
   */
  async changesSince(syncToken: string | undefined): Promise<OutsideLook> {
    const sights: OutsideSight[] = [];
    let pageToken: string | undefined;
    for (;;) {
      const { status, body } = await this.http.request({
        op: 'events.list',
        method: 'GET',
        path: this.events,
        query: { maxResults: PAGE_SIZE, showDeleted: true, syncToken, pageToken },
        expected: [410],
      });
      if (status === 410) return this.changesSince(undefined);
      const page = EventPage.parse(body);
      sights.push(...page.items.map(asSight));
      if (page.nextSyncToken !== undefined) return { sights, cursor: page.nextSyncToken };
      if (page.nextPageToken === undefined) throw new Error('Google gave neither a next page nor a token.');
      pageToken = page.nextPageToken;
    }
  }

  /** Brings a deleted event back, and invites to it anew; repeatable. @throws VendorError when Google knows it no more */
  async restore(id: string): Promise<void> {
    await this.http.request({
      op: 'events.patch',
      method: 'PATCH',
      path: `${this.events}/${encodeURIComponent(id)}`,
      query: { sendUpdates: 'all' },
      json: { status: 'confirmed' },
    });
  }

  /** Repeatable: 410 and 404 say that it is gone already. Attendees are told by Google. */
  async cancel(key: string): Promise<string> {
    const id = shortEffectKey(key);
    await this.http.request({
      op: 'events.delete',
      method: 'DELETE',
      path: `${this.events}/${encodeURIComponent(id)}`,
      query: { sendUpdates: 'all' },
      expected: [404, 410],
    });
    return id;
  }
}

function asEvent(body: unknown): ScheduledMeeting {
  const { id, hangoutLink } = EventAnswer.parse(body);
  return { id, videoLink: hangoutLink };
}

function asSight({
  id,
  status,
  start,
  attendees = [],
}: z.infer<typeof EventPage>['items'][number]): OutsideSight {
  const startMs = Date.parse(start?.dateTime ?? start?.date ?? '');
  const declined = attendees.filter(({ responseStatus }) => responseStatus === 'declined');
  return {
    id,
    place: status === 'cancelled' ? 'gone' : 'there',
    ...(Number.isNaN(startMs) ? {} : { startMs }),
    declinedBy: declined.map(({ email = '' }) => shortEffectKey(email.toLowerCase())),
  };
}
