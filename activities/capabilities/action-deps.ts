import type { VendorClients } from '../../src/vendors/clients';
import type { Clock } from '../../src/promise/domain/time';
import type { Database } from '../../src/database/database';

/** What the actions work with. */
export interface ActionDeps {
  readonly db: Database;
  readonly clients: VendorClients;
  readonly clock: Clock;
}
