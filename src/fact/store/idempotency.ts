import { createHash } from 'node:crypto';
import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';

/** Something that must have one effect however often it is asked for. */
export interface Claim {
  /** Who asks: the same key of another principal is another key. */
  principal: string;
  /** What is asked for, such as `POST /v1/engagements`. */
  route: string;
  key: string;
  fingerprint: string;
}

/** What an earlier request with the same key became. */
export interface Claimed {
  resourceId: string;
  /** Whether it asked for the same. */
  same: boolean;
}

/** The same for equal values, whatever the order of their fields. */
export function fingerprintOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, sorted(field)]),
  );
}

/**
 * Takes a key for a resource, within the transaction that makes the resource. When another transaction holds the key,
 * this waits for its end.
 * @returns null when the key is ours now, else what it was taken for
 */
export async function claimKey(
  tx: Connection,
  claim: Claim,
  resourceId: string,
  now: Date,
): Promise<Claimed | null> {
  const { principal, route, key, fingerprint } = claim;
  const taken = await tx.$executeRaw(Prisma.sql`
    INSERT INTO idempotency_key (principal, route, key, fingerprint, resource_id, created_at)
    VALUES (${principal}, ${route}, ${key}, ${fingerprint}, ${resourceId}, ${now})
    ON CONFLICT DO NOTHING`);
  return taken === 1 ? null : findClaimed(tx, claim);
}

/** What a key was taken for, or null while it is free. */
export async function findClaimed(db: Connection, claim: Claim): Promise<Claimed | null> {
  const { principal, route, key, fingerprint } = claim;
  const row = await db.idempotencyKey.findUnique({
    where: { principal_route_key: { principal, route, key } },
  });
  return row && { resourceId: row.resourceId, same: row.fingerprint === fingerprint };
}

/** Lets the key stand for another resource than it was claimed for. */
export async function redirectKey(tx: Connection, claim: Claim, resourceId: string): Promise<void> {
  const { principal, route, key } = claim;
  await tx.idempotencyKey.update({
    where: { principal_route_key: { principal, route, key } },
    data: { resourceId },
  });
}

/** Makes the key free again: nothing came of the request. */
export async function releaseKey(tx: Connection, claim: Claim): Promise<void> {
  const { principal, route, key } = claim;
  await tx.idempotencyKey.deleteMany({ where: { principal, route, key } });
}
