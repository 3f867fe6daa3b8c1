import { z } from 'zod';
import { VendorError } from '../kit/errors';
import { VendorHttp, type VendorTrouble } from '../kit/http';
import { StaticToken } from '../kit/token';
import { requiredValue, type VendorSettings } from '../kit/vendor-settings';

const Channel = z.object({ id: z.string(), name: z.string().optional() });
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
 * Slack Web API. Settings values: `botToken` (scopes channels:manage, channels:read, channels:history, groups:write,
 * groups:history, chat:write, chat:write.public, users:read, users:read.email, im:write). Errors come as 200 with `ok: false`.
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
   * The channel with this name, made if it is not there. Slack's own guard: a name is unique (`name_taken`).
   * @param name lower case, digits, `-` and `_`, at most 80 characters
   * @returns the channel's id; the bot is a member of it
   */
  async ensureChannel(name: string, isPrivate = false): Promise<string> {
    try {
      const body = await this.post('conversations.create', { name, is_private: String(isPrivate) });
      return ChannelAnswer.parse(body).channel.id;
    } catch (error) {
      if (!isSlackError(error, 'name_taken')) throw error;
    }
    const id = await this.findChannel(name);
    if (!isPrivate) await this.post('conversations.join', { channel: id });
    return id;
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

  private async findChannel(name: string): Promise<string> {
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const types = 'public_channel,private_channel';
      const query = { types, exclude_archived: false, limit: PAGE_SIZE, cursor };
      const channels = ChannelPage.parse(await this.get('conversations.list', query));
      const found = channels.channels.find((channel) => channel.name === name);
      if (found !== undefined) return found.id;
      cursor = channels.response_metadata?.next_cursor;
      if (cursor === undefined || cursor === '') break;
    }
    throw new Error(
      `Slack says that the channel ${name} exists but does not show it: it may be private without the bot in it. ` +
        'Nothing was made. Invite the bot to it, or rename that channel.',
    );
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
  if (!answer.success) return { code: `HTTP_${status}`, text: '' };
  if (answer.data.ok) return undefined;
  const code = answer.data.error ?? 'unknown_error';
  return {
    code,
    text: '',
    throttled: code === 'ratelimited' || code === 'rate_limited',
    unsure: UNSURE.has(code),
  };
}
