import type { ChatPort } from '../../capability/chat';
import type { PortDeps } from '../kit/vendor';
import type { SlackClient } from './client';
import { postOnce } from './post-once';

const LONGEST_NAME = 80;
const LONGEST_TOPIC = 250;

export function slackChat(slack: SlackClient, { memory }: PortDeps): ChatPort {
  return {
    ensureChannel: (words) => slack.ensureChannel(channelName(words)),
    findMember: (email) => slack.findUserByEmail(email),
    invite: (channel, members) => slack.invite(channel, members),
    setTopic: (channel, text) => slack.setTopic(channel, literally(text).slice(0, LONGEST_TOPIC)),
    archive: (channel) => slack.archive(channel),
    conversationWith: (member) => slack.openDirectMessage(member),
    post: (channel, text, key) => postOnce(slack, memory, { channel, text: literally(text) }, key),
  };
}

/** Slack's rules for names: lower case, digits, hyphens. */
function channelName(words: string): string {
  const plain = words.normalize('NFKD').toLowerCase();
  const name = plain.replace(/[\u0300-\u036f]/g, '').replace(/[^a-z0-9]+/g, '-');
  return name.slice(0, LONGEST_NAME).replace(/^-+|-+$/g, '');
}

/** Text as Slack shows it literally: no mentions, links or markup come out of a name. */
function literally(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
