import { z } from 'zod';
import type { Credentials } from '../../credential/domain/credential';
import { ActionRefusedError } from '../../capability/refusal';
import { VendorError } from '../kit/errors';
import { unlessMissing } from '../kit/missing';
import { knownValue, type VendorSettings } from '../kit/vendor-settings';
import { applicationToken, microsoftCodeFlow, userToken } from '../microsoft/auth';
import { findUser, Graph, graphReference } from '../microsoft/graph';
import type { TeamsMessage } from './message';

const Channel = z.object({
  id: z.string(),
  displayName: z.string(),
  description: z.string().nullish(),
  isArchived: z.boolean().nullish(),
});
const WithId = z.object({ id: z.string() });
const Message = z.object({
  id: z.string(),
  createdDateTime: z.string(),
  attachments: z.array(z.object({ id: z.string(), content: z.string().nullish() })).nullish(),
});

/** A channel of the team. */
export interface TeamsChannel {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly isArchived: boolean;
}

const PAGE_SIZE = 50;
/** A name that is taken, also by a channel that was deleted within the last 30 days and is not shown any more. */
const NAME_TAKEN = /name.*(already|exist|in use|taken)/i;
const MEMBER_ALREADY = /already/i;

/** The consent of the user in whose name messages are posted. */
export const teamsCodeFlow = microsoftCodeFlow('teams', [
  'User.Read',
  'Chat.ReadWrite',
  'ChannelMessage.Send',
  'ChannelMessage.Read.All',
]);

/**
 * Teams by Microsoft Graph v1.0. Settings values: see `applicationToken` and `userToken`; `teamId`, the team whose channels
 * these are. Channels, members and what was said are the application's matter; Microsoft lets it say nothing itself
 * (messages of applications are for migrations only), so that messages and conversations go by the user's token.
 */
export class TeamsClient {
  /** As the application. */
  readonly graph: Graph;
  private readonly speaker: Graph;
  private ownId: Promise<string> | undefined;

  constructor(
    readonly settings: VendorSettings,
    credentials: Credentials,
  ) {
    this.graph = new Graph('teams', settings, applicationToken('teams', settings));
    const token = userToken('teams', teamsCodeFlow, settings, credentials, nobodySpeaks);
    this.speaker = new Graph('teams', settings, token);
  }

  /** @returns the user's id; undefined when nobody in the tenant has that address */
  findUser(email: string): Promise<string | undefined> {
    return findUser(this.graph, email);
  }

  /**
   * Makes a channel that all members of the team see. Teams' own guard: a name is unique in its team, whatever its case.
   * @param name see `channelName`
   * @param description at most 1024 characters
   * @returns undefined when the name is taken
   */
  async createChannel(name: string, description: string): Promise<string | undefined> {
    try {
      const { body } = await this.graph.request({
        op: 'channels.create',
        method: 'POST',
        path: this.channels(),
        json: { displayName: name, description, membershipType: 'standard' },
      });
      return WithId.parse(body).id;
    } catch (error) {
      if (isRefused(error, NAME_TAKEN)) return undefined;
      throw error;
    }
  }

  /** Every channel of the team, archived ones too. */
  async listChannels(): Promise<TeamsChannel[]> {
    const query = { $select: 'id,displayName,description,isArchived' };
    const channels = await this.graph.all('channels.list', this.channels(), Channel, query);
    return channels.map(asChannel);
  }

  /** @returns undefined when there is no such channel any more */
  async readChannel(id: string): Promise<TeamsChannel | undefined> {
    const path = this.channels(id);
    const answer = await unlessMissing(() => this.graph.request({ op: 'channels.get', method: 'GET', path }));
    return answer && asChannel(Channel.parse(answer.body));
  }

  /** Repeatable. @param description at most 1024 characters */
  async describeChannel(id: string, description: string): Promise<void> {
    const path = this.channels(id);
    await this.graph.request({ op: 'channels.update', method: 'PATCH', path, json: { description } });
  }

  /** Repeatable: one that is archived or gone already stays as it is. Teams does it a little later. */
  async archiveChannel(id: string): Promise<void> {
    const channel = await this.readChannel(id);
    if (channel === undefined || channel.isArchived) return;
    const path = `${this.channels(id)}/archive`;
    await this.graph.request({ op: 'channels.archive', method: 'POST', path });
  }

