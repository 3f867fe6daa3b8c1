/** The ways by which a client hears from us: by mail, on a page to which a mail leads, or from a person who calls. */
export const CHANNELS = ['email', 'portal', 'phone'] as const;

export type PreferredChannel = (typeof CHANNELS)[number];

/** The question of a form whose answer says how the client wants to hear from us from then on. */
export const CHANNEL_QUESTION = 'preferredChannel';

/** The channel that an answer names; undefined when it names none. */
export function channelOf(answer: unknown): PreferredChannel | undefined {
  return CHANNELS.find((channel) => channel === answer);
}
