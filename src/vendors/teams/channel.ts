import { ActionRefusedError } from '../../capability/refusal';
import { cutText } from '../../text/domain/cut';
import { shortEffectKey } from '../kit/effect-key';
import type { TeamsClient } from './client';

const LONGEST_NAME = 50;
const LONGEST_DESCRIPTION = 1_024;
/** `Name`, `Name 2` ... `Name 9`. */
const MOST_NAMES = 9;
/** What Teams takes in no name, besides control characters. */
const FORBIDDEN = /[~#%&*{}+/\\:<>?|'",\p{Cc}]+/gu;
/** At its ends a name has no dots, blanks or underscores. */
const ENDS = /^[\s._]+|[\s.]+$/g;
/** Teams has these itself. */
const RESERVED = /^(general|forms)$/i;

/**
 * The channel of a key. Teams keeps names unique in a team, those of deleted channels among them for a month, and has no
 * keys: our mark is the key in the channel's description, put there with the making.
 * @returns its id
 * @throws ActionRefusedError when channels of others have all the names that were tried
 */
export async function ownChannel(teams: TeamsClient, key: string, words: string): Promise<string> {
  const mark = markOf(key);
  let looked = false;
  for (let number = 1; number <= MOST_NAMES; number += 1) {
    const made = await teams.createChannel(channelName(words, number), mark);
    if (made !== undefined) return made;
    if (!looked) {
      // Ours may have been renamed since.
      const own = (await teams.listChannels()).find(({ description }) => description.includes(mark));
      if (own !== undefined) return own.id;
      looked = true;
    }
  }
  throw new ActionRefusedError(
    `Channels of others have the name and all after it up to "... ${MOST_NAMES}" in the team, so none was made. Make a channel by hand, or rename those.`,
  );
}

/** A channel's description: what it is about, and our mark if it has one. */
export function described(text: string, before: string): string {
  const mark = MARK.exec(before)?.[0] ?? '';
  const room = LONGEST_DESCRIPTION - mark.length - 1;
  return `${cutText(text, room)}\n${mark}`.trim();
}

const MARK = /Made by Promisekeeper \[[0-9a-v]{26}\]/;

/** In words for those who see it, with the key. */
function markOf(key: string): string {
  return `Made by Promisekeeper [${shortEffectKey(`${key}/channel`)}]`;
}

/** Teams' rules for names. @param number the one to tell it from others of that name; 1 is without */
export function channelName(words: string, number = 1): string {
  const suffix = number === 1 ? '' : ` ${number}`;
  const plain = words.normalize('NFC').replace(FORBIDDEN, ' ').replaceAll(/\s+/g, ' ').replaceAll('..', '.');
  const name = cutText(plain.replace(ENDS, ''), LONGEST_NAME - suffix.length).replace(ENDS, '');
  const usable = name === '' || RESERVED.test(name) ? `Channel ${name}`.trim() : name;
  return `${usable}${suffix}`;
}
