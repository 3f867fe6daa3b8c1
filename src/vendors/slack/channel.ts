import { ActionRefusedError } from '../../capability/refusal';
import { shortEffectKey } from '../kit/effect-key';
import type { SlackChannel, SlackClient } from './client';

const LONGEST_NAME = 80;
/** `name`, `name-2` ... `name-9`. */
const MOST_NAMES = 9;

/**
 * The channel of a key. Slack keeps names unique, archived channels among them, and has no keys: our mark is the key in the
 * channel's purpose, put there right after the making. A channel of ours without a purpose is one whose maker died between
 * the two.
 * @returns its id; the bot is a member of it
 * @throws ActionRefusedError when channels of others have all the names that were tried
 */
export async function ownChannel(slack: SlackClient, key: string, words: string): Promise<string> {
  const mark = markOf(key);
  const name = channelName(words);
  for (let number = 1; number <= MOST_NAMES; number += 1) {
    const wanted = number === 1 ? name : numbered(name, number);
    const made = await slack.createChannel(wanted);
    const channel = made ?? (await slack.findChannel(wanted));
    if (channel !== undefined && (made !== undefined || (await isOurs(slack, channel, mark)))) {
      if (!channel.isArchived && channel.purpose !== mark) await slack.setPurpose(channel.id, mark);
      return channel.id;
    }
  }
  throw new ActionRefusedError(
    `Channels of others have the name ${numbered('...', MOST_NAMES)} and all before it in the chat, so none was made. Make a channel with its team by hand, or rename those.`,
  );
}

async function isOurs(slack: SlackClient, channel: SlackChannel, mark: string): Promise<boolean> {
  return channel.purpose === mark || (channel.purpose === '' && channel.creator === (await slack.ownUser()));
}

/** In words for those who see it, with the key. */
function markOf(key: string): string {
  return `Made by Promisekeeper [${shortEffectKey(`${key}/channel`)}]`;
}

/** Slack's rules for names: lower case, digits, hyphens. */
function channelName(words: string): string {
  const plain = words.normalize('NFKD').toLowerCase();
  const name = plain.replace(/[\u0300-\u036f]/g, '').replace(/[^a-z0-9]+/g, '-');
  return trimmed(name.slice(0, LONGEST_NAME));
}

function numbered(name: string, number: number): string {
  const suffix = `-${number}`;
  return `${trimmed(name.slice(0, LONGEST_NAME - suffix.length))}${suffix}`;
}

function trimmed(name: string): string {
  return name.replace(/^-+|-+$/g, '');
}
