import { z } from 'zod';
import { shortEffectKey } from '../kit/effect-key';
import { googleToken, googleTrouble } from '../google/auth';
import { VendorHttp } from '../kit/http';
import type { VendorSettings } from '../kit/vendor-settings';

const EventAnswer = z.object({
  id: z.string(),
  htmlLink: z.string().optional(),
  hangoutLink: z.string().optional(),
});

export interface CalendarMeeting {
  readonly title: string;
  readonly description?: string;
  /** RFC 3339 with offset. */
  readonly startAt: string;
  readonly endAt: string;
  /** IANA name, in which the meeting is shown. */
  readonly timeZone: string;
  readonly attendees: readonly string[];
  /** Asks for a Google Meet link. */
  readonly video: boolean;
}

export interface CalendarEvent {
  readonly id: string;
  readonly link: string | undefined;
  /** The Meet link; undefined while Google is still making it. */
  readonly videoLink: string | undefined;
}

/**
 * Google Calendar v3. Settings values: see `googleToken`; `calendarId`, by default the subject's own (`primary`).
 * Scope calendar.events. Google mails the invitations (`sendUpdates=all`).
 */
export class GoogleCalendarClient {
  private readonly http: VendorHttp;
  private readonly events: string;

  constructor(settings: VendorSettings) {
    this.http = new VendorHttp({
      system: 'google-calendar',
      baseUrl: settings.baseUrl,
      auth: googleToken('google-calendar', settings, 'https://www.googleapis.com/auth/calendar.events'),
      trouble: googleTrouble,
    });
    const calendarId = encodeURIComponent(settings.values['calendarId'] ?? 'primary');
    this.events = `/calendar/v3/calendars/${calendarId}/events`;
  }

  /**
   * One event per key: its id is made from the key, so a repeat finds it (409), and the Meet request is ignored when
   * repeated. An event that a person cancelled stays cancelled.
   */
  async schedule(key: string, meeting: CalendarMeeting): Promise<CalendarEvent> {
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

  /** @throws VendorError rejected (404) when there is no such event */
  async get(id: string): Promise<CalendarEvent> {
    const { body } = await this.http.request({
      op: 'events.get',
      method: 'GET',
      path: `${this.events}/${encodeURIComponent(id)}`,
    });
    return asEvent(body);
  }

  /** Repeatable: 410 and 404 say that it is gone already. Attendees are told by Google. */
  async cancel(id: string): Promise<void> {
    await this.http.request({
      op: 'events.delete',
      method: 'DELETE',
      path: `${this.events}/${encodeURIComponent(id)}`,
      query: { sendUpdates: 'all' },
      expected: [404, 410],
    });
  }
}

function asEvent(body: unknown): CalendarEvent {
  const { id, htmlLink, hangoutLink } = EventAnswer.parse(body);
  return { id, link: htmlLink, videoLink: hangoutLink };
}