  /** Repeatable. Who is in the team is in all its channels. */
  async addMember(userId: string): Promise<void> {
    try {
      await this.graph.request({
        op: 'members.add',
        method: 'POST',
        path: `/teams/${encodeURIComponent(this.team())}/members`,
        json: memberOf(userId, []),
      });
    } catch (error) {
      if (!isRefused(error, MEMBER_ALREADY)) throw error;
    }
  }

  /** The conversation of the user in whose name we speak with another one; Teams gives the same one each time. */
  async openConversation(userId: string): Promise<string> {
    this.ownId ??= this.speaker
      .request({ op: 'me', method: 'GET', path: '/me', query: { $select: 'id' } })
      .then(({ body }) => WithId.parse(body).id);
    const members = [await this.ownId, userId].map((id) => memberOf(id, ['owner']));
    const json = { chatType: 'oneOnOne', members };
    const { body } = await this.speaker.request({ op: 'chats.create', method: 'POST', path: '/chats', json });
    return WithId.parse(body).id;
  }

  /**
   * Posts once per call. Teams has no guard against doubles: when an earlier try may have gone through, ask `findMessage`
   * first.
   * @param place see `channelPlace` and `chatPlace`
   * @returns the message's id in its place
   */
  async postMessage(place: string, message: TeamsMessage): Promise<string> {
    const path = `${place}/messages`;
    const request = { op: 'messages.send', method: 'POST', path, json: message } as const;
    return WithId.parse((await this.speaker.request(request)).body).id;
  }

  /** The message of a place that carries this key. @param sinceMs how far back to look; Teams' own clock */
  async findMessage(place: string, key: string, sinceMs: number): Promise<string | undefined> {
    const query = { $top: PAGE_SIZE };
    for await (const { items } of this.speaker.pages('messages.list', `${place}/messages`, query)) {
      const messages = z.array(Message).parse(items);
      const found = messages.find(({ attachments }) => attachments?.some(carries(key)));
      if (found !== undefined) return found.id;
      // Channels are listed by what was answered last, so that an old message may stand before a new one.
      if (messages.every(({ createdDateTime }) => Date.parse(createdDateTime) < sinceMs)) return undefined;
    }
    return undefined;
  }

  channelPlace(id: string): string {
    return this.channels(id);
  }

  chatPlace(id: string): string {
    return `/chats/${encodeURIComponent(id)}`;
  }

  /** @throws ActionRefusedError when the settings name no team */
  team(): string {
    const team = knownValue('teams', this.settings, 'teamId');
    if (team !== undefined) return team;
    throw new ActionRefusedError(
      'The setting TEAMS_TEAM_ID is missing, so nothing was done in Teams. Do it by hand there, or name the team in the settings.',
    );
  }

  private channels(id?: string): string {
    const all = `/teams/${encodeURIComponent(this.team())}/channels`;
    return id === undefined ? all : `${all}/${encodeURIComponent(id)}`;
  }
}

function nobodySpeaks(): never {
  throw new ActionRefusedError(
    'Teams lets an application post only in the name of a user: nobody has consented to that, and the setting ' +
      'TEAMS_REFRESH_TOKEN is missing, so nothing was said. Say it there yourself, and have a user consent: ' +
      'npm run connect -- teams --consent',
  );
}

function memberOf(userId: string, roles: readonly string[]): object {
  return {
    '@odata.type': '#microsoft.graph.aadUserConversationMember',
    roles,
    'user@odata.bind': graphReference(`/users('${userId}')`),
  };
}

function asChannel({ id, displayName, description, isArchived }: z.infer<typeof Channel>): TeamsChannel {
  return { id, name: displayName, description: description ?? '', isArchived: isArchived === true };
}

function carries(key: string) {
  return (attachment: { id: string; content?: string | null | undefined }) =>
    attachment.id === key || attachment.content?.includes(key) === true;
}

function isRefused(error: unknown, reason: RegExp): boolean {
  return error instanceof VendorError && error.outcome === 'rejected' && reason.test(error.vendorText);
}
