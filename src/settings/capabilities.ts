import { type Capability, capabilityNames } from '../capability/actions';
import type { CapabilityQueues } from '../capability/capability-queues';
import { CAPABILITIES } from '../capability/registry';
import type { Vendor } from '../vendors/kit/vendor';
import { findVendor, firstProviders } from '../vendors/registry';
import type { Problems } from './problems';

const VARIABLE = 'PROMISEKEEPER_CAPABILITIES';

/** The vendor that serves each capability: as PROMISEKEEPER_CAPABILITIES says, `capability=vendor` joined by commas, else the first. */
export function readCapabilities(problems: Problems, vendors: readonly Vendor[]): CapabilityQueues {
  const queues = { ...firstProviders(vendors) };
  for (const wish of (problems.text(VARIABLE) ?? '').split(',').filter((text) => text.trim() !== '')) {
    const [capability = '', vendor = ''] = wish.split('=').map((part) => part.trim());
    const problem = problemOf(capability, vendor, vendors);
    if (problem === null) queues[capability as Capability] = vendor;
    else problems.add(VARIABLE, problem);
  }
  return queues;
}

function problemOf(capability: string, vendor: string, vendors: readonly Vendor[]): string | null {
  const capabilities = capabilityNames(CAPABILITIES);
  const known = capabilities.find((name) => name === capability);
  if (known === undefined) {
    return `names ${capability || 'no capability'}: write capability=vendor, of ${capabilities.join(', ')}`;
  }
  if (findVendor(vendor, vendors)?.provides.includes(known)) return null;
  const providers = vendors.filter(({ provides }) => provides.includes(known)).map(({ name }) => name);
  return `gives ${capability} to ${vendor || 'nobody'}: it is provided by ${providers.join(', ')}`;
}
