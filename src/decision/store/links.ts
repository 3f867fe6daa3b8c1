import type { Connection } from '../../database/database';
import { hashOf, newSecret } from '../../database/secret';
import type { Person, PromiseRecord } from '../../database/generated/client';

/** Where people decide: for whoever has the secret of a link. */
export const DECISION_PATH = '/decide';

/** How long a link is good, in milliseconds of product time. */
export const LINK_GOOD_MS = 90 * 24 * 3_600_000;

/**
 * New links for a person, one for each promise; those before go on being good, old ones are forgotten.
 * @returns their secrets by promise, of which nothing is kept but the hashes
 */
export async function newDecisionLinks(
  db: Connection,
  personId: string,
  promiseIds: readonly string[],
  now: Date,
): Promise<Map<string, string>> {
  const secrets = new Map(promiseIds.map((promiseId) => [promiseId, newSecret()]));
  const rows = [...secrets].map(([promiseId, secret]) => ({
    hash: hashOf(secret),
    personId,
    promiseId,
    createdAt: now,
  }));
  await db.decisionLink.deleteMany({ where: { createdAt: { lt: new Date(now.getTime() - LINK_GOOD_MS) } } });
  if (rows.length > 0) await db.decisionLink.createMany({ data: rows });
  return secrets;
}

/** Who decides about what by a link. */
export interface DecisionLink {
  readonly person: Person;
  readonly promise: PromiseRecord;
}

/** @returns undefined for a link that was never made, has ended, or whose person has left or promise is gone */
export async function openDecisionLink(
  db: Connection,
  secret: string,
  now: Date,
): Promise<DecisionLink | undefined> {
  const link = await db.decisionLink.findUnique({ where: { hash: hashOf(secret) } });
  if (link === null || link.createdAt.getTime() + LINK_GOOD_MS < now.getTime()) return undefined;
  const [person, promise] = await Promise.all([
    db.person.findFirst({ where: { id: link.personId, active: true } }),
    db.promiseRecord.findUnique({ where: { id: link.promiseId } }),
  ]);
  return person && promise ? { person, promise } : undefined;
}
