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

/**
 * Has a request answered, under the faults that were ordered: it goes into the log first, and the answer's status beside it.
 * @param paths under which of them a fault hits it
 * @returns what to answer; its status is 0 where the connection is to be cut instead
 */
export async function answerUnderFaults(
  { vendor, store, now, trouble }: RequestLog,
  { method, path, body }: SandboxRequest,
  paths: readonly string[],
  work: () => Promise<SandboxAnswer>,
): Promise<SandboxAnswer> {
  const at = new Date(now()).toISOString();
  const call = { at, method, path, body: redactSecrets(body) };
  const { logId, fault } = await store.receive(vendor, call, paths);
  const answer = await underFault(fault, trouble, work);
  await store.logAnswer(logId, answer.status);
  return answer;
}

async function underFault(
  fault: Fault | undefined,
  trouble: (status: number) => unknown,
  work: () => Promise<SandboxAnswer>,
): Promise<SandboxAnswer> {
  if (fault === undefined) return work();
  const failed = (status: number): SandboxAnswer =>
    status === 0 ? { status } : { status, headers: fault.headers, body: trouble(status) };
  if (fault.afterEffect) {
    await work();
    await sleep(fault.delayMs);
    return failed(fault.status ?? 0);
  }
  await sleep(fault.delayMs);
  return fault.status === undefined ? work() : failed(fault.status);
}
