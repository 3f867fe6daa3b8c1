import { z } from 'zod';
import { VendorError } from '../kit/errors';
import { VendorHttp, type VendorTrouble } from '../kit/http';
import { StaticToken } from '../kit/token';
import { requiredValue, type VendorSettings } from '../kit/vendor-settings';

const Channel = z.object({
  id: z.string(),
  name: z.string().optional(),
  creator: z.string().optional(),
  is_archived: z.boolean().optional(),
  purpose: z.object({ value: z.string() }).optional(),
});
const OwnIdentity = z.object({ user_id: z.string() });
const ChannelAnswer = z.object({ channel: Channel });
const ChannelPage = z.object({
  channels: z.array(Channel),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
const Posted = z.object({ channel: z.string(), ts: z.string() });
const History = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      metadata: z
        .object({ event_payload: z.object({ key: z.string().optional() }).optional() })
        .optional()
        .nullable(),
    }),
  ),
  has_more: z.boolean().optional(),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
const UserAnswer = z.object({
  user: z.object({ id: z.string(), profile: z.object({ email: z.string().optional() }).optional() }),
});

/** A channel as far as it matters whose it is. */
export interface SlackChannel {
  readonly id: string;
  /** The member that made it. */
  readonly creator: string | undefined;
  readonly purpose: string;
  readonly isArchived: boolean;
}

/** What the bot's token must be allowed to do. */
export const SLACK_SCOPES = [
  ...['channels:manage', 'channels:read', 'channels:history', 'groups:write', 'groups:history'],
  ...['chat:write', 'chat:write.public', 'users:read', 'users:read.email', 'im:write'],
] as const;

/** Name of the message metadata that carries our key. */
const EVENT_TYPE = 'promisekeeper_effect';
const PAGE_SIZE = 200;
const MAX_PAGES = 50;

/** A message to a channel, or to a person by `openDirectMessage`. */
export interface SlackMessage {
  readonly channel: string;
  /** What notifications show; also the text where blocks are not shown. */
  readonly text: string;
  /** Block Kit. */
  readonly blocks?: readonly unknown[];
  readonly threadTs?: string;
}

/**
 * Slack Web API. Settings values: `botToken`, with `SLACK_SCOPES`. Errors come as 200 with `ok: false`.
 * Limits: chat.postMessage one a second per channel, others by tier; 429 carries Retry-After.
 */
export class SlackClient {
  private readonly http: VendorHttp;

  constructor(settings: VendorSettings) {
    this.http = new VendorHttp({
      system: 'slack',
      baseUrl: settings.baseUrl,
      auth: new StaticToken(requiredValue('slack', settings, 'botToken')),
      trouble: slackTrouble,
      troubleInSuccess: true,
    });
  }

  /** @returns the member's id; undefined when nobody in the workspace has that address */
  async findUserByEmail(email: string): Promise<string | undefined> {
    try {
      const body = await this.get('users.lookupByEmail', { email });
      return UserAnswer.parse(body).user.id;
    } catch (error) {
      if (isSlackError(error, 'users_not_found')) return undefined;
      throw error;
    }
  }

  /** Who pressed a button. @returns the member's address; undefined when Slack does not know or show it */
  async findEmailOfUser(userId: string): Promise<string | undefined> {
    try {
      const body = await this.get('users.info', { user: userId });
      return UserAnswer.parse(body).user.profile?.email;
    } catch (error) {
      if (isSlackError(error, 'user_not_found')) return undefined;
      throw error;
    }
  }

  /**
   * Makes a public channel. Slack's own guard: a name is unique, also among archived and private channels.
   * @param name lower case, digits, `-` and `_`, at most 80 characters
   * @returns undefined when a channel has that name
   */
  async createChannel(name: string): Promise<SlackChannel | undefined> {
    try {
      const body = await this.post('conversations.create', { name, is_private: 'false' });
      return asChannel(ChannelAnswer.parse(body).channel);
    } catch (error) {
      if (isSlackError(error, 'name_taken')) return undefined;
      throw error;
    }
  }

  /** What the members see of what a channel is for. Repeatable. @param purpose at most 250 characters */
  async setPurpose(channel: string, purpose: string): Promise<void> {
    await this.post('conversations.setPurpose', { channel, purpose });
  }

  /** The member that the bot is. */
  async ownUser(): Promise<string> {
    return OwnIdentity.parse(await this.get('auth.test', {})).user_id;
  }

  /** What the token may do, as Slack says beside its answers; undefined when it does not say. */
  async ownScopes(): Promise<readonly string[] | undefined> {
    const { headers } = await this.http.request({ op: 'auth.test', method: 'GET', path: '/api/auth.test' });
    return headers
      .get('x-oauth-scopes')
      ?.split(',')
      .map((scope) => scope.trim());
  }

  /** Repeatable: members that are there already stay. */
  async invite(channel: string, userIds: readonly string[]): Promise<void> {
    for (const user of userIds) {
      try {
        await this.post('conversations.invite', { channel, users: user });
      } catch (error) {
        if (!isSlackError(error, 'already_in_channel') && !isSlackError(error, 'cant_invite_self'))
          throw error;
      }
    }
  }

