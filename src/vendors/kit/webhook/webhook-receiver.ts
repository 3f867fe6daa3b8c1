import type { IncomingHttpHeaders } from 'node:http';
import type { VendorEvent } from '../../../capability/events';

/** One call of a vendor, as it came in. */
export interface WebhookCall {
  /** The bytes before any parser: signatures cover them. */
  readonly rawBody: Buffer;
  readonly headers: IncomingHttpHeaders;
  readonly method: string;
  /** The configured public address of this endpoint, whole, with its query; never rebuilt from Host or forwarded headers. */
  readonly url: string;
  /** The vendor's webhook secret. */
  readonly secret: string;
  /** Wall-clock time in milliseconds: signed times are the vendor's wall clock. */
  readonly nowMs: number;
}

/** One thing that a vendor told. The key is the same when the vendor repeats itself. */
export interface WebhookDeliveryItem {
  readonly key: string;
  readonly payload: unknown;
}

export interface WebhookAnswer {
  readonly status?: 202;
  readonly contentType?: string;
  readonly body?: string;
}

export type WebhookVerdict =
  | {
      readonly ok: true;
      /** To be stored before the answer; may be empty. */
      readonly deliveries: readonly WebhookDeliveryItem[];
      /** What to answer, where the vendor wants a certain body or status; 200 with an empty body otherwise. */
      readonly answer?: WebhookAnswer;
    }
  | { readonly ok: false; readonly status: 401; readonly reason: string };

/** How a vendor calls us. Pure: reads nothing but its arguments, keeps nothing. */
export interface VendorWebhook {
  /**
   * Whether the call is the vendor's, signed with the webhook secret among its settings. One that is gets taken whole,
   * whatever it holds.
   */
  verify(call: WebhookCall): WebhookVerdict;
  /** How a refused call is answered: with a problem like everybody's, or with the status alone. */
  readonly refusal: 'problem' | 'status-only';
  /** What a stored delivery tells; `unknown` where it cannot be read. Never throws, nor rejects. */
  read(payload: unknown): VendorEvent | Promise<VendorEvent>;
}

/** The one ground for refusing a call: it is not signed as the vendor signs. */
export function refuse(reason: string): WebhookVerdict {
  return { ok: false, status: 401, reason };
}

/** The single value of a header; undefined when absent. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value[0] : value;
}

/** JSON.parse that answers undefined instead of throwing. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
