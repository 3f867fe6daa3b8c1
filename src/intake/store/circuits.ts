import type { Connection } from '../../database/database';
import type { Circuit } from '../../database/generated/client';

export type { Circuit } from '../../database/generated/client';

/** Whether a vendor is asked (`closed`), or spared because it is down (`open`). */
export type CircuitState = 'closed' | 'open';

/** Keeps since when it is so: the same state again changes nothing. @param failure what the last call failed by */
export async function keepCircuit(
  db: Connection,
  vendor: string,
  state: CircuitState,
  failure: string | null,
  now: Date,
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO circuit (vendor, state, since, failure) VALUES (${vendor}, ${state}, ${now}, ${failure})
    ON CONFLICT (vendor) DO UPDATE SET state = EXCLUDED.state, since = EXCLUDED.since, failure = EXCLUDED.failure
    WHERE circuit.state <> EXCLUDED.state`;
}

export async function listCircuits(db: Connection): Promise<Circuit[]> {
  return db.circuit.findMany();
}
