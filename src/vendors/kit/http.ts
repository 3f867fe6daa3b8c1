import { repairedJson, repairedText } from '../../text/domain/storable';
import { VendorError, type VendorOutcome } from './errors';
import { withoutEchoes } from './redact';
import { hasStoodStill } from './standstill';
import type { TokenProvider } from './token';
import { parseJson } from './webhook/webhook-receiver';

/** Shorter than any activity's own bound per attempt, so that a hanging vendor is told apart from a dead worker. */
const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_ANSWER_LIMIT_BYTES = 2_000_000;
/** When a vendor throttles without saying for how long. */
const DEFAULT_RETRY_AFTER_MS = 5_000;

/** What a vendor's answer says about its own trouble. */
export interface VendorTrouble {
  readonly code: string;
  readonly text: string;
  /** Set when the vendor says "too much" by another status than 429. */
  readonly throttled?: boolean;
  /** How long to wait when the vendor does not say it in Retry-After: a spent daily quota is not worth asking soon. */
  readonly retryAfterMs?: number;
  /** Set when the vendor says that it does not know whether it did the work. */
  readonly unsure?: boolean;
}

export interface VendorHttpOptions {
  readonly system: string;
  /** Scheme, host and, for a stand-in, a path prefix; no trailing slash. */
  readonly baseUrl: string;
  readonly auth?: TokenProvider;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bound of one exchange, the answer's body included, in wall-clock milliseconds. */
  readonly timeoutMs?: number;
  readonly answerLimitBytes?: number;
  /** Reads the vendor's own error form; called for statuses that are no success, and for 2xx by Slack's rule. */
  readonly trouble: (body: unknown, status: number) => VendorTrouble | undefined;
  /** Slack says its errors with status 200. */
  readonly troubleInSuccess?: boolean;
  /** Reads how long to wait, in milliseconds, where the vendor does not say it in Retry-After. */
  readonly comeBackAfterMs?: (headers: Headers) => number | undefined;
}

export interface VendorRequest {
  /** The connector's name of the operation, for errors. */
  readonly op: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The vendor's own full path, its parts already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly raw?: { readonly contentType: string; readonly body: string | Buffer };
  /** What the body carries in an encoding of its own: a vendor may say it back in its plain form. */
  readonly carries?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses outside 2xx that the caller handles as answers, such as 409 for "exists". */
  readonly expected?: readonly number[];
  /** The answer is a file of so many bytes at most: its body comes as a Buffer. */
  readonly fileLimitBytes?: number;
}

export interface VendorAnswer {
  readonly status: number;
  readonly headers: Headers;
  /**
   * Parsed JSON, undefined when empty; of what is no success also a text that is no JSON. It holds nothing that the
   * database cannot keep. A file that was asked for is a Buffer.
   */
  readonly body: unknown;
}

/**
 * The HTTP core of all connectors. Guarantees: one bound in time and one in size per exchange, no redirects followed,
 * a refused token renewed once, and every failure thrown as a VendorError with its outcome told; a success that cannot be
 * read is one whose outcome is unknown. It never repeats a
 * call by itself, apart from the one after a renewed token, which the vendor has not acted on. It changes nothing at a
 * vendor for a try that stood still for so long that another one may be at it.
 */
export class VendorHttp {
  constructor(private readonly options: VendorHttpOptions) {}

  async request(request: VendorRequest): Promise<VendorAnswer> {
    const { auth } = this.options;
    if (auth === undefined) return this.settle(request, await this.exchange(request, undefined));
    const token = await auth.token();
    const answer = await this.exchange(request, token);
    if (answer.status === 401) {
      const renewed = await auth.renew(token);
      if (renewed !== token) return this.settle(request, await this.exchange(request, renewed));
    }
    return this.settle(request, answer);
  }

