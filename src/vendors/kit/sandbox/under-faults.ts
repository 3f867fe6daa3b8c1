import { setTimeout as sleep } from 'node:timers/promises';
import { redactSecrets } from '../redact';
import type { Fault, SandboxStore } from './store';
import type { SandboxAnswer, SandboxRequest } from './vendor-sandbox';

/** Where requests to one stand-in are put down. */
export interface RequestLog {
  readonly vendor: string;
  readonly store: SandboxStore;
  /** Product time in milliseconds. */
  readonly now: () => number;
  /** What the vendor answers when it fails with a status. */
  readonly trouble: (status: number) => unknown;
}

/** As the vendor answers, or another text in the place of its words. */
export interface FaultyAnswer extends SandboxAnswer {
  /** Sent so many times over, as one answer. */
  readonly instead?: { readonly text: string; readonly times: number };
}

/**
 * Aborted with the connection over which somebody waits for an answer: nothing is held back any longer then.
 * @param connection undefined when it has closed already
 */
export function goneWith(connection: NodeJS.EventEmitter | undefined): AbortSignal {
  if (connection === undefined) return AbortSignal.abort();
  const gone = new AbortController();
  connection.once('close', () => gone.abort());
  return gone.signal;
}

/**
 * Has a request answered, under the faults that were ordered: it goes into the log first, and the answer's status beside it
 * before anybody hears of it.
 * @param paths under which of them a fault hits it
 * @param gone aborted when nobody waits for the answer any more; until then it is held back as long as a fault says
 * @returns what to answer; its status is 0 where the connection is to be cut instead
 */
export async function answerUnderFaults(
  { vendor, store, now, trouble }: RequestLog,
  { method, path, body }: SandboxRequest,
  paths: readonly string[],
  work: () => Promise<SandboxAnswer>,
  gone: AbortSignal,
): Promise<FaultyAnswer> {
  const at = new Date(now()).toISOString();
  const call = { at, method, path, body: redactSecrets(body) };
  const { logId, fault } = await store.receive(vendor, call, paths);
  const hold = (delayMs: number) => sleep(delayMs, undefined, { signal: gone }).catch(() => undefined);
  const logged = async (answer: FaultyAnswer) => {
    await store.logAnswer(logId, answer.status);
    return answer;
  };
  if (fault === undefined) return logged(await work());
  if (fault.afterEffect) {
    await work();
    const answer = await logged(failed(fault, fault.status ?? 0, trouble));
    await hold(fault.delayMs);
    return answer;
  }
  await hold(fault.delayMs);
  return logged(fault.status === undefined ? await work() : failed(fault, fault.status, trouble));
}

function failed(
  { headers, body: text, repeat: times }: Fault,
  status: number,
  trouble: (status: number) => unknown,
): FaultyAnswer {
  if (status === 0) return { status };
  return text === undefined
    ? { status, headers, body: trouble(status) }
    : { status, headers, instead: { text, times } };
}
