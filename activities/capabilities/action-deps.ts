import type { Capability, Port } from '../../src/capability/actions';
import type { CapabilityQueues } from '../../src/capability/capability-queues';
import { ActionRefusedError } from '../../src/capability/refusal';
import type { Database } from '../../src/database/database';
import type { Clock } from '../../src/promise/domain/time';
import type { VendorClients } from '../../src/vendors/clients';
import type { Vendor } from '../../src/vendors/kit/vendor';
import { findVendor } from '../../src/vendors/registry';
import { Effects } from './effects';
import type { EngagementFile } from './engagement-file';

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

/** What it takes to find who serves another capability. */
export interface ServingDeps extends ActionDeps {
  /** The vendor that serves each capability here, where a playbook names no other. */
  readonly capabilities: CapabilityQueues;
  readonly vendors: readonly Vendor[];
}

/**
 * The vendor that serves a capability for an engagement.
 * @throws ActionRefusedError when the one that the playbook names is not here
 */
export function servingDoor<C extends Capability>(
  deps: ServingDeps,
  { playbook }: EngagementFile,
  capability: C,
): Door<Port<C>> {
  const name = playbook.vendors?.[capability] ?? deps.capabilities[capability];
  const vendor = findVendor(name, deps.vendors);
  if (vendor === undefined) {
    throw new ActionRefusedError(
      `There is no ${name} here, which the playbook has for ${capability}. Nothing was done there: do this step by hand.`,
    );
  }
  return doorOf(deps, vendor, capability);
}
