import { createHash } from 'node:crypto';
import { zoneOf } from '../../../promise/domain/calendar/zone';
import type { SandboxAnswer, SandboxCall, SandboxWorld } from '../../kit/sandbox/vendor-sandbox';
import { graphPage, graphRefusal } from '../../microsoft/sandbox';
import { isoNow } from './state';

export interface GraphTime {
  dateTime: string;
  timeZone?: string;
}

export interface CalendarEvent {
  id: string;
  subject?: string;
  transactionId?: string;
  start: GraphTime;
  end: GraphTime;
  attendees?: { emailAddress?: { address?: string }; status?: { response?: string } }[];
  showAs?: string;
  isOnlineMeeting?: boolean;
  onlineMeetingProvider?: string;
  singleValueExtendedProperties?: { id: string; value: string }[];
  [field: string]: unknown;
}

const MOST_ATTENDEES = 500;
const PAGE = 10;

/** The instant of a local time with its zone. @throws RangeError when there is none */
export function instantOf({ dateTime, timeZone = 'UTC' }: GraphTime): number {
  const zone = zoneOf(timeZone);
  const asUtc = Date.parse(`${dateTime.slice(0, 19)}Z`);
  if (Number.isNaN(asUtc)) throw new RangeError(dateTime);
  return asUtc - zone.offsetMs(asUtc - zone.offsetMs(asUtc));
}

export function utc(ms: number): GraphTime {
  return { dateTime: `${new Date(ms).toISOString().slice(0, 19)}.0000000`, timeZone: 'UTC' };
}

/** The times of an event as Graph shows them; undefined when they cannot be understood. */
export function shownTimes(
  start: GraphTime,
  end: GraphTime,
): { start: GraphTime; end: GraphTime } | undefined {
  try {
    const [fromMs, toMs] = [instantOf(start), instantOf(end)];
    return fromMs < toMs ? { start: utc(fromMs), end: utc(toMs) } : undefined;
  } catch {
    return undefined;
  }
}

export async function createEvent(
  { params, body }: SandboxCall<CalendarEvent>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { 'user-id': user = '' } = params;
  if (user.endsWith('.invalid'))
    return graphRefusal(404, 'ErrorInvalidUser', 'The requested user is invalid.');
  const times = body.start && body.end && shownTimes(body.start, body.end);
  if (!times)
    return graphRefusal(400, 'ErrorPropertyValidationFailure', 'The times of the event are invalid.');
  if ((body.attendees?.length ?? 0) > MOST_ATTENDEES) {
    return graphRefusal(400, 'ErrorInvalidRequest', `An event has ${MOST_ATTENDEES} attendees at most.`);
  }
  const content = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  const id = `AAMk${content.slice(0, 12)}${await world.nextNumber('event')}=`;
  const used = { id, content };
  const transaction = `${user}:${body.transactionId ?? id}`;
  if (!(await world.insert('transaction', transaction, used))) {
    return await repeated(user, transaction, content, world);
  }
  const isTeams = body.isOnlineMeeting === true && body.onlineMeetingProvider === 'teamsForBusiness';
  const joinUrl = `https://teams.microsoft.com/l/meetup-join/${content.slice(0, 24)}`;
  const event: CalendarEvent = {
    ...body,
    ...times,
    id,
    createdDateTime: isoNow(world),
    isCancelled: false,
    isOrganizer: true,
    onlineMeeting: isTeams ? { joinUrl } : null,
  };
  await keepEvent(world, user, event);
  return { status: 201, body: event };
}

/** Exchange takes the same call for the same event; with another content it is refused. */
async function repeated(
  user: string,
  transaction: string,
  content: string,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const used = await world.get<{ id: string; content: string }>('transaction', transaction);
  const event = await world.get<CalendarEvent>('event', `${user}:${used?.id ?? ''}`);
  if (event !== undefined && used?.content === content) return { status: 201, body: event };
  const why = 'The TransactionId specified in the request has already been used to create a different event.';
  return graphRefusal(409, 'ErrorDuplicateTransactionId', why);
}

/** Puts an event down, and into the list of changes. */
export async function keepEvent(world: SandboxWorld, user: string, event: CalendarEvent): Promise<void> {
  await world.put('event', `${user}:${event.id}`, event);
  await noteChange(world, user, event.id);
}

export async function removeEvent(world: SandboxWorld, user: string, id: string): Promise<boolean> {
  if (!(await world.remove('event', `${user}:${id}`))) return false;
  await noteChange(world, user, id);
  return true;
}

async function noteChange(world: SandboxWorld, user: string, id: string): Promise<void> {
  const number = await world.nextNumber('event-change');
  await world.put('event-change', `${user}:${String(number).padStart(10, '0')}`, { number, id });
}

export async function getEvent({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const event = await world.get('event', `${params['user-id']}:${params['event-id']}`);
  return event === undefined ? noEvent : { status: 200, body: event };
}

const noEvent = graphRefusal(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');

/** The organizer's event is gone then; those who were invited are told. */
export async function cancelEvent({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const isThere = await removeEvent(world, params['user-id'] ?? '', params['event-id'] ?? '');
  return isThere ? { status: 202 } : noEvent;
}

const BY_PROPERTY =
  /^singleValueExtendedProperties\/any\(ep: ep\/id eq '([^']+)' and ep\/value eq '([^']+)'\)$/;

export async function listEvents(call: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const filter = call.query['$filter'];
  const [, id, value] = BY_PROPERTY.exec(filter ?? '') ?? [];
  if (filter !== undefined && id === undefined) {
    return graphRefusal(
      400,
      'ErrorInvalidUrlQueryFilter',
      'The query filter contains one or more invalid nodes.',
    );
  }
  const all = await world.list<CalendarEvent>('event', `${call.params['user-id']}:`);
  const fits = all.filter(
    ({ singleValueExtendedProperties: properties = [] }) =>
      id === undefined || properties.some((property) => property.id === id && property.value === value),
  );
  return graphPage(call, world, fits, PAGE);
}
