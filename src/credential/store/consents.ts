import type { Connection } from '../../database/database';
import { hashOf, newSecret } from '../../database/secret';

/** How long a link may wait for its browser, and a browser for the vendor; wall-clock milliseconds. */
export const CONSENT_WITHIN_MS = 10 * 60_000;
const KEPT_MS = 24 * 3_600_000;

/** What a link, or what a vendor sends back, is good for. */
export type ConsentVerdict = 'good' | 'wrong' | 'used' | 'old';

/** Lets whoever has the secret that is returned begin a consent, once. Old ones are forgotten. */
export async function offerConsent(db: Connection, vendor: string, nowMs: number): Promise<string> {
  const ticket = newSecret();
  await db.consent.deleteMany({ where: { endsAt: { lt: new Date(nowMs - KEPT_MS) } } });
  await db.consent.create({
    data: { ticket: hashOf(ticket), vendor, endsAt: new Date(nowMs + CONSENT_WITHIN_MS) },
  });
  return ticket;
}

/** What a ticket is good for; it is not spent. */
export async function lookAtTicket(
  db: Connection,
  { vendor, ticket, nowMs }: { vendor: string; ticket: string; nowMs: number },
): Promise<ConsentVerdict> {
  const row = await db.consent.findFirst({ where: { ticket: hashOf(ticket), vendor } });
  if (row === null) return 'wrong';
  if (row.state !== null) return 'used';
  return row.endsAt.getTime() > nowMs ? 'good' : 'old';
}

/** Spends a ticket for the state that goes along to the vendor and comes back. */
export async function beginConsent(
  db: Connection,
  { vendor, ticket, state, nowMs }: { vendor: string; ticket: string; state: string; nowMs: number },
): Promise<ConsentVerdict> {
  const { count } = await db.consent.updateMany({
    where: { ticket: hashOf(ticket), vendor, state: null, endsAt: { gt: new Date(nowMs) } },
    data: { state: hashOf(state), endsAt: new Date(nowMs + CONSENT_WITHIN_MS) },
  });
  return count > 0 ? 'good' : await lookAtTicket(db, { vendor, ticket, nowMs });
}

/** Spends a state: it comes back once. */
export async function endConsent(
  db: Connection,
  { vendor, state, nowMs }: { vendor: string; state: string; nowMs: number },
): Promise<ConsentVerdict> {
  const found = { state: hashOf(state), vendor };
  const { count } = await db.consent.updateMany({
    where: { ...found, doneAt: null, endsAt: { gt: new Date(nowMs) } },
    data: { doneAt: new Date(nowMs) },
  });
  if (count > 0) return 'good';
  const row = await db.consent.findFirst({ where: found });
  return row === null ? 'wrong' : row.doneAt === null ? 'old' : 'used';
}
