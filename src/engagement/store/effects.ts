import type { Connection } from '../../database/database';
import type { Effect } from '../../database/generated/client';

export type { Effect } from '../../database/generated/client';

/** Where a page of effects ended. */
export interface EffectPlace {
  askedAt: Date;
  key: string;
}

/** What engagements have asked of vendors, the oldest first. */
export async function listEffects(
  db: Connection,
  which: { engagementId: string } | { vendor: string; state: 'waiting' },
  limit: number,
  after: EffectPlace | null,
): Promise<Effect[]> {
  return db.effect.findMany({
    where: {
      ...which,
      ...(after && {
        OR: [{ askedAt: { gt: after.askedAt } }, { askedAt: after.askedAt, key: { gt: after.key } }],
      }),
    },
    orderBy: [{ askedAt: 'asc' }, { key: 'asc' }],
    take: limit,
  });
}

/** How it stands with what was asked of a vendor. */
export interface Asked {
  vendor: string;
  /** Asked for, and not answered. */
  waiting: number;
  waitingSince: Date | null;
  lastDoneAt: Date | null;
}

export async function askedByVendor(db: Connection): Promise<Asked[]> {
  return db.$queryRaw`
    SELECT vendor, (count(*) FILTER (WHERE state = 'waiting'))::int AS waiting,
      min(asked_at) FILTER (WHERE state = 'waiting') AS "waitingSince",
      max(ended_at) FILTER (WHERE state = 'done') AS "lastDoneAt"
    FROM effect GROUP BY vendor`;
}
