import { z } from 'zod';
import { type Shipment, type ShipmentState, wayOf } from '../../capability/offered/goods/tracking';
import { VendorHttp, type VendorTrouble } from '../kit/http';
import { unlessMissing } from '../kit/missing';
import { requiredValue, type VendorSettings } from '../kit/vendor-settings';

const TRACKERS = '/v2/trackers';
/** How long another request for the same tracker takes, which EasyPost refuses until then. */
const IN_FLIGHT_MS = 2_000;

const Detail = z.object({
  status: z.string().nullish(),
  status_detail: z.string().nullish(),
  datetime: z.string().nullish(),
});
const Tracker = z.object({
  id: z.string().min(1),
  tracking_code: z.string(),
  carrier: z.string().nullish(),
  status: z.string(),
  status_detail: z.string().nullish(),
  updated_at: z.string().nullish(),
  est_delivery_date: z.string().nullish(),
  signed_by: z.string().nullish(),
  public_url: z.string().nullish(),
  tracking_details: z.array(Detail).nullish(),
});

/**
 * EasyPost's API 2: trackers alone. Settings value: `apiKey`, shown as the user of Basic authentication. The same number of the
 * same carrier is one tracker for three months, which guards against doubling.
 */
export class EasypostClient {
  private readonly http: VendorHttp;

  constructor(settings: VendorSettings) {
    const apiKey = requiredValue('easypost', settings, 'apiKey');
    this.http = new VendorHttp({
      system: 'easypost',
      baseUrl: settings.baseUrl,
      headers: { authorization: `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}` },
      trouble: easypostTrouble,
    });
  }

  /** @throws VendorError rejected when the number or the carrier is none */
  async createTracker(code: string, carrier: string | undefined): Promise<Shipment> {
    const tracker = { tracking_code: code, ...(carrier === undefined ? {} : { carrier }) };
    const request = { op: 'trackers.create', method: 'POST', path: TRACKERS } as const;
    const { body } = await this.http.request({ ...request, json: { tracker } });
    return asShipment(Tracker.parse(body));
  }

  /** @returns undefined when there is no such tracker */
  readTracker(id: string): Promise<Shipment | undefined> {
    return unlessMissing(async () => {
      const path = `${TRACKERS}/${encodeURIComponent(id)}`;
      const { body } = await this.http.request({ op: 'trackers.get', method: 'GET', path });
      return asShipment(Tracker.parse(body));
    });
  }

  /** Whether trackers can be read. */
  async reach(): Promise<void> {
    await this.http.request({ op: 'trackers.list', method: 'GET', path: TRACKERS, query: { page_size: 1 } });
  }
}

/** The scans in the order of time, and what the tracker itself says where no scan says it. */
function asShipment(tracker: z.infer<typeof Tracker>): Shipment {
  const changedAtMs = instantOf(tracker.updated_at) ?? 0;
  const scans = (tracker.tracking_details ?? []).map((scan) => ({
    state: meaningOf(scan.status ?? '', scan.status_detail),
    atMs: instantOf(scan.datetime) ?? changedAtMs,
  }));
  const now = meaningOf(tracker.status, tracker.status_detail);
  const isScanned = now === 'announced' || scans.some(({ state }) => state === now);
  const latestMs = Math.max(changedAtMs, ...scans.map(({ atMs }) => atMs));
  return {
    id: tracker.id,
    code: tracker.tracking_code,
    carrier: tracker.carrier ?? '',
    steps: wayOf(isScanned ? scans : [...scans, { state: now, atMs: latestMs }]),
    expectedAtMs: instantOf(tracker.est_delivery_date) ?? null,
    signedBy: tracker.signed_by?.trim() || null,
    link: tracker.public_url ?? null,
  };
}

function instantOf(text: string | null | undefined): number | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

/** EasyPost tells that something is lost as a detail of another state. */
function meaningOf(status: string, detail: string | null | undefined): ShipmentState {
  if (detail === 'lost') return 'lost';
  switch (status) {
    case 'in_transit':
      return 'inTransit';
    case 'out_for_delivery':
      return 'outForDelivery';
    case 'available_for_pickup':
      return 'readyForPickup';
    case 'delivered':
      return 'delivered';
    case 'return_to_sender':
      return 'returned';
    case 'failure':
      return 'failed';
    case 'cancelled':
      return 'cancelled';
    case 'error':
      return 'untraceable';
    default:
      return 'announced';
  }
}

const Trouble = z.object({ error: z.object({ code: z.string(), message: z.unknown() }) });

/** EasyPost's message is a text, a list of texts, or texts by field. */
function easypostTrouble(body: unknown, status: number): VendorTrouble {
  const read = Trouble.safeParse(body);
  if (!read.success) return { code: `HTTP_${status}`, text: '' };
  const { code, message } = read.data.error;
  const text = textsIn(message).join('; ');
  const isInFlight = /in-flight/i.test(text);
  return { code, text, ...(isInFlight && { throttled: true, retryAfterMs: IN_FLIGHT_MS }) };
}

function textsIn(message: unknown): string[] {
  if (typeof message === 'string') return [message];
  return typeof message === 'object' && message !== null ? Object.values(message).flatMap(textsIn) : [];
}
