import type { SandboxAnswer, SandboxCall, SandboxWorld } from '../kit/sandbox/vendor-sandbox';
import { channelEvent } from './sandbox-events';
import {
  BOT,
  type Channel,
  type Fields,
  TEAM,
  no,
  ok,
  openChannel,
  shownLength,
  slackId,
} from './sandbox-state';

const LONGEST_TOPIC = 250;

export async function create(
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
    creator: BOT,
    topic: { value: '' },
    purpose: { value: '' },
    members: [BOT],
  };
  return (await world.insert('channel', id, channel)) ? ok({ channel }) : no('name_taken');
}

export async function invite({ body }: SandboxCall<Fields>, world: SandboxWorld): Promise<SandboxAnswer> {
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

export async function kick(
  { body }: SandboxCall<{ channel?: string; user?: string }>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { channel: id, user = '' } = body;
  const channel = await openChannel(world, id);
  if ('status' in channel) return channel;
  if (user === BOT) return no('cant_kick_self');
  if ((await world.get('user', user)) === undefined) return no('user_not_found');
  if (!channel.members.includes(user)) return no('not_in_channel');
  const members = channel.members.filter((member) => member !== user);
  await world.put('channel', channel.id, { ...channel, members });
  return ok();
}

export async function join({ body }: SandboxCall<Fields>, world: SandboxWorld): Promise<SandboxAnswer> {
  const channel = await openChannel(world, body.channel);
  return 'status' in channel ? channel : ok({ channel });
}

export async function setTopic({ body }: SandboxCall<Fields>, world: SandboxWorld): Promise<SandboxAnswer> {
  const { channel: id, topic = '' } = body;
  const channel = await openChannel(world, id);
  if ('status' in channel) return channel;
  if (shownLength(topic) > LONGEST_TOPIC) return no('too_long');
  await world.put('channel', channel.id, { ...channel, topic: { value: topic } });
  return ok({ topic });
}

export async function setPurpose({ body }: SandboxCall<Fields>, world: SandboxWorld): Promise<SandboxAnswer> {
  const { channel: id, purpose = '' } = body;
  const channel = await openChannel(world, id);
  if ('status' in channel) return channel;
  if (shownLength(purpose) > LONGEST_TOPIC) return no('too_long');
  await world.put('channel', channel.id, { ...channel, purpose: { value: purpose } });
  return ok({ purpose });
}

export async function archive({ body }: SandboxCall<Fields>, world: SandboxWorld): Promise<SandboxAnswer> {
  const channel = await world.get<Channel>('channel', body.channel ?? '');
  if (channel === undefined) return no('channel_not_found');
  if (channel.is_archived) return no('already_archived');
  const archived = { ...channel, is_archived: true };
  await world.put('channel', channel.id, archived);
  await world.notify(channelEvent(world, 'channel_archive', archived, BOT));
  return ok();
}

export async function openDirect({ body }: SandboxCall<Fields>, world: SandboxWorld): Promise<SandboxAnswer> {
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
    creator: BOT,
    topic: { value: '' },
    purpose: { value: '' },
    members: [BOT, users],
  };
  await world.insert('channel', id, direct);
  return ok({ channel: { id } });
}

export async function listChannels({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const all = (await world.list<Channel>('channel')).filter(isShown);
  const shown = query['exclude_archived'] === 'true' ? all.filter((channel) => !channel.is_archived) : all;
  const { limit = '100', cursor = '0' } = query;
  if (!(Number(limit) >= 1 && Number(limit) <= 1_000)) return no('invalid_limit');
  if (!/^\d+$/.test(cursor || '0')) return no('invalid_cursor');
  const start = Number(cursor);
  const channels = shown.slice(start, start + Number(limit));
  const end = start + channels.length;
  return ok({ channels, response_metadata: { next_cursor: end < shown.length ? String(end) : '' } });
}

/** Private channels are shown to their members alone. */
function isShown({ is_im: isDirect, is_private: isPrivate, members: present }: Channel): boolean {
  return !isDirect && (!isPrivate || present.includes(BOT));
}

export async function channelInfo({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const channel = await world.get<Channel>('channel', query['channel'] ?? '');
  return channel === undefined ? no('channel_not_found') : ok({ channel });
}

export async function members({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const channel = await world.get<Channel>('channel', query['channel'] ?? '');
  return channel === undefined ? no('channel_not_found') : ok({ members: channel.members });
}

/** Everybody is a member of the stand-in's workspace, apart from addresses under `.invalid` (RFC 2606). */
export async function lookUp({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const email = (query['email'] ?? '').toLowerCase();
  if (!email.includes('@') || email.endsWith('.invalid')) return no('users_not_found');
  const id = slackId('U', email);
  const user = { id, team_id: TEAM, name: email.split('@')[0], profile: { email } };
  await world.insert('user', id, user);
  return ok({ user });
}

export async function userInfo({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const user = await world.get<object>('user', query['user'] ?? '');
  return user === undefined ? no('user_not_found') : ok({ user });
}
