import { z } from 'zod';
import type { VendorEvent } from '../../capability/events';
import { deliveriesOf, wholeDelivery } from '../kit/webhook/deliveries';
import { hmacSha256, isRecent, sameText } from '../kit/webhook/signature';
import {
  headerOf,
  parseJson,
  refuse,
  type VendorWebhook,
  type WebhookCall,
  type WebhookVerdict,
} from '../kit/webhook/webhook-receiver';

const WINDOW_MS = 5 * 60_000;

const Challenge = z.looseObject({ type: z.literal('url_verification'), challenge: z.string() });
const EventCallback = z.looseObject({
  type: z.literal('event_callback'),
  event_id: z.string().min(1),
  event_time: z.number().optional(),
  event: z.looseObject({
    type: z.string(),
    /** Its id; whole where it was renamed. */
    channel: z.union([z.string(), z.looseObject({ id: z.string() })]).optional(),
    /** Finer than the time of the whole call, by which quick changes cannot be told apart. */
    event_ts: z.string().optional(),
  }),
});

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
  if (signature === undefined || timestamp === undefined) return refuse('no signature');
  if (!isRecent(Number(timestamp) * 1000, call.nowMs, WINDOW_MS)) {
    return refuse('signed more than 5 minutes ago');
  }
  if (!sameText(signature, signSlack(call.secret, timestamp, call.rawBody))) return refuse('wrong signature');
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
  const deliveries = deliveriesOf([body === undefined ? text : body], eventKeyOf);
  return { ok: true, deliveries };
}

function eventKeyOf(item: unknown): string[] | undefined {
  const event = EventCallback.safeParse(item);
  return event.success ? ['event', event.data.event_id] : undefined;
}

/** Interactive calls are forms with one field `payload` of JSON; slash commands have fields of their own. */
function readForm(text: string): WebhookVerdict {
  const form = new URLSearchParams(text);
  const payload = form.get('payload');
  if (payload === null) {
    const trigger = form.get('trigger_id');
    const keyOf = () => (trigger === null ? undefined : ['command', trigger]);
    return { ok: true, deliveries: deliveriesOf([Object.fromEntries(form)], keyOf) };
  }
  const body = parseJson(payload);
  const pressed = BlockActions.safeParse(body);
  if (!pressed.success) return { ok: true, deliveries: [wholeDelivery(payload, body)] };
  const { user, actions } = pressed.data;
  return {
    ok: true,
    deliveries: actions.map((action) => ({
      key: `action:${action.action_ts}:${action.action_id}:${user.id}`,
      payload: { ...pressed.data, actions: [action] },
    })),
  };
}

const CHANNEL_EVENTS = {
  channel_archive: 'archived',
  channel_unarchive: 'unarchived',
  channel_deleted: 'deleted',
  channel_rename: 'renamed',
  group_archive: 'archived',
  group_unarchive: 'unarchived',
  group_deleted: 'deleted',
  group_rename: 'renamed',
} as const;

const Command = z.looseObject({ command: z.string() });

function read(payload: unknown): VendorEvent {
  if (BlockActions.safeParse(payload).success) return { about: 'nothing', why: 'a button was pressed' };
  if (Command.safeParse(payload).success) return { about: 'nothing', why: 'a slash command' };
  const told = EventCallback.safeParse(payload);
  if (!told.success) return { about: 'unknown', why: 'it is no event of Slack' };
  const { event, event_time: seconds } = told.data;
  const how = isChannelEvent(event.type) ? CHANNEL_EVENTS[event.type] : undefined;
  if (how === undefined) return { about: 'nothing', why: event.type };
  const id = typeof event.channel === 'string' ? event.channel : event.channel?.id;
  if (id === undefined) return { about: 'unknown', why: `${event.type} names no channel` };
  const atMs = Math.round(Number(event.event_ts ?? seconds ?? Number.NaN) * 1000);
  return { about: 'outside', change: { what: 'channel', how }, ids: [id], atMs };
}

function isChannelEvent(type: string): type is keyof typeof CHANNEL_EVENTS {
  return Object.hasOwn(CHANNEL_EVENTS, type);
}

/** Slack's Events API and interactivity. Slack waits 3 seconds and repeats events 3 times. */
export const slackWebhook: VendorWebhook = { verify, refusal: 'problem', read };
