import { shortEffectKey } from '../../src/vendors/kit/effect-key';
import type { SlackMessage } from '../../src/vendors/slack/client';
import type { ActionDeps } from './action-deps';
import { Effects, type RememberedEffect } from './effects';

/** Slack's clock and ours need not agree to the second. */
const LOOK_BACK_MS = 10 * 60_000;

/**
 * Posts one message per key. Slack has no guard of its own: an intent is put down before the call, and a try that finds one
 * looks among the channel's messages before it posts.
 * @param channel Slack's id of a channel or a direct conversation
 * @returns Slack's time stamp of the message
 */
export async function postOnce(
  deps: ActionDeps,
  channel: string,
  message: Pick<SlackMessage, 'text' | 'blocks'>,
  key: string,
): Promise<string> {
  const effects = new Effects(deps, 'slack');
  const known = await effects.find('message', key);
  if (known !== undefined) return known.vendorId;
  const slack = deps.clients.get('slack');
  const shortKey = shortEffectKey(key);
  const begun = await effects.find('message-begun', key);
  // Slack stamps messages by the wall clock, which an installation with a time scale leaves behind.
  if (begun === undefined) await effects.keep('message-begun', key, channel, { wallMs: String(Date.now()) });
  const found = begun && (await slack.findMessage(channel, shortKey, sinceMs(begun)));
  const ts = found ?? (await slack.postMessage({ ...message, channel }, shortKey));
  await effects.keep('message', key, ts, { channel });
  return ts;
}

function sinceMs({ atMs, data }: RememberedEffect): number {
  return Math.min(atMs, Number(data['wallMs'] ?? atMs)) - LOOK_BACK_MS;
}
