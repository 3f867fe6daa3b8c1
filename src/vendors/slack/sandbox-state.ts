import { createHash } from 'node:crypto';
import type { SandboxAnswer, SandboxWorld } from '../kit/sandbox/vendor-sandbox';

export interface Channel {
  id: string;
  name: string;
  is_private: boolean;
  is_archived: boolean;
  is_im: boolean;
  created: number;
  /** The member that made it. */
  creator: string;
  topic: { value: string };
  purpose: { value: string };
  members: string[];
}
export interface Message {
  type: 'message';
  user: string;
  text: string;
  ts: string;
  thread_ts?: string;
  blocks?: unknown;
  metadata?: unknown;
}
/** What the calls carry; the specification makes all of it text. */
export interface Fields {
  channel?: string;
  users?: string;
  topic?: string;
  purpose?: string;
  text?: string;
  blocks?: string;
  metadata?: string;
  thread_ts?: string;
  ts?: string;
}

export const BOT = 'UPROMISES0';
export const TEAM = 'TSANDBOX00';

export function ok(body: Record<string, unknown> = {}): SandboxAnswer {
  return { status: 200, body: { ok: true, ...body } };
}

/** Slack refuses with status 200. */
export function no(error: string, more: Record<string, unknown> = {}): SandboxAnswer {
  return { status: 200, body: { ok: false, error, ...more } };
}

/** How long Slack takes a text to be: what is escaped is one character. */
export function shownLength(text: string): number {
  return text.replaceAll(/&(?:amp|lt|gt);/g, '_').length;
}

export function slackId(prefix: string, of: string): string {
  return `${prefix}${createHash('sha256').update(of).digest('hex').slice(0, 10).toUpperCase()}`;
}

/** The channel that a call names, open for changes, or Slack's refusal. */
export async function openChannel(
  world: SandboxWorld,
  id: string | undefined,
): Promise<Channel | SandboxAnswer> {
  const channel = id === undefined ? undefined : await world.get<Channel>('channel', id);
  if (channel === undefined) return no('channel_not_found');
  return channel.is_archived ? no('is_archived') : channel;
}
