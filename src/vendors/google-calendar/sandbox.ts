import { z } from 'zod';
import {
  GOOGLE_COMMON_QUERY,
  googleAuthorize,
  googleRefusal,
  googleRefusals,
  googleTokenRoute,
} from '../google/sandbox';
import {
  type Emission,
  type SandboxAnswer,
  type SandboxCall,
  type SandboxWorld,
  UnfitObjectError,
  type VendorSandbox,
} from '../kit/sandbox/vendor-sandbox';
import spec from './openapi.json';

interface CalendarTime {
  dateTime?: string;
  date?: string;
}
interface CalendarEvent {
  id: string;
  status: 'confirmed' | 'cancelled';
  start?: CalendarTime;
  end?: CalendarTime;
  attendees?: { email: string; responseStatus?: string }[];
  transparency?: string;
  conferenceData?: { createRequest?: { requestId: string } } | undefined;
  [field: string]: unknown;
}

/** Google's limit for one event. */
const MOST_ATTENDEES = 200;

function eventKey(params: SandboxCall['params'], eventId = params['eventId'] ?? ''): string {
  return `${params['calendarId'] ?? ''}:${eventId}`;
}

function timeOf(time: CalendarTime | undefined): number {
  return Date.parse(time?.dateTime ?? time?.date ?? '');
}

/** A Meet link is given at once, where Google may take a moment. */
function withMeeting(event: CalendarEvent, version: string | undefined): CalendarEvent {
  const request = event.conferenceData?.createRequest;
  if (request === undefined || version !== '1') return { ...event, conferenceData: undefined };
  const uri = `https://meet.google.com/${request.requestId.slice(0, 10)}`;
  return {
    ...event,
    hangoutLink: uri,
    conferenceData: {
      createRequest: { ...request, ...{ status: { statusCode: 'success' } } },
      ...{ entryPoints: [{ entryPointType: 'video', uri }] },
    },
  };
}

async function insert(
  { params, query, body: wanted = {} }: SandboxCall<Partial<CalendarEvent> | undefined>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const id = wanted.id ?? `e${await world.nextNumber('event')}0000`;
  if (!/^[a-v0-9]{5,1024}$/.test(id)) return googleRefusal(400, 'invalid', 'Invalid resource id value.');
  const [startMs, endMs] = [timeOf(wanted.start), timeOf(wanted.end)];
  if (Number.isNaN(startMs) || Number.isNaN(endMs)) return googleRefusal(400, 'required', 'Missing time.');
  if (endMs <= startMs) return googleRefusal(400, 'timeRangeEmpty', 'The specified time range is empty.');
  const attendees = Array.isArray(wanted['attendees']) ? wanted['attendees'] : [];
  if (attendees.length > MOST_ATTENDEES) {
    return googleRefusal(400, 'invalid', `An event has ${MOST_ATTENDEES} attendees at most.`);
  }
  const at = new Date(world.nowMs()).toISOString();
  const event = withMeeting(
    {
      ...wanted,
      kind: 'calendar#event',
      id,
      status: 'confirmed',
      created: at,
      updated: at,
      iCalUID: `${id}@google.com`,
      htmlLink: `https://www.google.com/calendar/event?eid=${id}`,
      sequence: 0,
    },
    query['conferenceDataVersion'],
  );
  if (!(await world.insert('event', eventKey(params, id), event))) {
    return googleRefusal(409, 'duplicate', 'The requested identifier already exists.');
  }
  return { status: 200, body: event };
}

