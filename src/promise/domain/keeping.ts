import type { Fault } from '../../fact/domain/fault';

/** A promise with the facts that keep it, as the read model lists them. */
export interface Keepable {
  title: string;
  /** Of `{signal, body}`. */
  keptBy: unknown;
}

/**
 * Whether a fact is among those that the promise lists as keeping it.
 * @param party whose fact it is, where it is one's
 */
export function isKeptBy(promise: Keepable, signal: string, party?: string): boolean {
  return keptByOf(promise).some(
    ({ signal: keeping, body }) =>
      keeping === signal && (body['party'] === undefined || body['party'] === party),
  );
}

/** What is wrong with a fact that names a promise which it does not keep. */
export function notKeptBy(promise: Keepable, signal: string): Fault {
  const signals = keptByOf(promise).map((one) => one.signal);
  const hint = signals.length > 0 ? `these do: ${[...new Set(signals)].join(', ')}` : 'the system keeps it';
  return { pointer: '/promiseId', message: `${signal} does not keep "${promise.title}"; ${hint}` };
}

function keptByOf({ keptBy }: Keepable): { signal: string; body: Record<string, unknown> }[] {
  return keptBy as { signal: string; body: Record<string, unknown> }[];
}
