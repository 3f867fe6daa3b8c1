import { action, capability, port } from '../capability';
import { name, optional, parties, partiesOr, template } from '../parameters';

/** Where people talk. Texts are plain: whatever in them would be markup or a mention is shown as it is written. */
export interface ChatPort {
  /**
   * The channel of a key, made if it is not there, called by these words as far as the vendor's rules for names allow. A
   * channel of that name which we did not make is left alone: ours gets another name.
   * @returns its id
   * @throws ActionRefusedError when no name was free
   */
  ensureChannel(key: string, words: string): Promise<string>;
  /** @returns the member's id; undefined when nobody there has that address */
  findMember(email: string): Promise<string | undefined>;
  /** Repeatable: members that are there already stay. */
  invite(channel: string, members: readonly string[]): Promise<void>;
  /**
   * Takes members out of a channel again. Repeatable: who is not in it is passed over. Left out where whoever is let into one
   * channel sees all others too: nobody from outside the house is let in there.
   */
  dismiss?(channel: string, members: readonly string[]): Promise<void>;
  /** Repeatable; what is too long is cut. */
  setTopic(channel: string, text: string): Promise<void>;
  /** Repeatable. */
  archive(channel: string): Promise<void>;
  /** The conversation with one member; the same one each time. @returns what `post` takes as a channel */
  conversationWith(member: string): Promise<string>;
  /** One message per key, also when an earlier try was never answered. @returns its id within the channel */
  post(channel: string, text: string, key: string): Promise<string>;
}

const archiveChannel = action({});
const removeFromChannel = action({ of: name, learner: optional(name) });

/** The engagement's channel, and messages to it or to people. */
export const chat = capability({
  port: port<ChatPort>(),
  actions: {
    /** Says what a template says: to each of the parties directly, or in the engagement's own channel. */
    postMessage: action({ to: partiesOr('channel'), template }),
    /** Makes the engagement's channel and invites its team. */
    createChannel: action({}, { by: archiveChannel, with: () => ({}) }),
    /** Lets the parties into the engagement's channel; whoever of them is not in the chat is left out and counted. */
    addToChannel: action({ who: parties }, { by: removeFromChannel, with: ({ key }) => ({ of: key }) }),
    /** Takes those out whom the adding with the key `of` let in, the one `learner` or all. */
    removeFromChannel,
    /** Closes the engagement's channel; what was said stays. */
    archiveChannel,
  },
});
