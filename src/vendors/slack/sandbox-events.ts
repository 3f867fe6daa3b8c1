import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import {
  type Emission,
  type Notification,
  type SandboxWorld,
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
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return { object: payload, notification: signed(world, 'application/x-www-form-urlencoded', body) };
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
  const event = { type: 'channel_created', channel: { id, name, created, creator } };
  const body = JSON.stringify({
    ...{ type: 'event_callback', team_id: TEAM, api_app_id: 'ASANDBOX00' },
    ...{ event_id: `Ev${randomBytes(5).toString('hex').toUpperCase()}`, event_time: created, event },
  });
  return { object: channel, notification: signed(world, 'application/json', body) };
}

function signed(world: SandboxWorld, contentType: string, body: string): Notification {
  const secret = requiredValue('slack', world.settings, 'signingSecret');
  return {
    sign() {
      const timestamp = String(Math.floor(Date.now() / 1000));
      return {
        body,
        headers: {
          'content-type': contentType,
          'x-slack-request-timestamp': timestamp,
          'x-slack-signature': signSlack(secret, timestamp, body),
        },
      };
    },
  };
}
