import type { Connection } from '../../database/database';
import type { ClientMessage } from '../../database/generated/client';
import { hashOf, newSecret } from '../../database/secret';
import type { PreferredChannel } from '../domain/channel';

/** Where a client reads what waits for them: for whoever has the secret of a link. */
export const MESSAGE_PATH = '/messages';

/** What a client is told by another way than mail. */
export interface OtherMessage {
  /** Of the action. */
  readonly key: string;
  readonly engagementId: string;
  readonly channel: Exclude<PreferredChannel, 'email'>;
  readonly subject: string;
  readonly text: string;
}

/** Keeps a message; one that is kept already stays as it is. */
export async function putMessage(db: Connection, message: OtherMessage, createdAt: Date): Promise<void> {
  await db.clientMessage.createMany({ data: { ...message, createdAt }, skipDuplicates: true });
}

/** A new link to a message; those before go on being good. @returns its secret, of which only the hash is kept */
export async function newMessageLink(db: Connection, key: string): Promise<string> {
  const secret = newSecret();
  await db.clientMessage.update({ where: { key }, data: { linkHashes: { push: hashOf(secret) } } });
  return secret;
}

/** The message to which a link leads; null for a link that was never made. */
export async function openMessageLink(db: Connection, secret: string): Promise<ClientMessage | null> {
  return db.clientMessage.findFirst({ where: { linkHashes: { has: hashOf(secret) } } });
}

/** A message with the promise that it keeps, as far as it keeps one. */
export type KeptMessage = Pick<ClientMessage, 'subject' | 'text' | 'channel' | 'createdAt'> & {
  promiseId: string | null;
};

/** The messages of an engagement, the oldest first. */
export async function listMessages(db: Connection, engagementId: string): Promise<KeptMessage[]> {
  return db.$queryRaw`
    SELECT message.subject, message.text, message.channel, message.created_at AS "createdAt",
      effect.promise_id AS "promiseId"
    FROM client_message AS message LEFT JOIN effect USING (key)
    WHERE message.engagement_id = ${engagementId} ORDER BY message.created_at, message.key`;
}

/** What is to be said by whoever keeps a promise; undefined where it is no such promise. */
export async function messageOf(
  db: Connection,
  promise: { id: string; engagementId: string | null },
): Promise<KeptMessage | undefined> {
  if (promise.engagementId === null) return undefined;
  const messages = await listMessages(db, promise.engagementId);
  return messages.find(({ promiseId }) => promiseId === promise.id);
}
