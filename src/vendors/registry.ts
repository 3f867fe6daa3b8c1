import { type Capability, capabilityNames } from '../capability/actions';
import type { CapabilityQueues } from '../capability/capability-queues';
import { CAPABILITIES } from '../capability/registry';
import { certificatePage } from './certificate-page';
import { docusign } from './docusign';
import { easypost } from './easypost';
import { gmail } from './gmail';
import { googleCalendar } from './google-calendar';
import { googleDrive } from './google-drive';
import { hubspot } from './hubspot';
import type { Vendor } from './kit/vendor';
import { loop } from './loop';
import { oms } from './oms';
import { planner } from './planner';
import { signingPage } from './signing-page';
import { slack } from './slack';
import { smtp } from './smtp';
import { snipeIt } from './snipe-it';
import { teams } from './teams';
import { thinkific } from './thinkific';
import { xero } from './xero';
import { zapier } from './zapier';

/** Every vendor that the product can work with: one line each. Of several that provide a capability the first serves it. */
export const VENDORS = [
  slack,
  googleDrive,
  gmail,
  smtp,
  hubspot,
  googleCalendar,
  teams,
  planner,
  docusign,
  signingPage,
  certificatePage,
  thinkific,
  zapier,
  loop,
  oms,
  easypost,
  snipeIt,
  xero,
] as const satisfies readonly Vendor[];

export type VendorName = (typeof VENDORS)[number]['name'];

export const VENDOR_NAMES: readonly VendorName[] = VENDORS.map(({ name }) => name);

export function findVendor(name: string, vendors: readonly Vendor[] = VENDORS): Vendor | undefined {
  return vendors.find((vendor) => vendor.name === name);
}

/**
 * The vendor that serves each capability where the settings name no other.
 * @throws Error when nobody provides one of them
 */
export function firstProviders(vendors: readonly Vendor[] = VENDORS): CapabilityQueues {
  const first = (capability: Capability) => {
    const provider = vendors.find(({ provides }) => provides.includes(capability));
    if (provider === undefined) throw new Error(`No vendor of the registry provides ${capability}.`);
    return [capability, provider.name] as const;
  };
  return Object.fromEntries(capabilityNames(CAPABILITIES).map(first)) as CapabilityQueues;
}
