import type { CalendarPort } from '../../capability/offered/calendar';
import { GOOGLE_ACCESS } from '../google/variables';
import { missingAmong } from '../kit/credential-check';
import { vendor } from '../kit/vendor';
import { GoogleCalendarClient } from './client';
import { googleCalendarSandbox } from './sandbox';

export const googleCalendar = vendor({
  name: 'google-calendar',
  title: 'Google Calendar',
  settings: {
    liveUrl: 'https://www.googleapis.com',
    baseUrlVariable: 'GOOGLE_CALENDAR_BASE_URL',
    credentials: GOOGLE_ACCESS.credentials,
    variables: [
      ...GOOGLE_ACCESS.variables,
      {
        name: 'GOOGLE_CALENDAR_ID',
        as: 'calendarId',
        help: "the calendar that meetings stand in; the impersonated user's own when left out",
      },
    ],
  },
  client: (settings) => new GoogleCalendarClient(settings),
  looksAt: ['meeting'],
  look: (client) => (cursor) => client.changesSince(cursor),
  restores: ['meeting'],
  restore: (client) => (id) => client.restore(id),
  check: (calendar) =>
    missingAmong({
      'calendar.events': () => calendar.get('promisekeeper0check'),
      'calendar.freebusy': () => calendar.busyTimes([], { fromMs: 0, toMs: 1_000 }),
    }),
  provides: { calendar: (client): CalendarPort => client },
  // Per-user quotas of Google Workspace, far above what one installation needs.
  limits: { callsPerSecond: 5, callsAtOnce: 5 },
  sandbox: googleCalendarSandbox,
});
