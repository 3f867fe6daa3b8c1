import { randomUUID } from 'node:crypto';
import type { EffectMemory, RememberedEffect } from '../../capability/effect-memory';

/** The vendor's clock and ours need not agree to the second. */
const LOOK_BACK_MS = 10 * 60_000;

/** How a message is said where the vendor has no guard against saying it twice. Both answer the message's id. */
export interface Saying {
  /** Looks among what was said since then, by the vendor's clock, for the message that carries the key. */
  readonly find: (sinceMs: number) => Promise<string | undefined>;
  readonly post: () => Promise<string>;
}

/**
 * Posts one message per key: an intent is put down before the call, and a try that finds one looks among the channel's
 * messages before it posts.
 * @returns the message's id in its channel
 */
export async function postOnce(
  memory: EffectMemory,
  key: string,
  channel: string,
  { find, post }: Saying,
): Promise<string> {
  const known = await memory.find('message', key);
  if (known !== undefined) return known.vendorId;
  // Vendors stamp messages by the wall clock, which an installation with a time scale leaves behind.
  const mine = { wallMs: String(Date.now()), by: randomUUID() };
  const begun = await memory.keep('message-begun', key, channel, mine);
  const isFirst = begun.data['by'] === mine.by;
  const found = isFirst ? undefined : await find(sinceMs(begun));
  const id = found ?? (await post());
  await memory.keep('message', key, id, { channel });
  return id;
}

function sinceMs({ atMs, data }: RememberedEffect): number {
  return Math.min(atMs, Number(data['wallMs'] ?? atMs)) - LOOK_BACK_MS;
}
