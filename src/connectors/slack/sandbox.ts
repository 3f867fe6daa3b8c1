import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { isFixedToken } from '../sandbox/tokens';
import {
  type Emission,
  type SandboxAnswer,
  type SandboxCall,
  type SandboxWorld,
  UnfitObjectError,
  type VendorSandbox,
} from '../sandbox/vendor-sandbox';
import { parseJson } from '../webhook-receiver';
import { requiredValue } from '../vendor-settings';
import spec from './openapi.json';
import { signSlack } from './webhook';

interface Channel {
  id: string;
  name: string;
  is_private: boolean;
  is_archived: boolean;
  is_im: boolean;
  created: number;
  topic: { value: string };
  members: string[];
}
interface Message {
  type: 'message';
  user: string;
  text: string;
  ts: string;
  thread_ts?: string;
  blocks?: unknown;
  metadata?: unknown;
}
/** What the calls carry; the specification makes all of it text. */
interface Fields {
  channel?: string;
  users?: string;
  topic?: string;
  text?: string;
  blocks?: string;
  metadata?: string;
  thread_ts?: string;
  ts?: string;
}

const BOT = 'UPROMISES0';
const TEAM = 'TSANDBOX00';

function ok(body: Record<string, unknown> = {}): SandboxAnswer {
  return { status: 200, body: { ok: true, ...body } };
}

/** Slack refuses with status 200. */
function no(error: string, more: Record<string, unknown> = {}): SandboxAnswer {
  return { status: 200, body: { ok: false, error, ...more } };
}

function slackId(prefix: string, of: string): string {
  return `${prefix}${createHash('sha256').update(of).digest('hex').slice(0, 10).toUpperCase()}`;
}

/** The channel that a call names, open for changes, or Slack's refusal. */
async function openChannel(world: SandboxWorld, id: string | undefined): Promise<Channel | SandboxAnswer> {
  const channel = id === undefined ? undefined : await world.get<Channel>('channel', id);
  if (channel === undefined) return no('channel_not_found');
  return channel.is_archived ? no('is_archived') : channel;
}

async function create(
  { body }: SandboxCall<{ name?: string; is_private?: boolean }>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { name = '', is_private: isPrivate } = body;
  if (name === '') return no('invalid_name_required');
  if (name.length > 80) return no('invalid_name_maxlength');
  if (!/^[a-z0-9_-]+$/.test(name)) return no('invalid_name_specials');
  const id = slackId('C', `channel ${name}`);
  const channel: Channel = {
    id,
    name,
    is_private: isPrivate === true,
    is_archived: false,
    is_im: false,
    created: Math.floor(world.nowMs() / 1000),
    topic: { value: '' },
    members: [BOT],
  };
  return (await world.insert('channel', id, channel)) ? ok({ channel }) : no('name_taken');
}

async function invite({ body }: SandboxCall<Fields>, world: SandboxWorld): Promise<SandboxAnswer> {
  const { channel: id, users = '' } = body;
  const channel = await openChannel(world, id);
  if ('status' in channel) return channel;
  const invited = users.split(',').filter(Boolean);
  if (invited.length === 0) return no('no_user');
  if ((await world.getMany<unknown>('user', invited)).length < invited.length) return no('user_not_found');
  if (invited.every((user) => channel.members.includes(user))) return no('already_in_channel');
  const changed = { ...channel, members: [...new Set([...channel.members, ...invited])] };
  await world.put('channel', channel.id, changed);
  return ok({ channel: changed });
}

async function join({ body }: SandboxCall<Fields>, world: SandboxWorld): Promise<SandboxAnswer> {
  const channel = await openChannel(world, body.channel);
  return 'status' in channel ? channel : ok({ channel });
}

async function setTopic({ body }: SandboxCall<Fields>, world: SandboxWorld): Promise<SandboxAnswer> {
  const { channel: id, topic = '' } = body;
  const channel = await openChannel(world, id);
  if ('status' in channel) return channel;
  if (topic.length > 250) return no('too_long');
  await world.put('channel', channel.id, { ...channel, topic: { value: topic } });
  return ok({ topic });
}

async function archive({ body }: SandboxCall<Fields>, world: SandboxWorld): Promise<SandboxAnswer> {
  const channel = await world.get<Channel>('channel', body.channel ?? '');
  if (channel === undefined) return no('channel_not_found');
  if (channel.is_archived) return no('already_archived');
  await world.put('channel', channel.id, { ...channel, is_archived: true });
  return ok();
}

async function openDirect({ body }: SandboxCall<Fields>, world: SandboxWorld): Promise<SandboxAnswer> {
  const { users = '' } = body;
  if ((await world.get('user', users)) === undefined) return no('user_not_found');
  const id = slackId('D', `direct ${users}`);
  const created = Math.floor(world.nowMs() / 1000);
  const direct: Channel = {
    id,
    name: '',
    is_private: true,
    is_archived: false,
    is_im: true,
    created,
    topic: { value: '' },
    members: [BOT, users],
  };
  await world.insert('channel', id, direct);
  return ok({ channel: { id } });
}

