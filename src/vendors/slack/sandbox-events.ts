import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import {
  type Emission,
  type SandboxWorld,
  type SignedCall,
  type SigningOf,
  UnfitObjectError,
} from '../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../kit/vendor-settings';
import { type Channel, type Message, TEAM, slackId } from './sandbox-state';
import { signSlack } from './webhook';

const Pressed = z.object({
  email: z.string().optional(),
  user: z.object({ id: z.string() }).optional(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).min(1),
  channel: z.object({ id: z.string() }).optional(),
  message: z.object({ ts: z.string() }).optional(),
});

/** Somebody presses a button: `{ email | user: { id }, actions: [{ action_id, value }], channel?, message? }`. */
export async function buttonPressed(object: unknown, world: SandboxWorld): Promise<Emission> {
  const order = Pressed.safeParse(object);
  if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
  const { email, user, actions, channel, message } = order.data;
  const userId = user?.id ?? (email === undefined ? undefined : slackId('U', email.toLowerCase()));
  if (userId === undefined) throw new UnfitObjectError('Say who pressed the button: email, or user.id.');
  if (email !== undefined)
    await world.insert('user', userId, { id: userId, team_id: TEAM, profile: { email } });
  const number = await world.nextNumber('action');
  const actionTs = `${Math.floor(world.nowMs() / 1000)}.${String(number % 1_000_000).padStart(6, '0')}`;
  const posted =
    channel && message ? await world.get<Message>('message', `${channel.id}:${message.ts}`) : undefined;
  const payload = {
    type: 'block_actions',
    team: { id: TEAM, domain: 'sandbox' },
    user: { id: userId, team_id: TEAM },
    api_app_id: 'ASANDBOX00',
    trigger_id: randomBytes(8).toString('hex'),
    ...(channel === undefined ? {} : { channel }),
    ...(message === undefined ? {} : { message: posted ?? message }),
    actions: actions.map((action) => ({ type: 'button', block_id: 'b1', action_ts: actionTs, ...action })),
  };
  return { object: payload, call: { form: { payload: JSON.stringify(payload) } } };
}

/** What Slack sends: a form for what people press, JSON for what happens. */
type SlackCall = { readonly form: Record<string, string> } | { readonly event: object };

export function signCall(call: SlackCall, { settings }: SigningOf): SignedCall {
  const isForm = 'form' in call;
  const body = isForm ? new URLSearchParams(call.form).toString() : JSON.stringify(call.event);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const secret = requiredValue('slack', settings, 'signingSecret');
  return {
    body,
    headers: {
      'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signSlack(secret, timestamp, body),
    },
  };
}

const CreatedChannel = z.object({
  name: z.string().regex(/^[a-z0-9_-]{1,80}$/),
  creator: z.string().default('USOMEBODY0'),
  is_private: z.boolean().default(false),
  is_archived: z.boolean().default(false),
  purpose: z.object({ value: z.string() }).default({ value: '' }),
});

/** Somebody makes a channel: `{ name, creator?, is_private?, is_archived?, purpose? }`. */
export async function channelCreated(object: unknown, world: SandboxWorld): Promise<Emission> {
  const order = CreatedChannel.safeParse(object);
  if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
  const { name, creator } = order.data;
  const created = Math.floor(world.nowMs() / 1000);
  const id = slackId('C', `channel ${name}`);
  const channel: Channel = {
    ...order.data,
    ...{ id, created, is_im: false, topic: { value: '' }, members: [creator] },
  };
  if (!(await world.insert('channel', id, channel))) {
    throw new UnfitObjectError(`A channel is called ${name} already.`);
  }
  return { object: channel, call: channelEvent(world, 'channel_created', channel, creator) };
}

const ChangedChannel = z
  .object({
    channel: z.union([z.string(), z.object({ id: z.string().optional(), name: z.string().optional() })]),
  })
  .transform(({ channel }) => (typeof channel === 'string' ? { id: channel, name: undefined } : channel));

/** Somebody does something to a channel: `{ channel: id }`, or `{ channel: { id | name, name } }` where it is renamed. */
export function channelChanged(type: string, change: (channel: Channel, name?: string) => Partial<Channel>) {
  return async (object: unknown, world: SandboxWorld): Promise<Emission> => {
    const order = ChangedChannel.safeParse(object);
    if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
    const { id, name } = order.data;
    const all = await world.list<Channel>('channel');
    const channel = all.find((candidate) =>
      id === undefined ? candidate.name === name : candidate.id === id,
    );
    if (channel === undefined) throw new UnfitObjectError(`There is no channel ${id ?? name ?? ''}.`);
    const changed = { ...channel, ...change(channel, id === undefined ? undefined : name) };
    await world.put('channel', channel.id, changed);
    return { object: changed, call: channelEvent(world, type, changed, 'U0SOMEBODY') };
  };
}

/** The events that show what a channel is called. */
const WHOLE = new Set(['channel_created', 'channel_rename']);

/** Slack's own form: the channel by its id, or whole. */
export function channelEvent(world: SandboxWorld, type: string, channel: Channel, user: string): object {
  const seconds = Math.floor(world.nowMs() / 1000);
  const { id, name, created } = channel;
  return {
    event: {
      type: 'event_callback',
      token: 'sandbox',
      team_id: TEAM,
      api_app_id: 'ASANDBOX00',
      event_id: `Ev${randomBytes(6).toString('hex').toUpperCase()}`,
      event_time: seconds,
      event: {
        type,
        channel: WHOLE.has(type) ? { id, name, created } : id,
        user,
        event_ts: (world.nowMs() / 1000).toFixed(6),
      },
    },
  };
}
