import { createHash } from 'node:crypto';
import { z } from 'zod';
import { hmacSha256, isRecent, sameText } from '../kit/signature';
import {
  headerOf,
  parseJson,
  refuse,
  type VendorWebhook,
  type WebhookCall,
  type WebhookVerdict,
} from '../kit/webhook-receiver';

const WINDOW_MS = 5 * 60_000;

const Challenge = z.looseObject({ type: z.literal('url_verification'), challenge: z.string() });
const EventCallback = z.looseObject({ type: z.literal('event_callback'), event_id: z.string() });

/** A button was pressed. `value` is what the product put there; `user.id` is Slack's id of the person. */
const BlockActions = z.looseObject({
  type: z.literal('block_actions'),
  user: z.looseObject({ id: z.string() }),
  actions: z
    .array(z.looseObject({ action_id: z.string(), action_ts: z.string(), value: z.string().optional() }))
    .min(1),
  response_url: z.string().optional(),
});

/** What Slack sends when somebody presses a button. */
export type SlackBlockActions = z.infer<typeof BlockActions>;

/** Slack's signature: `v0=` and hex HMAC-SHA256 over `v0:`, the time in seconds, `:` and the raw body. */
export function signSlack(secret: string, timestamp: string, body: Buffer | string): string {
  return `v0=${hmacSha256(secret, 'hex', `v0:${timestamp}:`, body)}`;
}

function verify(call: WebhookCall): WebhookVerdict {
  const signature = headerOf(call.headers, 'x-slack-signature');
  const timestamp = headerOf(call.headers, 'x-slack-request-timestamp');
  if (signature === undefined || timestamp === undefined) return refuse(401, 'no signature');
  if (!isRecent(Number(timestamp) * 1000, call.nowMs, WINDOW_MS)) {
    return refuse(401, 'signed more than 5 minutes ago');
  }
  if (!sameText(signature, signSlack(call.secret, timestamp, call.rawBody)))
    return refuse(401, 'wrong signature');
  const text = call.rawBody.toString('utf8');
  const isForm =
    headerOf(call.headers, 'content-type')?.startsWith('application/x-www-form-urlencoded') === true;
  return isForm ? readForm(text) : readEvent(text);
}

function readEvent(text: string): WebhookVerdict {
  const body = parseJson(text);
  const challenge = Challenge.safeParse(body);
  if (challenge.success) {
    return {
      ok: true,
      deliveries: [],
      answer: { contentType: 'text/plain', body: challenge.data.challenge },
    };
  }
  const event = EventCallback.safeParse(body);
  if (!event.success) return refuse(400, 'not an event of Slack');
  return { ok: true, deliveries: [{ key: `event:${event.data.event_id}`, payload: body }] };
}

/** Interactive calls are forms with one field `payload` of JSON; slash commands have fields of their own. */
function readForm(text: string): WebhookVerdict {
  const form = new URLSearchParams(text);
  const payload = form.get('payload');
  if (payload === null) {
    const key = `command:${form.get('trigger_id') ?? createHash('sha256').update(text).digest('hex')}`;
    return { ok: true, deliveries: [{ key, payload: Object.fromEntries(form) }] };
  }
  const body = parseJson(payload);
  const pressed = BlockActions.safeParse(body);
  if (!pressed.success) return refuse(400, 'not an interaction that is known here');
  const { user, actions } = pressed.data;
  return {
    ok: true,
    deliveries: actions.map((action) => ({
      key: `action:${action.action_ts}:${action.action_id}:${user.id}`,
      payload: { ...pressed.data, actions: [action] },
    })),
  };
}

/** Slack's Events API and interactivity. Slack waits 3 seconds and repeats events 3 times. */
export const slackWebhook: VendorWebhook = {
  verify,
  refusal: 'problem',
  read: () => ({ about: 'nothing', why: 'nothing is done on calls of Slack' }),
};