async function get({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const event = await world.get<CalendarEvent>('event', eventKey(params));
  return event === undefined ? googleRefusal(404, 'notFound', 'Not Found') : { status: 200, body: event };
}

/** Google's limit for one page. */
const LARGEST_PAGE = 2_500;

async function list({ params, query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const { maxResults = '250', pageToken = '0', syncToken, updatedMin } = query;
  const sinceMs = syncToken === undefined ? Date.parse(updatedMin ?? '') : Number(syncToken);
  if (syncToken !== undefined && Number.isNaN(sinceMs)) {
    return googleRefusal(410, 'fullSyncRequired', 'Sync token is no longer valid, a full sync is required.');
  }
  const isPartial = !Number.isNaN(sinceMs);
  const all = await world.list<CalendarEvent>('event', eventKey(params, ''));
  const fits = all.filter(
    ({ status, updated }) =>
      (status !== 'cancelled' || isPartial || query['showDeleted'] === 'true') &&
      (!isPartial || Date.parse(String(updated)) >= sinceMs),
  );
  const start = Number(pageToken);
  const items = fits.slice(start, start + Math.min(Number(maxResults), LARGEST_PAGE));
  const end = start + items.length;
  const next =
    end < fits.length ? { nextPageToken: String(end) } : { nextSyncToken: String(Math.floor(world.nowMs())) };
  return { status: 200, body: { kind: 'calendar#events', items, ...next } };
}

const Changed = z.looseObject({ id: z.string() });

/** Somebody changes an event by hand: `{ id, ...what changes }`. Google has no webhook for it here: it is asked. */
function changedByHand(more: Partial<CalendarEvent>) {
  return async (object: unknown, world: SandboxWorld): Promise<Emission> => {
    const order = Changed.safeParse(object);
    if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
    const key = eventKey({ calendarId: world.settings.values['calendarId'] ?? 'primary' }, order.data.id);
    const event = await world.get<CalendarEvent>('event', key);
    if (event === undefined) throw new UnfitObjectError(`There is no event ${order.data.id}.`);
    const updated = new Date(world.nowMs()).toISOString();
    const changed = { ...event, ...order.data, ...more, updated };
    await world.put('event', key, changed);
    return { object: changed };
  };
}

async function change(
  { params, body }: SandboxCall<Partial<CalendarEvent>>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const event = await world.get<CalendarEvent>('event', eventKey(params));
  if (event === undefined) return googleRefusal(404, 'notFound', 'Not Found');
  const updated = new Date(world.nowMs()).toISOString();
  const changed = { ...event, ...body, id: event.id, updated };
  await world.put('event', eventKey(params), changed);
  return { status: 200, body: changed };
}

async function remove({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const event = await world.get<CalendarEvent>('event', eventKey(params));
  if (event === undefined) return googleRefusal(404, 'notFound', 'Not Found');
  if (event.status === 'cancelled') return googleRefusal(410, 'deleted', 'Resource has been deleted');
  const updated = new Date(world.nowMs()).toISOString();
  await world.put('event', eventKey(params), { ...event, status: 'cancelled', updated });
  return { status: 204 };
}

interface FreeBusyQuery {
  timeMin: string;
  timeMax: string;
  items?: { id: string }[];
}

/** Google answers at most fifty calendars, and about three months. */
const MOST_CALENDARS = 50;
const LONGEST_RANGE_MS = 92 * 86_400_000;

async function freeBusy({ body }: SandboxCall<FreeBusyQuery>, world: SandboxWorld): Promise<SandboxAnswer> {
  const [fromMs, toMs] = [Date.parse(body.timeMin), Date.parse(body.timeMax)];
  const { items = [] } = body;
  if (Number.isNaN(fromMs) || Number.isNaN(toMs)) return googleRefusal(400, 'required', 'Missing time.');
  if (toMs <= fromMs) return googleRefusal(400, 'timeRangeEmpty', 'The specified time range is empty.');
  if (toMs - fromMs > LONGEST_RANGE_MS)
    return googleRefusal(400, 'timeRangeTooLong', 'The requested time range is too long.');
  if (items.length > MOST_CALENDARS)
    return googleRefusal(400, 'tooManyCalendarsRequested', 'Too many calendars were requested.');
  const all = await world.list<CalendarEvent>('event');
  const calendars: Record<string, object> = {};
  for (const { id } of items) {
    const own = await world.list<CalendarEvent>('event', `${id}:`);
    const invited = all.filter((event) => isInvited(event, id));
    const events = new Map([...own, ...invited].map((event) => [event.id, event]));
    const busy = [...events.values()]
      .filter((event) => event.status !== 'cancelled' && event.transparency !== 'transparent')
      .map(({ start, end }) => ({ fromMs: timeOf(start), toMs: timeOf(end) }))
      .filter((event) => event.fromMs < toMs && event.toMs > fromMs)
      .map((event) => ({
        start: new Date(event.fromMs).toISOString(),
        end: new Date(event.toMs).toISOString(),
      }));
    calendars[id] = { busy };
  }
  return {
    status: 200,
    body: { kind: 'calendar#freeBusy', timeMin: body.timeMin, timeMax: body.timeMax, calendars },
  };
}

function isInvited({ attendees = [] }: CalendarEvent, email: string): boolean {
  return attendees.some(
    (attendee) =>
      attendee.email.toLowerCase() === email.toLowerCase() && attendee.responseStatus !== 'declined',
  );
}

/** Google Calendar's stand-in: busy times, events with Meet links, kept as cancelled when deleted. */
export const googleCalendarSandbox: VendorSandbox = {
  spec: spec,
  basePath: '/calendar/v3',
  commonQuery: GOOGLE_COMMON_QUERY,
  operations: {
    'calendar.events.insert': insert,
    'calendar.events.get': get,
    'calendar.events.list': list,
    'calendar.events.patch': change,
    'calendar.events.delete': remove,
    'calendar.freebusy.query': freeBusy,
  },
  routes: [googleTokenRoute('google-calendar')],
  refusals: googleRefusals,
  authorize: (token, world) => googleAuthorize('google-calendar', token, world),
  events: { 'event.updated': changedByHand({}), 'event.deleted': changedByHand({ status: 'cancelled' }) },
};
