import type { VendorClients } from '../src/connectors/clients';
import type { Clock } from '../src/domain/time';
import type { Database } from '../src/store/database';

/** What the actions work with. */
export interface ActionDeps {
  readonly db: Database;
  readonly clients: VendorClients;
  readonly clock: Clock;
}
