import type { SandboxAnswer, SandboxCall, SandboxWorld } from '../../kit/sandbox/vendor-sandbox';
import { parseJson } from '../../kit/webhook/webhook-receiver';
import { graphPage, graphRefusal, isApplicationCall } from '../../microsoft/sandbox';
import { keptUser } from '../../microsoft/sandbox-users';
import { boundUser, type Channel, isoNow, type Message, noChannel, otherTeam } from './state';

const LARGEST_BYTES = 28 * 1_024;
const LARGEST_PAGE = 50;
const CARD = 'application/vnd.microsoft.card.adaptive';

type NewMessage = Partial<Pick<Message, 'body' | 'attachments'>>;

export async function sendToChannel(
  call: SandboxCall<NewMessage>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { 'team-id': team, 'channel-id': id = '' } = call.params;
  const channel = await world.get<Channel>('channel', id);
  if (channel === undefined) return otherTeam(world, team) ?? noChannel;
  if (channel.isArchived) return graphRefusal(403, 'Forbidden', 'The channel is archived.');
  return otherTeam(world, team) ?? (await send(id, call, world));
}

export async function sendToChat(call: SandboxCall<NewMessage>, world: SandboxWorld): Promise<SandboxAnswer> {
  const { 'chat-id': id = '' } = call.params;
  if ((await world.get('chat', id)) === undefined) return noChat;
  return await send(id, call, world);
}

const noChat = graphRefusal(404, 'NotFound', 'The chat was not found.');

async function send(
  place: string,
  call: SandboxCall<NewMessage>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  if (await isApplicationCall(call, world)) {
    const why = 'Message POST is allowed in application-only context only for import purposes.';
    return graphRefusal(403, 'Forbidden', why);
  }
  const { body, attachments = [] } = call.body;
  if (Buffer.byteLength(JSON.stringify(call.body)) > LARGEST_BYTES) {
    return graphRefusal(413, 'RequestEntityTooLarge', 'Request Entity Too Large');
  }
  if (!body?.content) return graphRefusal(400, 'BadRequest', 'Missing body content');
  const unfit = attachments.find(
    ({ id, contentType, content = '' }) =>
      !body.content.includes(`<attachment id="${id}"></attachment>`) ||
      (contentType === CARD && parseJson(content) === undefined),
  );
  if (unfit !== undefined)
    return graphRefusal(400, 'BadRequest', 'An attachment is not in the body, or no card.');
  const number = await world.nextNumber('message');
  const id = String(Math.floor(world.nowMs()) * 1_000 + (number % 1_000));
  const at = isoNow(world);
  const message = { id, messageType: 'message', createdDateTime: at, lastModifiedDateTime: at } as const;
  const whole: Message = { ...message, body, attachments };
  await world.put('message', `${place}:${String(number).padStart(10, '0')}`, whole);
  return { status: 201, body: whole };
}

export async function listMessages(call: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const { 'channel-id': channel, 'chat-id': chat, 'team-id': team } = call.params;
  if (channel !== undefined && (await world.get('channel', channel)) === undefined) return noChannel;
  if (chat !== undefined && (await world.get('chat', chat)) === undefined) return noChat;
  const refused = channel === undefined ? undefined : otherTeam(world, team);
  if (refused !== undefined) return refused;
  const top = Number(call.query['$top'] ?? 20);
  if (!(top >= 1 && top <= LARGEST_PAGE)) return graphRefusal(400, 'BadRequest', 'Invalid value of $top.');
  const messages = await world.list<Message>('message', `${channel ?? chat ?? ''}:`);
  return graphPage(call, world, messages.toReversed(), top);
}

interface NewChat {
  chatType?: string;
  members?: { roles?: string[]; 'user@odata.bind'?: string }[];
}

/** A conversation of two is the same one each time. */
export async function createChat(
  { body }: SandboxCall<NewChat>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { chatType, members = [] } = body;
  const ids = members.map((member) => boundUser(member['user@odata.bind'])).toSorted();
  const isPair = chatType === 'oneOnOne' && ids.length === 2 && new Set(ids).size === 2;
  const haveRoles = members.every(({ roles }) => roles?.includes('owner') === true);
  if (!isPair || !haveRoles) return graphRefusal(400, 'BadRequest', 'A one-on-one chat has two owners.');
  if ((await world.getMany('user', ids)).length < 2) return graphRefusal(404, 'NotFound', 'No such user.');
  const id = `19:${ids.join('_')}@unq.gbl.spaces`;
  const chat = { id, chatType, createdDateTime: isoNow(world) };
  await world.insert('chat', id, chat);
  return { status: 201, body: chat };
}

/** The user in whose name messages are posted. */
export async function getMe(call: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  return (await isApplicationCall(call, world))
    ? graphRefusal(400, 'BadRequest', '/me request is only valid with delegated authentication flow.')
    : { status: 200, body: await keptUser(world, 'speaker@sandbox.example') };
}
