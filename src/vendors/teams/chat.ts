import type { ChatPort } from '../../capability/offered/chat';
import { shortEffectKey } from '../kit/effect-key';
import { postOnce } from '../kit/post-once';
import type { PortDeps } from '../kit/vendor';
import { described, ownChannel } from './channel';
import type { TeamsClient } from './client';
import { messageOf } from './message';

/** What `post` takes is the id of a channel, or that of a conversation after this. */
const CONVERSATION = 'chat:';

export function teamsChat(teams: TeamsClient, { memory }: PortDeps): ChatPort {
  return {
    ensureChannel: (key, words) => ownChannel(teams, key, words),
    findMember: (email) => teams.findUser(email),
    async invite(_channel, members) {
      for (const member of members) await teams.addMember(member);
    },
    async setTopic(channel, text) {
      const before = await teams.readChannel(channel);
      if (before !== undefined) await teams.describeChannel(channel, described(text, before.description));
    },
    archive: (channel) => teams.archiveChannel(channel),
    conversationWith: async (member) => `${CONVERSATION}${await teams.openConversation(member)}`,
    post(channel, text, key) {
      const place = channel.startsWith(CONVERSATION)
        ? teams.chatPlace(channel.slice(CONVERSATION.length))
        : teams.channelPlace(channel);
      const shortKey = shortEffectKey(key);
      return postOnce(memory, key, channel, {
        find: (sinceMs) => teams.findMessage(place, shortKey, sinceMs),
        post: () => teams.postMessage(place, messageOf(text, shortKey)),
      });
    },
  };
}
