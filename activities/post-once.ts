import { shortEffectKey } from '../src/connectors/effect-key';
import type { ActionDeps } from './action-deps';
import { Effects } from './effects';

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
  text: string,
  key: string,
): Promise<string> {
  const effects = new Effects(deps, 'slack');
  const known = await effects.find('message', key);
  if (known !== undefined) return known.vendorId;
  const slack = deps.clients.get('slack');
  const shortKey = shortEffectKey(key);
  const begun = await effects.find('message-begun', key);
  if (begun === undefined) await effects.keep('message-begun', key, channel);
  const found = begun && (await slack.findMessage(channel, shortKey, begun.atMs - LOOK_BACK_MS));
  const ts = found ?? (await slack.postMessage({ channel, text }, shortKey));
  await effects.keep('message', key, ts, { channel });
  return ts;
}
