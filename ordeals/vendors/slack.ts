import type { InstallationApi } from '../support/installation-api';
import { ask, inSteps, type VendorObject } from './vendor-object';

const token = 'sandbox-slack-bot-token';

interface Channel {
  id: string;
  name: string;
}

interface Message {
  ts: string;
  text: string;
  metadata?: { event_payload?: { key?: string } };
}

/** A message as it stands in a conversation; `to` is the person's address in one with a single person. */
export interface ChatMessage {
  channel: string;
  to: string | null;
  ts: string;
  text: string;
  key: string;
}

export interface Chat {
  objects: VendorObject[];
  messages: ChatMessage[];
}

/** Everything in Slack that an installation has made: channels, and what was said in them and to people. */
export async function readSlack(installation: InstallationApi, emails: readonly string[]): Promise<Chat> {
  const { channels } = await ask<{ channels: Channel[] }>(
    installation,
    'GET',
    'slack/api/conversations.list?limit=1000',
    { token },
  );
  const direct = await inSteps(emails, (email) => conversationWith(installation, email));
  const rooms = [...channels.map(({ id }) => ({ id, to: null })), ...direct];
  const messages = (await inSteps(rooms, ({ id, to }) => history(installation, id, to))).flat();
  return {
    objects: [
      ...channels.map(({ id, name }) => ({
        kind: 'Slack channel',
        id,
        alike: /^[a-z]+-\d+/.exec(name)?.[0] ?? name,
        shown: name,
      })),
      ...messages.map(({ channel, ts, text, key }) => ({
        kind: 'Slack message',
        id: ts,
        alike: `${channel} ${key}`,
        shown: text,
      })),
    ],
    messages,
  };
}

async function conversationWith(installation: InstallationApi, email: string) {
  const { user } = await ask<{ user: { id: string } }>(
    installation,
    'GET',
    `slack/api/users.lookupByEmail?email=${encodeURIComponent(email)}`,
    { token },
  );
  const { channel } = await ask<{ channel: { id: string } }>(
    installation,
    'POST',
    'slack/api/conversations.open',
    { token, body: { users: user.id } },
  );
  return { id: channel.id, to: email };
}

async function history(
  installation: InstallationApi,
  channel: string,
  to: string | null,
): Promise<ChatMessage[]> {
  const found: ChatMessage[] = [];
  for (let cursor = ''; ; ) {
    const query = new URLSearchParams({ channel, limit: '200', include_all_metadata: 'true' });
    if (cursor !== '') query.set('cursor', cursor);
    const path = `slack/api/conversations.history?${query.toString()}`;
    const page = await ask<{ messages: Message[]; response_metadata: { next_cursor: string } }>(
      installation,
      'GET',
      path,
      { token },
    );
    found.push(
      ...page.messages.map(({ ts, text, metadata }) => ({
        channel,
        to,
        ts,
        text,
        key: metadata?.event_payload?.key ?? ts,
      })),
    );
    cursor = page.response_metadata.next_cursor;
    if (cursor === '') return found;
  }
}
