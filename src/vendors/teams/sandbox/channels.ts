import type { SandboxAnswer, SandboxCall, SandboxWorld } from '../../kit/sandbox/vendor-sandbox';
import { guidOf } from '../../microsoft/guid';
import { graphPage, graphRefusal } from '../../microsoft/sandbox';
import { tellChannel } from './notifications';
import { boundUser, type Channel, isoNow, noChannel, otherTeam } from './state';

const PAGE = 100;
const FORBIDDEN = /[~#%&*{}+/\\:<>?|'",]|\.\.|^[_.\s]|[.\s]$/;
const RESERVED = new Set(['general', 'forms']);

type NewChannel = Partial<Pick<Channel, 'displayName' | 'description' | 'membershipType'>>;

export async function createChannel(
  { params, body }: SandboxCall<NewChannel>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const refused = otherTeam(world, params['team-id']) ?? faultOf(body, body.displayName ?? '');
  if (refused !== undefined) return refused;
  const { displayName = '', description = '', membershipType = 'standard' } = body;
  if (membershipType !== 'standard') {
    return graphRefusal(400, 'BadRequest', 'Owners must be given for a channel that is not standard.');
  }
  const id = `19:${guidOf(`channel ${displayName}`).replaceAll('-', '')}@thread.tacv2`;
  const createdDateTime = isoNow(world);
  const channel = { id, displayName, description, membershipType, isArchived: false, createdDateTime };
  if (!(await world.insert('channel-name', displayName.toLowerCase(), { id }))) {
    return graphRefusal(400, 'NameAlreadyExists', 'Channel name already existed, please use other name.');
  }
  await world.put('channel', id, channel satisfies Channel);
  await tellChannel(world, 'created', id);
  return { status: 201, body: channel };
}

/** Graph's refusal of what a channel cannot be called or described by. */
export function faultOf(
  { description = '' }: { description?: string },
  displayName: string | undefined,
): SandboxAnswer | undefined {
  if (description.length > 1_024) return graphRefusal(400, 'BadRequest', 'The description is too long.');
  if (displayName === undefined) return undefined;
  const isFit = displayName !== '' && displayName.length <= 50 && !FORBIDDEN.test(displayName);
  if (isFit && !RESERVED.has(displayName.toLowerCase())) return undefined;
  return graphRefusal(400, 'BadRequest', 'The channel name is not valid.');
}

export async function listChannels(call: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const refused = otherTeam(world, call.params['team-id']);
  return refused ?? graphPage(call, world, await world.list<Channel>('channel'), PAGE);
}

export async function getChannel({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const channel = await world.get<Channel>('channel', params['channel-id'] ?? '');
  return otherTeam(world, params['team-id']) ?? (channel ? { status: 200, body: channel } : noChannel);
}

export async function updateChannel(
  { params, body }: SandboxCall<NewChannel>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const channel = await world.get<Channel>('channel', params['channel-id'] ?? '');
  if (channel === undefined) return noChannel;
  const refused = otherTeam(world, params['team-id']) ?? faultOf(body, body.displayName);
  if (refused !== undefined) return refused;
  await world.put('channel', channel.id, { ...channel, ...body });
  await tellChannel(world, 'updated', channel.id);
  return { status: 204 };
}

export async function archiveChannel({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const channel = await world.get<Channel>('channel', params['channel-id'] ?? '');
  if (channel === undefined) return noChannel;
  if (channel.isArchived) return graphRefusal(400, 'BadRequest', 'The channel is archived.');
  await world.put('channel', channel.id, { ...channel, isArchived: true });
  await tellChannel(world, 'updated', channel.id);
  const location = `/teams('${params['team-id']}')/operations('${guidOf(`archive ${channel.id}`)}')`;
  return { status: 202, headers: { Location: location } };
}

interface NewMember {
  '@odata.type'?: string;
  roles?: string[];
  'user@odata.bind'?: string;
}

export async function addMember(
  { params, body }: SandboxCall<NewMember>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const userId = boundUser(body['user@odata.bind']);
  const refused = otherTeam(world, params['team-id']);
  if (refused !== undefined) return refused;
  if (body['@odata.type'] !== '#microsoft.graph.aadUserConversationMember') {
    return graphRefusal(400, 'BadRequest', 'The type of the member is missing.');
  }
  if ((await world.get('user', userId)) === undefined) {
    return graphRefusal(404, 'NotFound', 'The user was not found.');
  }
  const member = { id: guidOf(`member ${userId}`), roles: body.roles ?? [], userId };
  const isNew = await world.insert('member', userId, member);
  return isNew
    ? { status: 201, body: { '@odata.type': body['@odata.type'], ...member } }
    : graphRefusal(400, 'BadRequest', 'The user is already a member of the team.');
}
