import type { VendorClients } from '../../src/vendors/clients';
import type { Vendor } from '../../src/vendors/kit/vendor';
import { type VendorName, VENDORS } from '../../src/vendors/registry';

type ClientOf<N extends VendorName> =
  Extract<(typeof VENDORS)[number], { name: N }> extends Vendor<string, infer C> ? C : never;

/** The client of a vendor by its name. @throws VendorUnconfiguredError */
export function clientOf<N extends VendorName>(clients: VendorClients, name: N): ClientOf<N> {
  const vendor = VENDORS.find((candidate) => candidate.name === name) as Vendor<N, ClientOf<N>>;
  return clients.get(vendor);
}