  private async exchange(request: VendorRequest, token: string | undefined): Promise<VendorAnswer> {
    const headers = new Headers({ accept: 'application/json', ...this.options.headers, ...request.headers });
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    const body = encodeBody(request, headers);
    if (request.method !== 'GET' && hasStoodStill()) {
      throw this.failure(request, 0, { code: 'STOOD_STILL', text: '' }, 'unknown');
    }
    try {
      const response = await fetch(this.address(request), {
        method: request.method,
        headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(this.options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
        ...(body === undefined ? {} : { body }),
      });
      return {
        status: response.status,
        headers: response.headers,
        body: await this.readBody(response, request),
      };
    } catch (error) {
      throw this.failure(request, 0, { code: transportCode(error), text: '' }, 'unknown');
    }
  }

  private address(request: VendorRequest): string {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) query.set(name, String(value));
    }
    const text = query.toString();
    return `${this.options.baseUrl}${request.path}${text === '' ? '' : `?${text}`}`;
  }

  private async readBody(response: Response, { fileLimitBytes }: VendorRequest): Promise<unknown> {
    const isFile = fileLimitBytes !== undefined && response.ok;
    const limit = isFile ? fileLimitBytes : (this.options.answerLimitBytes ?? DEFAULT_ANSWER_LIMIT_BYTES);
    const chunks: Uint8Array[] = [];
    let size = 0;
    if (response.body !== null) {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        size += chunk.byteLength;
        if (size > limit) throw new AnswerTooLargeError();
        chunks.push(chunk);
      }
    }
    if (isFile) return Buffer.concat(chunks);
    if (size === 0) return undefined;
    const text = Buffer.concat(chunks).toString('utf8');
    const json = parseJson(text);
    if (json !== undefined) return repairedJson(json);
    if (response.ok) throw new UnreadableAnswerError();
    return repairedText(text);
  }

  private settle(request: VendorRequest, answer: VendorAnswer): VendorAnswer {
    const { status } = answer;
    const succeeded = status >= 200 && status < 300;
    if (request.expected?.includes(status) === true) return answer;
    if (succeeded && this.options.troubleInSuccess !== true) return answer;
    const trouble = this.options.trouble(answer.body, status);
    if (succeeded && trouble === undefined) return answer;
    const told = trouble ?? { code: `HTTP_${status}`, text: '' };
    const retryAfterMs = readRetryAfter(answer.headers);
    if (status === 429 || told.throttled === true || (status === 503 && retryAfterMs !== undefined)) {
      const saidMs = retryAfterMs ?? this.options.comeBackAfterMs?.(answer.headers);
      const waitMs = saidMs ?? told.retryAfterMs ?? DEFAULT_RETRY_AFTER_MS;
      throw this.failure(request, status, told, 'throttled', waitMs);
    }
    const unsure = status >= 500 || status === 408 || told.unsure === true;
    throw this.failure(request, status, told, unsure ? 'unknown' : 'rejected');
  }

  private failure(
    request: VendorRequest,
    status: number,
    trouble: VendorTrouble,
    outcome: VendorOutcome,
    retryAfterMs?: number,
  ): VendorError {
    return new VendorError({
      system: this.options.system,
      op: request.op,
      status,
      vendorCode: trouble.code,
      outcome,
      refusesUs: status === 401 || status === 403,
      vendorText: withoutEchoes(trouble.text, carriedBy(request)),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
}

/** The code of an answer that has more bytes than are taken. */
export const ANSWER_TOO_LARGE = 'ANSWER_TOO_LARGE';

class AnswerTooLargeError extends Error {}
class UnreadableAnswerError extends Error {}

function carriedBy({ json, form, query, carries, headers, path }: VendorRequest): unknown[] {
  const encoded = path.split('/').filter((part) => part.includes('%'));
  return [json, form, query, carries, headers, encoded.map((part) => decodeURIComponent(part))];
}

function encodeBody(request: VendorRequest, headers: Headers): string | Uint8Array<ArrayBuffer> | undefined {
  if (request.json !== undefined) {
    headers.set('content-type', 'application/json');
    return JSON.stringify(request.json);
  }
  if (request.form !== undefined) {
    headers.set('content-type', 'application/x-www-form-urlencoded');
    return new URLSearchParams(request.form).toString();
  }
  if (request.raw !== undefined) {
    headers.set('content-type', request.raw.contentType);
    return typeof request.raw.body === 'string' ? request.raw.body : new Uint8Array(request.raw.body);
  }
  return undefined;
}

/** Names what went wrong on the way; fetch wraps the socket's error as the cause of its own. */
function transportCode(error: unknown): string {
  if (error instanceof AnswerTooLargeError) return ANSWER_TOO_LARGE;
  if (error instanceof UnreadableAnswerError) return 'UNREADABLE_ANSWER';
  if (typeof error !== 'object' || error === null) return 'TRANSPORT';
  if ('name' in error && (error.name === 'TimeoutError' || error.name === 'AbortError')) return 'TIMEOUT';
  if (!('cause' in error)) return 'TRANSPORT';
  const { cause } = error;
  const coded = typeof cause === 'object' && cause !== null && 'code' in cause;
  return coded && typeof cause.code === 'string' ? cause.code : 'TRANSPORT';
}

/** Retry-After in seconds or as an HTTP date (RFC 9110, 10.2.3), as milliseconds from now. */
function readRetryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds >= 0) return Math.ceil(seconds * 1000);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
