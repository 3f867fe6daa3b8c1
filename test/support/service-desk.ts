import { join } from 'node:path';
import { stringify } from 'yaml';
import { shippedDesk } from '../../ordeals/support/shipped-desk';
import type { Database } from '../../src/database/database';
import type { ServiceDesk } from '../../src/service-desk/domain/service-desk';
import { publishServiceDesk, type PublishedDesk } from '../../src/service-desk/store/versions';

export { shippedDesk };
export const SERVICE_DESK_FILE = join(__dirname, '../../service-desk/service-desk.yaml');

/** The version that every database of a test has: the product's own file, as after a first start. */
export const SHIPPED = 1;

/** Publishes a changed copy of the product's rules. */
export async function publishChangedDesk(
  db: Database,
  change: (desk: ServiceDesk) => void,
): Promise<PublishedDesk> {
  const desk = structuredClone(shippedDesk());
  change(desk);
  const outcome = await publishServiceDesk(db, stringify(desk), new Date());
  if (outcome.outcome === 'faulty') throw new Error(JSON.stringify(outcome.faults));
  return { desk, version: outcome.version };
}