async function listChannels({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const all = (await world.list<Channel>('channel')).filter(({ is_im: direct }) => !direct);
  const channels = query['exclude_archived'] === 'true' ? all.filter((channel) => !channel.is_archived) : all;
  return ok({ channels, response_metadata: { next_cursor: '' } });
}

async function channelInfo({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const channel = await world.get<Channel>('channel', query['channel'] ?? '');
  return channel === undefined ? no('channel_not_found') : ok({ channel });
}

async function members({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const channel = await world.get<Channel>('channel', query['channel'] ?? '');
  return channel === undefined ? no('channel_not_found') : ok({ members: channel.members });
}

async function post({ body }: SandboxCall<Fields>, world: SandboxWorld): Promise<SandboxAnswer> {
  const { channel: id, text = '', blocks, metadata, thread_ts: thread } = body;
  const channel = await openChannel(world, id);
  if ('status' in channel) return channel;
  if (text === '' && blocks === undefined) return no('no_text');
  if (text.length > 40_000) return no('msg_too_long');
  if (blocks !== undefined && !Array.isArray(parseJson(blocks))) return no('invalid_blocks_format');
  const number = await world.nextNumber('message');
  const ts = `${Math.floor(world.nowMs() / 1000)}.${String(number % 1_000_000).padStart(6, '0')}`;
  const message: Message = {
    type: 'message',
    user: BOT,
    text,
    ts,
    ...(thread === undefined ? {} : { thread_ts: thread }),
    ...(blocks === undefined ? {} : { blocks: parseJson(blocks) }),
    ...(metadata === undefined ? {} : { metadata: parseJson(metadata) }),
  };
  await world.put('message', `${channel.id}:${ts}`, message);
  return ok({ channel: channel.id, ts, message });
}

async function update({ body }: SandboxCall<Fields>, world: SandboxWorld): Promise<SandboxAnswer> {
  const { channel = '', ts = '', text, blocks } = body;
  const message = await world.get<Message>('message', `${channel}:${ts}`);
  if (message === undefined) return no('message_not_found');
  const changed = {
    ...message,
    ...(text === undefined ? {} : { text }),
    ...(blocks === undefined ? {} : { blocks: parseJson(blocks) }),
  };
  await world.put('message', `${channel}:${ts}`, changed);
  return ok({ channel, ts, text: changed.text, message: changed });
}

async function history({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const { channel = '', oldest = '0', limit = '100', cursor = '0', include_all_metadata: whole } = query;
  if ((await world.get('channel', channel)) === undefined) return no('channel_not_found');
  const newestFirst = (await world.list<Message>('message', `${channel}:`))
    .filter(({ ts }) => Number(ts) > Number(oldest))
    .toReversed();
  const start = Number(cursor);
  const page = newestFirst.slice(start, start + Number(limit));
  const more = newestFirst.length > start + page.length;
  const messages = page.map(({ metadata, ...rest }) => (whole === 'true' ? { ...rest, metadata } : rest));
  const next = more ? String(start + page.length) : '';
  return ok({ messages, has_more: more, response_metadata: { next_cursor: next } });
}

/** Everybody is a member of the stand-in's workspace, apart from addresses under `.invalid` (RFC 2606). */
async function lookUp({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const email = (query['email'] ?? '').toLowerCase();
  if (!email.includes('@') || email.endsWith('.invalid')) return no('users_not_found');
  const id = slackId('U', email);
  const user = { id, team_id: TEAM, name: email.split('@')[0], profile: { email } };
  await world.insert('user', id, user);
  return ok({ user });
}

const Pressed = z.object({
  email: z.string().optional(),
  user: z.object({ id: z.string() }).optional(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).min(1),
  channel: z.object({ id: z.string() }).optional(),
  message: z.object({ ts: z.string() }).optional(),
});

/** Somebody presses a button: `{ email | user: { id }, actions: [{ action_id, value }], channel?, message? }`. */
async function buttonPressed(object: unknown, world: SandboxWorld): Promise<Emission> {
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

/** An operation of the specification, as far as it has to be brought up to date. */
interface DatedOperation {
  parameters?: { name: string }[];
  requestBody?: { content: Record<string, unknown> };
}

/**
 * Slack's specification is of 2021: it wants the token as a parameter of each method, while the interface of today
 * takes a bearer, and it describes forms, which the checker knows as objects.
 */
function broughtUpToDate(paths: Record<string, Record<string, DatedOperation>>): object {
  const current = structuredClone(paths);
  for (const operation of Object.values(current).flatMap((methods) => Object.values(methods))) {
    operation.parameters = (operation.parameters ?? []).filter(({ name }) => name !== 'token');
    const content = operation.requestBody?.content;
    const form = content?.['application/x-www-form-urlencoded'];
    if (content !== undefined && form !== undefined) content['application/json'] = form;
  }
  return current;
}

/** Slack's stand-in: channels, members, messages with metadata. */
export const slackSandbox: VendorSandbox = {
  name: 'slack',
  spec: { ...spec, paths: broughtUpToDate(spec.paths) },
  basePath: '/api',
  commonQuery: ['include_all_metadata', 'token'],
  coerceBody: true,
  operations: {
    auth_test: async () => ok({ user_id: BOT, team_id: TEAM, bot_id: BOT }),
    conversations_create: create,
    conversations_invite: invite,
    conversations_join: join,
    conversations_setTopic: setTopic,
    conversations_archive: archive,
    conversations_open: openDirect,
    conversations_list: listChannels,
    conversations_info: channelInfo,
    conversations_members: members,
    conversations_history: history,
    chat_postMessage: post,
    chat_update: update,
    users_lookupByEmail: lookUp,
  },
  refusals: {
    unauthorized: () => no('invalid_auth'),
    notFound: (path) =>
      path.startsWith('/api/') ? no('unknown_method') : { status: 404, body: 'Not found' },
    invalid: (problems) => no('invalid_arguments', { response_metadata: { messages: problems } }),
    trouble: (status) => ({ ok: false, error: status === 429 ? 'ratelimited' : 'internal_error' }),
  },
  authorize: async (token, world) => isFixedToken('slack', world, 'botToken', token),
  events: { block_actions: buttonPressed },
};
