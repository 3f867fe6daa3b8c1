import type { SandboxAnswer, SandboxCall, SandboxWorld } from '../kit/sandbox/vendor-sandbox';
import { parseJson } from '../kit/webhook/webhook-receiver';
import { BOT, type Fields, type Message, no, ok, openChannel, shownLength } from './sandbox-state';

export async function post({ body }: SandboxCall<Fields>, world: SandboxWorld): Promise<SandboxAnswer> {
  const { channel: id, text = '', blocks, metadata, thread_ts: thread } = body;
  const channel = await openChannel(world, id);
  if ('status' in channel) return channel;
  if (text === '' && blocks === undefined) return no('no_text');
  if (shownLength(text) > 40_000) return no('msg_too_long');
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

export async function update({ body }: SandboxCall<Fields>, world: SandboxWorld): Promise<SandboxAnswer> {
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

export async function history({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
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
