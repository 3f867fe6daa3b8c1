import type { Connection } from '../../database/database';
import { channelOf, type PreferredChannel } from '../domain/channel';
import { clientIdOf } from './clients';

/** How a client wants to hear from us; null while nobody has said. */
export async function preferredChannel(db: Connection, clientId: string): Promise<PreferredChannel | null> {
  const client = await db.client.findUnique({ where: { id: clientId }, select: { preferredChannel: true } });
  return channelOf(client?.preferredChannel) ?? null;
}

/** Keeps what a client has said about it, unless something later was said already. */
export async function preferChannel(
  tx: Connection,
  clientId: string,
  channel: PreferredChannel,
  since: Date,
): Promise<void> {
  await tx.client.updateMany({
    where: {
      id: (await clientIdOf(tx, clientId)) ?? clientId,
      OR: [{ preferredSince: null }, { preferredSince: { lt: since } }],
    },
    data: { preferredChannel: channel, preferredSince: since },
  });
}
