import { randomUUID } from 'node:crypto';
import type { EffectMemory, RememberedEffect } from '../../capability/capability';
import { shortEffectKey } from '../kit/effect-key';
import type { SlackClient, SlackMessage } from './client';

/** Slack's clock and ours need not agree to the second. */
const LOOK_BACK_MS = 10 * 60_000;

/**
 * Posts one message per key. Slack has no guard of its own: an intent is put down before the call, and a try that finds one
 * looks among the channel's messages before it posts.
 * @returns Slack's time stamp of the message
 */
export async function postOnce(
  slack: SlackClient,
  memory: EffectMemory,
  message: SlackMessage,
  key: string,
): Promise<string> {
  const { channel } = message;
  const known = await memory.find('message', key);
  if (known !== undefined) return known.vendorId;
  const shortKey = shortEffectKey(key);
  // Slack stamps messages by the wall clock, which an installation with a time scale leaves behind.
  const mine = { wallMs: String(Date.now()), by: randomUUID() };
  const begun = await memory.keep('message-begun', key, channel, mine);
  const isFirst = begun.data['by'] === mine.by;
  const found = isFirst ? undefined : await slack.findMessage(channel, shortKey, sinceMs(begun));
  const ts = found ?? (await slack.postMessage(message, shortKey));
  await memory.keep('message', key, ts, { channel });
  return ts;
}

function sinceMs({ atMs, data }: RememberedEffect): number {
  return Math.min(atMs, Number(data['wallMs'] ?? atMs)) - LOOK_BACK_MS;
}
