import type { CalendarPort } from '../../../src/capability/offered/calendar';
import { shortEffectKey } from '../../../src/vendors/kit/effect-key';
import type { AskVendor, Connector } from '../connector';
import { personal } from '../marks';
import { GOOGLE } from './google';

const EVENTS = '/calendar/v3/calendars/primary/events';

async function eventsOf(ask: AskVendor, key: string): Promise<number> {
  const query = { maxResults: '2500', showDeleted: 'true' };
  const { items }: { items: { id: string }[] } = await ask('GET', EVENTS, { query });
  return items.filter(({ id }) => id === shortEffectKey(key)).length;
}

function schedule(calendar: CalendarPort, key: string) {
  const { email, company, text } = personal(key);
  return calendar.schedule(key, {
    title: company,
    description: text,
    startAt: '2026-12-01T10:00:00+01:00',
    endAt: '2026-12-01T10:30:00+01:00',
    timeZone: 'Europe/Madrid',
    attendees: [email],
    video: true,
  });
}

export const googleCalendar: Connector = {
  ...GOOGLE,
  operations: {
    calendar: {
      schedule: {
        run: schedule,
        makes: [{ call: { method: 'POST', path: EVENTS }, count: eventsOf }],
      },
      busyTimes: {
        run: (calendar, key) => {
          const fromMs = Date.parse('2026-12-01T00:00:00Z');
          return calendar.busyTimes([personal(key).email], { fromMs, toMs: fromMs + 86_400_000 });
        },
      },
      cancel: {
        run: async (calendar, key) => {
          await schedule(calendar, key);
          return calendar.cancel(key);
        },
      },
    },
  },
};
