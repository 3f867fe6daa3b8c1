import type { ChatPort } from '../../capability/offered/chat';
import { cutText } from '../../text/domain/cut';
import { shortEffectKey } from '../kit/effect-key';
import { postOnce } from '../kit/post-once';
import type { PortDeps } from '../kit/vendor';
import { ownChannel } from './channel';
import type { SlackClient } from './client';

const LONGEST_TOPIC = 250;
/** What is longer Slack cuts itself, wherever that is. */
const LONGEST_TEXT = 40_000;

export function slackChat(slack: SlackClient, { memory }: PortDeps): ChatPort {
  return {
    ensureChannel: (key, words) => ownChannel(slack, key, words),
    findMember: (email) => slack.findUserByEmail(email),
    invite: (channel, members) => slack.invite(channel, members),
    dismiss: (channel, members) => slack.dismiss(channel, members),
    setTopic: (channel, text) => slack.setTopic(channel, literally(cutText(text, LONGEST_TOPIC))),
    archive: (channel) => slack.archive(channel),
    conversationWith: (member) => slack.openDirectMessage(member),
    post(channel, text, key) {
      const shortKey = shortEffectKey(key);
      const message = { channel, text: literally(cutText(text, LONGEST_TEXT)) };
      return postOnce(memory, key, channel, {
        find: (sinceMs) => slack.findMessage(channel, shortKey, sinceMs),
        post: () => slack.postMessage(message, shortKey),
      });
    },
  };
}

/** Text as Slack shows it literally: no mentions, links or markup come out of a name. What is escaped counts once there. */
function literally(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
