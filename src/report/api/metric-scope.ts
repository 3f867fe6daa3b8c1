import type { MetricScope } from '../store/metric-cases';
import { invalid } from '../../edge/http/problem';
import type { Connection } from '../../database/database';
import { clientIdOf } from '../../client/store/clients';
import { id, instant } from '../../edge/http/schemas';
import { FIRST_INSTANT_MS } from '../../text/domain/fields';

const DAY_MS = 86_400_000;
const STANDARD_DAYS = 30;

/** The query parameters of every figure: whose it is and of which period. */
export const scopeQuery = {
  from: instant
    .optional()
    .describe(`The first instant, before the end; ${STANDARD_DAYS} days before it when left out`),
  to: instant.optional().describe('The first instant after the period; now when left out'),
  client: id.optional().describe("A client's id; left out: the whole house"),
};

/** The id of the client that is asked for: that which a merged one turned out to be. Null for the whole house. */
export async function clientAsked(db: Connection, client: string | undefined): Promise<string | null> {
  return client === undefined ? null : ((await clientIdOf(db, client)) ?? client);
}

/** The scope that a query asks for. @throws Problem 422 when its end does not lie after its beginning */
export function scopeOf(
  query: { from?: string | undefined; to?: string | undefined },
  clientId: string | null,
  nowMs: number,
): MetricScope {
  const toMs = query.to === undefined ? nowMs : Date.parse(query.to);
  const standardMs = Math.max(FIRST_INSTANT_MS, toMs - STANDARD_DAYS * DAY_MS);
  const fromMs = query.from === undefined ? standardMs : Date.parse(query.from);
  if (fromMs >= toMs) {
    throw invalid([{ pointer: '/query/from', message: 'lies before `to`' }]);
  }
  return { clientId, from: new Date(fromMs), to: new Date(toMs) };
}
