import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import {
  type Emission,
  type SandboxAnswer,
  type SandboxCall,
  type SandboxWorld,
  UnfitObjectError,
} from '../kit/sandbox/vendor-sandbox';

/** So long the same number of the same carrier is the same tracker. */
const ONE_TRACKER_MS = 90 * 86_400_000;
const USUAL_PAGE = 20;
const LARGEST_PAGE = 100;

const CARRIERS: readonly string[] = ['USPS', 'UPS', 'FedEx', 'DHLExpress'];
const UPS_NUMBER = /^1Z[0-9A-Z]{16}$/;
/** What EasyPost's test numbers say of themselves. */
const TEST_NUMBERS: Readonly<Record<string, string>> = {
  EZ1000000001: 'pre_transit',
  EZ2000000002: 'in_transit',
  EZ3000000003: 'out_for_delivery',
  EZ4000000004: 'delivered',
  EZ5000000005: 'return_to_sender',
  EZ6000000006: 'failure',
  EZ7000000007: 'unknown',
};
const SIGNED_BY = 'John Tester';

const Status = z.enum([
  'unknown',
  'pre_transit',
  'in_transit',
  'out_for_delivery',
  'delivered',
  'available_for_pickup',
  'return_to_sender',
  'failure',
  'cancelled',
  'error',
]);

interface Scan {
  object: 'TrackingDetail';
  message: string;
  status: string;
  status_detail: string;
  datetime: string;
  source: string;
}

interface Tracker {
  id: string;
  object: 'Tracker';
  mode: 'test';
  tracking_code: string;
  carrier: string;
  status: string;
  status_detail: string;
  created_at: string;
  updated_at: string;
  signed_by: string | null;
  est_delivery_date: string | null;
  public_url: string;
  tracking_details: Scan[];
}

export function refused(status: number, code: string, message: string): SandboxAnswer {
  return { status, body: { error: { code, message, errors: [] } } };
}

export const notFound = refused(404, 'NOT_FOUND', 'The requested resource could not be found.');

function nowText(world: SandboxWorld): string {
  return new Date(world.nowMs()).toISOString();
}

function scan(tracker: Pick<Tracker, 'carrier'>, status: string, detail: string, datetime: string): Scan {
  return {
    ...{ object: 'TrackingDetail', message: status.replaceAll('_', ' '), status, status_detail: detail },
    ...{ datetime, source: tracker.carrier },
  };
}

export async function createTracker(
  { body }: SandboxCall<{ tracker: { tracking_code: string; carrier?: string } }>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { tracking_code: code, carrier: said } = body.tracker;
  if (code.trim() === '') {
    return refused(422, 'TRACKER.TRACKING_CODE.REQUIRED', 'tracking_code is required.');
  }
  const guessed = UPS_NUMBER.test(code) ? 'UPS' : 'USPS';
  const carrier = said ?? guessed;
  if (!CARRIERS.includes(carrier)) {
    return refused(422, 'TRACKER.CARRIER.INVALID', `The carrier ${carrier} is not supported.`);
  }
  if (UPS_NUMBER.test(code) !== (carrier === 'UPS')) {
    return refused(422, 'TRACKER.CREATE.ERROR', `${code} is no tracking number of the carrier ${carrier}.`);
  }
  const pair = `${carrier}/${code}`;
  const present = await world.get<Tracker>('tracker', (await world.get<string>('tracker#pair', pair)) ?? '');
  if (present !== undefined && world.nowMs() - Date.parse(present.created_at) < ONE_TRACKER_MS) {
    return { status: 200, body: present };
  }
  const id = `trk_${randomBytes(16).toString('hex')}`;
  const at = nowText(world);
  const status = TEST_NUMBERS[code] ?? 'pre_transit';
  const tracker: Tracker = {
    ...{ id, object: 'Tracker', mode: 'test', tracking_code: code, carrier },
    ...{ status, status_detail: 'status_update', created_at: at, updated_at: at },
    signed_by: status === 'delivered' ? SIGNED_BY : null,
    est_delivery_date: null,
    public_url: `https://track.easypost.com/${Buffer.from(id).toString('base64url')}`,
    tracking_details: [scan({ carrier }, status, 'status_update', at)],
  };
  await world.put('tracker', id, tracker);
  await world.put('tracker#pair', pair, id);
  return { status: 200, body: tracker };
}

