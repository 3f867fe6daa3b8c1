import type { Capability, Port } from '../../src/capability/actions';
import type { Database } from '../../src/database/database';
import type { Clock } from '../../src/promise/domain/time';
import type { VendorClients } from '../../src/vendors/clients';
import type { Vendor } from '../../src/vendors/kit/vendor';
import { Effects } from './effects';

/** What the actions work with. */
export interface ActionDeps {
  readonly db: Database;
  readonly clients: VendorClients;
  readonly clock: Clock;
}

/** One capability at the vendor whose task queue it is. @typeParam P what the vendor offers for it */
export interface Door<P> {
  readonly vendor: Vendor;
  /** What this vendor's effects became. */
  readonly effects: Effects;
  /** @throws VendorUnconfiguredError when this installation has no way to reach the vendor */
  readonly port: () => P;
}

export function doorOf<C extends Capability>(deps: ActionDeps, vendor: Vendor, capability: C): Door<Port<C>> {
  const effects = new Effects(deps, vendor.name);
  return { vendor, effects, port: () => deps.clients.port(vendor, capability, effects) };
}
