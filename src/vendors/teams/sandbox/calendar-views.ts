import { z } from 'zod';
import {
  type Emission,
  type SandboxAnswer,
  type SandboxCall,
  type SandboxWorld,
  UnfitObjectError,
} from '../../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../../kit/vendor-settings';
import { graphRefusal } from '../../microsoft/sandbox';
import {
  type CalendarEvent,
  type GraphTime,
  instantOf,
  keepEvent,
  removeEvent,
  shownTimes,
  utc,
} from './calendar';

/** Where a calendar stood: the newest change, and the stretch of time that was asked for. */
const TOKEN = /^(\d+)\.(\d+)\.(\d+)$/;

/** The events within a stretch of time, then what changes of them. All in one page. */
export async function calendarDelta(
  { params, path, query }: SandboxCall,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { 'user-id': user = '' } = params;
  const token = query['$deltatoken'];
  const parts = token === undefined ? undefined : TOKEN.exec(token)?.slice(1).map(Number);
  const range = parts?.slice(1) ?? [
    Date.parse(query['startDateTime'] ?? ''),
    Date.parse(query['endDateTime'] ?? ''),
  ];
  const [fromMs = Number.NaN, toMs = Number.NaN] = range;
  if (token !== undefined && parts === undefined) {
    return graphRefusal(410, 'SyncStateNotFound', 'The sync state generation is not found.');
  }
  if (!(fromMs < toMs)) return graphRefusal(400, 'ErrorInvalidParameter', 'The time range is required.');
  const changes = await world.list<{ number: number; id: string }>('event-change', `${user}:`);
  const newest = changes.at(-1)?.number ?? 0;
  const isWithin = ({ start, end }: CalendarEvent) => instantOf(start) < toMs && instantOf(end) > fromMs;
  const all = await world.list<CalendarEvent>('event', `${user}:`);
  const byId = new Map(all.filter(isWithin).map((event) => [event.id, event]));
  const changed = new Set(changes.filter(({ number }) => number > (parts?.[0] ?? 0)).map(({ id }) => id));
  const value =
    parts === undefined
      ? [...byId.values()]
      : [...changed].map((id) => byId.get(id) ?? { id, '@removed': { reason: 'deleted' } });
  const next = new URLSearchParams({ $deltatoken: `${newest}.${fromMs}.${toMs}` }).toString();
  const link = `${world.settings.baseUrl}${path}?${next}`;
  return { status: 200, body: { value, '@odata.deltaLink': link } };
}

interface ScheduleQuery {
  schedules: string[];
  startTime: GraphTime;
  endTime: GraphTime;
}

/** Exchange's limits for one question. */
const MOST_SCHEDULES = 20;
const LONGEST_RANGE_MS = 62 * 86_400_000;

export async function getSchedule(
  { body }: SandboxCall<ScheduleQuery>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { schedules } = body;
  const [fromMs, toMs] = [instantOf(body.startTime), instantOf(body.endTime)];
  if (schedules.length > MOST_SCHEDULES)
    return graphRefusal(400, 'ErrorInvalidRequest', 'Too many schedules.');
  if (!(fromMs < toMs && toMs - fromMs <= LONGEST_RANGE_MS)) {
    return graphRefusal(400, 'ErrorInvalidTimeInterval', 'The time interval is invalid.');
  }
  const ids = await world.listIds('event', '');
  const events = await world.list<CalendarEvent>('event');
  const value = schedules.map((email) => {
    const isTheirs = (event: CalendarEvent, at: number) =>
      ids[at]?.startsWith(`${email}:`) === true || isInvited(event, email);
    const scheduleItems = events
      .filter(isTheirs)
      .map(({ start, end, showAs }) => ({ status: showAs ?? 'busy', start, end }))
      .filter(({ start, end }) => instantOf(start) < toMs && instantOf(end) > fromMs);
    return { scheduleId: email, scheduleItems };
  });
  return { status: 200, body: { value } };
}

function isInvited({ attendees = [] }: CalendarEvent, email: string): boolean {
  return attendees.some(
    ({ emailAddress, status }) =>
      emailAddress?.address?.toLowerCase() === email.toLowerCase() && status?.response !== 'declined',
  );
}

const Changed = z.looseObject({
  id: z.string(),
  start: z.object({ dateTime: z.string(), timeZone: z.string().optional() }).optional(),
});

/** Somebody changes an event by hand, or deletes it: `{ id, ...what changes }`. Nobody is told: it is asked for. */
export function eventChanged(how: 'updated' | 'deleted') {
  return async (object: unknown, world: SandboxWorld): Promise<Emission> => {
    const order = Changed.safeParse(object);
    if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
    const user = requiredValue('teams', world.settings, 'organizer');
    const event = await world.get<CalendarEvent>('event', `${user}:${order.data.id}`);
    if (event === undefined) throw new UnfitObjectError(`There is no event ${order.data.id}.`);
    if (how === 'deleted') {
      await removeEvent(world, user, event.id);
      return { object: event };
    }
    const changed = { ...event, ...order.data, ...timesAfter(event, order.data.start) };
    await keepEvent(world, user, changed);
    return { object: changed };
  };
}

/** An event that is moved stays as long as it was. */
function timesAfter(
  event: CalendarEvent,
  start: { dateTime: string; timeZone?: string | undefined } | undefined,
) {
  const { start: begun, end } = event;
  if (start === undefined) return { start: begun, end };
  const { dateTime, timeZone = 'UTC' } = start;
  const fromMs = instantOf({ dateTime, timeZone });
  const moved = shownTimes(utc(fromMs), utc(fromMs + instantOf(end) - instantOf(begun)));
  if (moved === undefined) throw new UnfitObjectError('The event has no such time.');
  return moved;
}
