import type { Connection } from '../../database/database';
import type { Ticket } from '../../database/generated/client';
import { servedBy, type ServiceDesk } from '../../service-desk/domain/service-desk';
import { loadServiceDesk } from '../../service-desk/store/versions';

/**
 * The rules by which a ticket is served: a version of the service desk's, in the calendar of its engagement, else of its
 * client, where those rules have it.
 * @param version its own; another one when it is to be put under that
 */
export async function deskOf(
  db: Connection,
  { engagementId, clientId, deskVersion }: Pick<Ticket, 'engagementId' | 'clientId' | 'deskVersion'>,
  version = deskVersion,
): Promise<ServiceDesk> {
  const calendar = { select: { calendar: true } } as const;
  const [desk, engagement, client] = await Promise.all([
    loadServiceDesk(db, version),
    engagementId === null ? null : db.engagement.findUnique({ where: { id: engagementId }, ...calendar }),
    clientId === null ? null : db.client.findUnique({ where: { id: clientId }, ...calendar }),
  ]);
  return servedBy(desk, [engagement?.calendar, client?.calendar]);
}
