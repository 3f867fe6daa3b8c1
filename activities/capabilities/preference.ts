import { ForPersonError } from '../../src/capability/refusal';
import { channelOf, type PreferredChannel } from '../../src/client/domain/channel';
import { MESSAGE_PATH, newMessageLink, putMessage } from '../../src/client/store/messages';
import type { ActionDeps } from './action-deps';
import type { Effects } from './effects';
import type { EngagementFile } from './engagement-file';
import type { RenderedTemplate } from './templates';

/** A message to the client: under which key, and what it says. */
interface Said {
  readonly file: EngagementFile;
  readonly key: string;
  readonly write: () => Promise<RenderedTemplate>;
}

/**
 * What a mail to the client says, by the way that they prefer: the message itself, or that it waits on a page of ours.
 * @throws ForPersonError when they want to be called: the words are kept for whoever does
 */
export async function byPreference(
  { db, clock, publicUrl }: ActionDeps & { readonly publicUrl: string },
  effects: Effects,
  { file, key, write }: Said,
): Promise<() => Promise<RenderedTemplate>> {
  const channel = await channelFor(effects, key, file.client.preferredChannel);
  if (channel === 'email') return write;
  const message = { key, engagementId: file.id, channel, ...(await write()) };
  await putMessage(db, message, new Date(clock.productNow()));
  switch (channel) {
    case 'phone':
      throw new ForPersonError(
        'The client wants to be called: say what stands among the messages of the engagement, then say here that it is said',
      );
    case 'portal':
      return async () => waiting(file, `${publicUrl}${MESSAGE_PATH}/${await newMessageLink(db, key)}`);
  }
}

/** By one way for each key, however often it is tried: what has begun as a mail is not said by phone as well. */
async function channelFor(
  effects: Effects,
  key: string,
  preferred: PreferredChannel,
): Promise<PreferredChannel> {
  const { vendorId } = await effects.keep('channel-of-message', key, preferred);
  return channelOf(vendorId) ?? 'email';
}

function waiting(
  { title, reference, client: { name, contacts } }: EngagementFile,
  link: string,
): RenderedTemplate {
  return {
    subject: `A message waits for you: ${title}`,
    text: `Dear ${contacts[0]?.name ?? name},\n\na message about ${title} (${reference}) waits for you here:\n\n${link}\n`,
  };
}
