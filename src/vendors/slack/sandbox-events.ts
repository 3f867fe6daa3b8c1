import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Emission, type SandboxWorld, UnfitObjectError } from '../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../kit/vendor-settings';
import { type Message, TEAM, slackId } from './sandbox-state';
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
  const secret = requiredValue('slack', world.settings, 'signingSecret');
  return {
    object: payload,
    notification: {
      sign() {
        const timestamp = String(Math.floor(Date.now() / 1000));
        return {
          body,
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            'x-slack-request-timestamp': timestamp,
            'x-slack-signature': signSlack(secret, timestamp, body),
          },
        };
      },
    },
  };
}