export async function getTracker({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const tracker = await world.get<Tracker>('tracker', params['id'] ?? '');
  return tracker === undefined ? notFound : { status: 200, body: tracker };
}

/** The newest first. */
export async function listTrackers({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const size = Math.min(LARGEST_PAGE, Math.max(1, Number(query['page_size'] ?? USUAL_PAGE)));
  const { tracking_code: code, carrier, before_id: before } = query;
  const all = (await world.list<Tracker>('tracker'))
    .toReversed()
    .filter((one) => one.tracking_code === (code ?? one.tracking_code))
    .filter((one) => one.carrier === (carrier ?? one.carrier));
  const from = before === undefined ? 0 : all.findIndex(({ id }) => id === before) + 1;
  const trackers = all.slice(from, from + size);
  return { status: 200, body: { trackers, has_more: from + size < all.length } };
}

const Scanned = z.looseObject({
  id: z.string(),
  status: Status,
  status_detail: z.string().default('status_update'),
  /** When it was; now where it is not said. A scan may come to EasyPost late. */
  datetime: z.iso.datetime({ offset: true }).optional(),
  signed_by: z.string().optional(),
  est_delivery_date: z.string().optional(),
});

/** A carrier tells: `{ id, status, status_detail?, datetime?, signed_by?, est_delivery_date? }`. */
export async function trackerUpdated(object: unknown, world: SandboxWorld): Promise<Emission> {
  const read = Scanned.safeParse(object);
  if (!read.success) throw new UnfitObjectError(z.prettifyError(read.error));
  const { id, status, status_detail: detail, datetime = nowText(world), ...more } = read.data;
  const before = await trackerOf(world, id);
  const scans = [...before.tracking_details, scan(before, status, detail, datetime)].toSorted(
    (a, b) => Date.parse(a.datetime) - Date.parse(b.datetime),
  );
  const last = scans.at(-1);
  const tracker: Tracker = {
    ...before,
    status: last?.status ?? before.status,
    status_detail: last?.status_detail ?? before.status_detail,
    updated_at: nowText(world),
    signed_by: more.signed_by ?? before.signed_by,
    est_delivery_date: more.est_delivery_date ?? before.est_delivery_date,
    tracking_details: scans,
  };
  await world.put('tracker', id, tracker);
  return { object: tracker, call: eventOf(world, before, tracker) };
}

/** Somebody deletes a tracker by hand: `{ id }`. EasyPost tells nobody. */
export async function trackerDeleted(object: unknown, world: SandboxWorld): Promise<Emission> {
  const read = z.looseObject({ id: z.string() }).safeParse(object);
  if (!read.success) throw new UnfitObjectError(z.prettifyError(read.error));
  const tracker = await trackerOf(world, read.data.id);
  await world.remove('tracker', tracker.id);
  return { object: tracker };
}

async function trackerOf(world: SandboxWorld, id: string): Promise<Tracker> {
  const tracker = await world.get<Tracker>('tracker', id);
  if (tracker === undefined) throw new UnfitObjectError(`There is no tracker ${id}.`);
  return tracker;
}

function eventOf(world: SandboxWorld, before: Tracker, result: Tracker): object {
  const at = nowText(world);
  return {
    ...{ id: `evt_${randomBytes(16).toString('hex')}`, object: 'Event', mode: 'test' },
    ...{ description: 'tracker.updated', status: 'pending', created_at: at, updated_at: at },
    previous_attributes: { status: before.status },
    result,
  };
}