  /** Repeatable: who is not in it, or no member of the workspace any more, is passed over. */
  async dismiss(channel: string, userIds: readonly string[]): Promise<void> {
    for (const user of userIds) {
      try {
        await this.post('conversations.kick', { channel, user });
      } catch (error) {
        if (!isSlackError(error, 'not_in_channel') && !isSlackError(error, 'user_not_found')) throw error;
      }
    }
  }

  /** Repeatable. @param topic at most 250 characters */
  async setTopic(channel: string, topic: string): Promise<void> {
    await this.post('conversations.setTopic', { channel, topic });
  }

  /** Repeatable. */
  async archive(channel: string): Promise<void> {
    try {
      await this.post('conversations.archive', { channel });
    } catch (error) {
      if (!isSlackError(error, 'already_archived')) throw error;
    }
  }

  /** The direct channel with a member; Slack gives the same one each time. */
  async openDirectMessage(userId: string): Promise<string> {
    const body = await this.post('conversations.open', { users: userId });
    return ChannelAnswer.parse(body).channel.id;
  }

  /**
   * Posts once per call, with the key in the message's metadata. Slack has no guard against doubles: when an earlier
   * try may have gone through, ask `findMessage` first.
   * @returns Slack's time stamp of the message, its identity within the channel
   */
  async postMessage(message: SlackMessage, key: string): Promise<string> {
    const body = await this.post('chat.postMessage', {
      ...messageForm(message),
      metadata: JSON.stringify({ event_type: EVENT_TYPE, event_payload: { key } }),
    });
    return Posted.parse(body).ts;
  }

  /** Replaces a message, such as buttons by the decision. Repeatable. */
  async updateMessage(ts: string, message: SlackMessage): Promise<void> {
    await this.post('chat.update', { ...messageForm(message), ts });
  }

  /**
   * The message with this key among those of a channel.
   * @param sinceMs how far back to look; Slack's own clock
   */
  async findMessage(channel: string, key: string, sinceMs: number): Promise<string | undefined> {
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const body = await this.get('conversations.history', {
        channel,
        oldest: (sinceMs / 1000).toFixed(6),
        include_all_metadata: true,
        limit: PAGE_SIZE,
        cursor,
      });
      const history = History.parse(body);
      const found = history.messages.find(({ metadata }) => metadata?.event_payload?.key === key);
      if (found !== undefined) return found.ts;
      cursor = history.response_metadata?.next_cursor;
      if (history.has_more !== true || cursor === undefined || cursor === '') return undefined;
    }
    return undefined;
  }

  /** The channel of this name, archived ones too; undefined when there is none that the bot is shown. */
  async findChannel(name: string): Promise<SlackChannel | undefined> {
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const types = 'public_channel,private_channel';
      const query = { types, exclude_archived: false, limit: PAGE_SIZE, cursor };
      const channels = ChannelPage.parse(await this.get('conversations.list', query));
      const found = channels.channels.find((channel) => channel.name === name);
      if (found !== undefined) return asChannel(found);
      cursor = channels.response_metadata?.next_cursor;
      if (cursor === undefined || cursor === '') break;
    }
    return undefined;
  }

  private async get(
    method: string,
    query: Readonly<Record<string, string | number | boolean | undefined>>,
  ): Promise<unknown> {
    return (await this.http.request({ op: method, method: 'GET', path: `/api/${method}`, query })).body;
  }

  private async post(method: string, form: Readonly<Record<string, string>>): Promise<unknown> {
    return (await this.http.request({ op: method, method: 'POST', path: `/api/${method}`, form })).body;
  }
}

function asChannel(channel: z.infer<typeof Channel>): SlackChannel {
  return {
    id: channel.id,
    creator: channel.creator,
    purpose: channel.purpose?.value ?? '',
    isArchived: channel.is_archived === true,
  };
}

function messageForm(message: SlackMessage): Record<string, string> {
  return {
    channel: message.channel,
    text: message.text,
    ...(message.blocks === undefined ? {} : { blocks: JSON.stringify(message.blocks) }),
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
  };
}

function isSlackError(error: unknown, code: string): boolean {
  return error instanceof VendorError && error.vendorCode === code;
}

const SlackAnswer = z.object({ ok: z.boolean(), error: z.string().optional() });
/** Slack says these when it could not tell whether it did the work. */
const UNSURE = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout']);

function slackTrouble(body: unknown, status: number): VendorTrouble | undefined {
  const answer = SlackAnswer.safeParse(body);
  if (!answer.success) return { code: `HTTP_${status}`, text: '', unsure: status < 300 };
  if (answer.data.ok) return undefined;
  const code = answer.data.error ?? 'unknown_error';
  return {
    code,
    text: '',
    throttled: code === 'ratelimited' || code === 'rate_limited',
    unsure: UNSURE.has(code),
  };
}
