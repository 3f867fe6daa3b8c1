import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';

/** The state of the work at an instant, in numbers. */
export interface Figures {
  promises: { stage: string; open: number; late: number }[];
  escalations: { level: number; open: number }[];
  engagements: { status: string; count: number }[];
  /** How long the oldest vendor's call has been waiting; 0 when none waits. */
  oldestWebhookSeconds: number;
  /** Engagements that Temporal does not know of yet. */
  notHandedOver: number;
}

export async function readFigures(db: Connection, now: Date): Promise<Figures> {
  const [promises, escalations, engagements, waiting] = await Promise.all([
    db.$queryRaw<Figures['promises']>(Prisma.sql`
      SELECT coalesce(stage, 'none') AS stage, count(*)::int AS open,
        (count(*) FILTER (WHERE due_at < ${now} AND NOT paused))::int AS late
      FROM promise WHERE state = 'open' GROUP BY 1 ORDER BY 1`),
    db.$queryRaw<Figures['escalations']>(Prisma.sql`
      SELECT level, count(*)::int AS open FROM escalation WHERE state <> 'resolved' GROUP BY 1 ORDER BY 1`),
    db.$queryRaw<Figures['engagements']>(Prisma.sql`
      SELECT status, count(*)::int AS count FROM engagement GROUP BY 1 ORDER BY 1`),
    db.$queryRaw<{ webhook: number; engagements: number }[]>(Prisma.sql`
      SELECT
        coalesce(extract(epoch FROM ${now} - (SELECT min(received_at) FROM webhook_delivery
          WHERE state = 'received')), 0)::float8 AS webhook,
        (SELECT count(*)::int FROM engagement WHERE handed_over_at IS NULL) AS engagements`),
  ]);
  return {
    promises,
    escalations,
    engagements,
    oldestWebhookSeconds: waiting[0]?.webhook ?? 0,
    notHandedOver: waiting[0]?.engagements ?? 0,
  };
}
