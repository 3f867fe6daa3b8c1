import { shortEffectKey } from '../../../src/vendors/kit/effect-key';
import { signSlack } from '../../../src/vendors/slack/webhook';
import type { ChatPort } from '../../../src/capability/offered/chat';
import type { AskVendor, Connector } from '../connector';
import { personal, secret } from '../marks';

interface Channel {
  id: string;
  name: string;
}

async function channelsOf(ask: AskVendor, key: string): Promise<Channel[]> {
  const found: Channel[] = [];
  for (let cursor = '0'; cursor !== ''; ) {
    type Page = { channels: Channel[]; response_metadata: { next_cursor: string } };
    const query = { types: 'public_channel,private_channel', limit: '200', cursor };
    const page: Page = await ask('GET', '/api/conversations.list', { query });
    found.push(...page.channels.filter(({ name }) => name.includes(key)));
    cursor = page.response_metadata.next_cursor;
  }
  return found;
}

async function memberOf(ask: AskVendor, key: string): Promise<string> {
  const query = { email: personal(key).email };
  const { user }: { user: { id: string } } = await ask('GET', '/api/users.lookupByEmail', { query });
  return user.id;
}

async function invited(ask: AskVendor, key: string): Promise<number> {
  const [channel] = await channelsOf(ask, key);
  const query = { channel: channel?.id ?? '' };
  const { members = [] }: { members?: string[] } = await ask('GET', '/api/conversations.members', { query });
  const member = await memberOf(ask, key);
  return members.filter((other) => other === member).length;
}

async function messagesOf(ask: AskVendor, key: string): Promise<number> {
  const [channel] = await channelsOf(ask, key);
  const query = { channel: channel?.id ?? '', limit: '200', include_all_metadata: 'true' };
  type Message = { metadata?: { event_payload?: { key?: string } } };
  const { messages = [] }: { messages?: Message[] } = await ask('GET', '/api/conversations.history', {
    query,
  });
  return messages.filter(({ metadata }) => metadata?.event_payload?.key === shortEffectKey(key)).length;
}

/** Slack itself gives the same conversation each time: it is there or not. */
async function conversations(ask: AskVendor, key: string): Promise<number> {
  const json = { users: await memberOf(ask, key) };
  const { channel }: { channel: { id: string } } = await ask('POST', '/api/conversations.open', { json });
  const query = { channel: channel.id };
  return ((await ask('GET', '/api/conversations.info', { query })) as { ok: boolean }).ok ? 1 : 0;
}

const channelOf = (chat: ChatPort, key: string) => chat.ensureChannel(`${key}/channel`, `team ${key}`);

async function memberIn(chat: ChatPort, key: string): Promise<string> {
  const member = await chat.findMember(personal(key).email);
  if (member === undefined) throw new Error('The workspace has no such member.');
  return member;
}

export const slack: Connector = {
  values: { botToken: secret('slack-bot'), signingSecret: secret('slack-webhooks') },
  token: 'static',
  operations: {
    chat: {
      ensureChannel: {
        run: channelOf,
        makes: [
          {
            call: { method: 'POST', path: '/api/conversations.create' },
            count: async (ask, key) => (await channelsOf(ask, key)).length,
          },
          {
            call: { method: 'POST', path: '/api/conversations.setPurpose' },
            count: async (ask, key) => (await channelsOf(ask, key)).length,
            completes: true,
          },
        ],
      },
      findMember: { run: memberIn },
      invite: {
        run: async (chat, key) => chat.invite(await channelOf(chat, key), [await memberIn(chat, key)]),
        makes: [{ call: { method: 'POST', path: '/api/conversations.invite' }, count: invited }],
      },
      dismiss: {
        run: async (chat, key) => {
          const [channel, member] = [await channelOf(chat, key), await memberIn(chat, key)];
          await chat.invite(channel, [member]);
          await chat.dismiss?.(channel, [member]);
        },
      },
      setTopic: {
        run: async (chat, key) => chat.setTopic(await channelOf(chat, key), personal(key).company),
      },
      archive: { run: async (chat, key) => chat.archive(await channelOf(chat, key)) },
      conversationWith: {
        run: async (chat, key) => chat.conversationWith(await memberIn(chat, key)),
        makes: [
          {
            call: { method: 'POST', path: '/api/conversations.open' },
            count: conversations,
            completes: true,
          },
        ],
      },
      post: {
        run: async (chat, key) => chat.post(await channelOf(chat, key), personal(key).text, key),
        makes: [{ call: { method: 'POST', path: '/api/chat.postMessage' }, count: messagesOf }],
      },
    },
  },
  webhook: {
    sign: ({ body, secret: by, atMs }) => {
      const timestamp = String(Math.floor(atMs / 1000));
      return {
        'content-type': 'application/json',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signSlack(by, timestamp, body),
      };
    },
    act: (actions, request) => actions['chat.createChannel']({ ...request, params: {} }),
    made: { method: 'POST', path: '/api/conversations.create' },
    async change(emit, ask) {
      const { channels }: { channels: Channel[] } = await ask('GET', '/api/conversations.list', {
        query: { limit: '1000' },
      });
      // The newest: names tell nothing of the engagement's id.
      const channel = channels.at(-1)?.id ?? '';
      await emit('channel_archive', { channel });
      await emit('channel_unarchive', { channel });
    },
    isLast: ({ how }) => how === 'unarchived',
  },
};
