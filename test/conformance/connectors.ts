import { type VendorName, VENDORS } from '../../src/vendors/registry';
import type { Connector } from './connector';
import { docusign } from './vendors/docusign';
import { gmail } from './vendors/gmail';
import { easypost } from './vendors/goods/easypost';
import { snipeIt } from './vendors/goods/snipe-it';
import { oms } from './vendors/goods/oms';
import { googleCalendar } from './vendors/google-calendar';
import { googleDrive } from './vendors/google-drive';
import { hubspot } from './vendors/hubspot';
import { loop } from './vendors/loop';
import { planner } from './vendors/planner';
import { slack } from './vendors/slack';
import { teams } from './vendors/teams';
import { thinkific } from './vendors/thinkific';
import { smtp } from './vendors/smtp';
import { xero } from './vendors/xero';
import { zapier } from './vendors/zapier';

/** What is served in house calls nobody, so there is nothing that it could conform to. */
type InHouse = 'signing-page' | 'certificate-page';

/** Every other vendor of the registry as the suite knows it: the compiler misses the one that is not here. */
export const CONNECTORS: { readonly [N in Exclude<VendorName, InHouse>]: Connector } = {
  hubspot,
  slack,
  'google-drive': googleDrive,
  gmail,
  smtp,
  'google-calendar': googleCalendar,
  docusign,
  teams,
  planner,
  thinkific,
  zapier,
  loop,
  oms,
  easypost,
  'snipe-it': snipeIt,
  xero,
};

/** A vendor's definition with what the suite knows of it. */
export interface Candidate {
  readonly vendor: Exclude<(typeof VENDORS)[number], { name: InHouse }>;
  readonly connector: Connector;
}

export const CANDIDATES: readonly Candidate[] = VENDORS.flatMap((vendor) =>
  vendor.name === 'signing-page' || vendor.name === 'certificate-page'
    ? []
    : [{ vendor, connector: CONNECTORS[vendor.name] }],
);
