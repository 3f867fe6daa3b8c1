import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { faultOfUrl, type WebhookTargets } from '../domain/target';
import { type Outcome, outcomeOf } from '../domain/retry';
import { callableAddresses, type LookUp, onlyTo, TargetRefused } from './addresses';

/** What a subscriber is told, and where. */
export interface Call {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** How subscribers are reached. */
export interface CallDeps {
  targets: WebhookTargets;
  lookUp: LookUp;
  /** Wall-clock milliseconds that one may take in all, with the look-up of its name. */
  timeoutMs: number;
}

/** So long a subscriber may take; wall-clock milliseconds. */
export const CALL_TIMEOUT_MS = 15_000;
/** What is read of an answer, so that its sender can end it; nothing in it matters. */
const ANSWER_LIMIT_BYTES = 64 * 1_024;

/**
 * Calls a subscriber once. Never throws for what the subscriber does: also silence, a broken connection and an address
 * that may not be called are outcomes.
 */
export async function callSubscriber(deps: CallDeps, call: Call, signal: AbortSignal): Promise<Outcome> {
  const end = new AbortController();
  const stop = () => end.abort('It was cut off, because this process stops.');
  const timer = setTimeout(
    () => end.abort(`It did not answer within ${deps.timeoutMs / 1_000} s.`),
    deps.timeoutMs,
  );
  signal.addEventListener('abort', stop, { once: true });
  try {
    const answer = await Promise.race([reach(deps, call, end.signal), failureAt(end.signal)]);
    const outcome = outcomeOf(answer.statusCode ?? 0, answer.headers['retry-after'], Date.now());
    await readOff(answer, end.signal);
    return outcome;
  } catch (error) {
    return { kind: 'failed', why: end.signal.aborted ? String(end.signal.reason) : reasonOf(error) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    end.abort();
  }
}

async function reach({ targets, lookUp }: CallDeps, call: Call, end: AbortSignal): Promise<IncomingMessage> {
  if (faultOfUrl(call.url, targets) !== null) {
    throw new TargetRefused('Its address is not one that may be called here any more.');
  }
  const url = new URL(call.url);
  const addresses = await callableAddresses(url, targets, lookUp);
  end.throwIfAborted();
  return await send(url, addresses, call, end);
}

function send(
  url: URL,
  addresses: readonly string[],
  call: Call,
  end: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request: ClientRequest = (url.protocol === 'https:' ? tlsRequest : plainRequest)(url, {
      method: 'POST',
      // A connection of its own: none is left over that was made when the name led elsewhere.
      agent: false,
      lookup: onlyTo(addresses),
      headers: {
        ...call.headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(call.body),
        'user-agent': 'promisekeeper-webhooks',
      },
    });
    end.addEventListener('abort', () => request.destroy(), { once: true });
    request.once('response', resolve);
    // Also what breaks after the answer, which nobody waits for any more.
    request.on('error', reject);
    request.end(call.body);
  });
}

async function readOff(answer: IncomingMessage, end: AbortSignal): Promise<void> {
  let size = 0;
  await new Promise<void>((resolve) => {
    end.addEventListener('abort', () => resolve(), { once: true });
    answer.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size >= ANSWER_LIMIT_BYTES) resolve();
    });
    answer.once('error', () => resolve());
    answer.once('close', () => resolve());
  });
  answer.destroy();
}

function failureAt(end: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    end.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}

/** Codes only: a message of Node's holds the address. */
function reasonOf(error: unknown): string {
  if (error instanceof TargetRefused) return error.message;
  const { code, name } = error as { code?: unknown; name?: unknown };
  return `It could not be reached (${String(code ?? name)}).`;
}
