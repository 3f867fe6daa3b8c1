import type { CalendarPort } from '../../../src/capability/offered/calendar';
import type { ChatPort } from '../../../src/capability/offered/chat';
import { shortEffectKey } from '../../../src/vendors/kit/effect-key';
import type { AskVendor, Connector } from '../connector';
import { personal, secret } from '../marks';
import { everyOne, MICROSOFT } from './microsoft';

const TEAM = 'the-team';
const CHANNELS = `/teams/${TEAM}/channels`;
const EVENTS = '/users/office@company.example/events';

interface Channel {
  id: string;
  displayName: string;
}

async function channelsOf(ask: AskVendor, key: string): Promise<Channel[]> {
  const channels = await everyOne<Channel>(ask, CHANNELS);
  return channels.filter(({ displayName }) => displayName.includes(key));
}

async function messagesOf(ask: AskVendor, key: string): Promise<number> {
  const [channel] = await channelsOf(ask, key);
  type Message = { attachments: { id: string }[] };
  const path = `${CHANNELS}/${encodeURIComponent(channel?.id ?? '')}/messages`;
  const messages = await everyOne<Message>(ask, path);
  return messages.filter(({ attachments }) => attachments.some(({ id }) => id === shortEffectKey(key)))
    .length;
}

async function userOf(ask: AskVendor, key: string): Promise<string> {
  const { email } = personal(key);
  const query = { $filter: `mail eq '${email}' or userPrincipalName eq '${email}'` };
  const { value }: { value: { id: string }[] } = await ask('GET', '/v1.0/users', { query });
  return value[0]?.id ?? '';
}

/** Who is in the team already is refused there; whoever is not has not been invited before. */
async function invited(ask: AskVendor, key: string): Promise<number> {
  const json = {
    '@odata.type': '#microsoft.graph.aadUserConversationMember',
    roles: [],
    'user@odata.bind': `https://graph.microsoft.com/v1.0/users('${await userOf(ask, key)}')`,
  };
  const { error }: { error?: { message: string } } = await ask('POST', `/v1.0/teams/${TEAM}/members`, {
    json,
  });
  return error?.message.includes('already a member') === true ? 1 : 0;
}

/** A conversation of two is known by both of them: it is there or not. */
async function conversations(ask: AskVendor, key: string): Promise<number> {
  const { id: own }: { id: string } = await ask('GET', '/v1.0/me');
  const id = `19:${[own, await userOf(ask, key)].toSorted().join('_')}@unq.gbl.spaces`;
  const answer: { value?: object[] } = await ask('GET', `/v1.0/chats/${encodeURIComponent(id)}/messages`);
  return answer.value === undefined ? 0 : 1;
}

async function eventsOf(ask: AskVendor, key: string): Promise<number> {
  const events = await everyOne<{ transactionId?: string }>(ask, EVENTS);
  return events.filter(({ transactionId }) => transactionId === shortEffectKey(key)).length;
}

const channelOf = (chat: ChatPort, key: string) => chat.ensureChannel(`${key}/channel`, `team ${key}`);

async function memberIn(chat: ChatPort, key: string): Promise<string> {
  const member = await chat.findMember(personal(key).email);
  if (member === undefined) throw new Error('The tenant has no such user.');
  return member;
}

function schedule(calendar: CalendarPort, key: string) {
  const { email, company, text } = personal(key);
  return calendar.schedule(key, {
    title: company,
    description: text,
    startAt: '2026-12-01T10:00:00+01:00',
    endAt: '2026-12-01T10:30:00+01:00',
    timeZone: 'Europe/Madrid',
    attendees: [email],
    video: true,
  });
}

export const teams: Connector = {
  ...MICROSOFT,
  values: {
    ...MICROSOFT.values,
    refreshToken: secret('teams-refresh'),
    clientState: secret('teams-webhooks'),
    teamId: TEAM,
    organizer: 'office@company.example',
  },
  operations: {
    chat: {
      ensureChannel: {
        run: channelOf,
        makes: [
          {
            call: { method: 'POST', path: `/v1.0${CHANNELS}` },
            count: async (ask, key) => (await channelsOf(ask, key)).length,
          },
        ],
      },
      findMember: { run: memberIn },
      invite: {
        run: async (chat, key) => chat.invite(await channelOf(chat, key), [await memberIn(chat, key)]),
        makes: [{ call: { method: 'POST', path: `/v1.0/teams/${TEAM}/members` }, count: invited }],
      },
      setTopic: {
        run: async (chat, key) => chat.setTopic(await channelOf(chat, key), personal(key).company),
      },
      archive: { run: async (chat, key) => chat.archive(await channelOf(chat, key)) },
      conversationWith: {
        run: async (chat, key) => chat.conversationWith(await memberIn(chat, key)),
        makes: [{ call: { method: 'POST', path: '/v1.0/chats' }, count: conversations }],
      },
      post: {
        run: async (chat, key) => chat.post(await channelOf(chat, key), personal(key).text, key),
        makes: [{ call: { method: 'POST', path: `/v1.0${CHANNELS}/19` }, count: messagesOf }],
      },
    },
    calendar: {
      schedule: {
        run: schedule,
        makes: [{ call: { method: 'POST', path: `/v1.0${EVENTS.replace('@', '%40')}` }, count: eventsOf }],
      },
      busyTimes: {
        run: (calendar, key) => {
          const fromMs = Date.parse('2026-12-01T00:00:00Z');
          return calendar.busyTimes([personal(key).email], { fromMs, toMs: fromMs + 86_400_000 });
        },
      },
      cancel: {
        run: async (calendar, key) => {
          await schedule(calendar, key);
          return calendar.cancel(key);
        },
      },
    },
  },
  webhook: {
    sign: () => ({ 'content-type': 'application/json' }),
    signsNoTime: 'Graph signs nothing; each notification carries the clientState alone',
    signsNoBody: 'Graph signs nothing; each notification carries the clientState alone',
    bodyWith(body, clientState) {
      const { value } = JSON.parse(body) as { value: object[] };
      return JSON.stringify({ value: value.map((notification) => ({ ...notification, clientState })) });
    },
    taken: 202,
    act: (actions, request) => actions['chat.createChannel']({ ...request, params: {} }),
    made: { method: 'POST', path: `/v1.0${CHANNELS}` },
    async change(emit, ask) {
      // The newest: names tell nothing of the engagement's id.
      const id = (await everyOne<Channel>(ask, CHANNELS)).at(-1)?.id ?? '';
      // Of what changed first nothing is looked at.
      await emit('channel.updated', { id });
      await emit('channel.updated', { id, isArchived: true });
    },
    isLast: ({ how }) => how === 'archived',
  },
};
