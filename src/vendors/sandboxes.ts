import type { VendorName } from './names';
import { gmailSandbox } from './gmail/sandbox';
import { googleCalendarSandbox } from './google-calendar/sandbox';
import { googleDriveSandbox } from './google-drive/sandbox';
import { hubspotSandbox } from './hubspot/sandbox';
import { slackSandbox } from './slack/sandbox';
import { xeroSandbox } from './xero/sandbox';
import type { VendorSandbox } from './kit/sandbox/vendor-sandbox';

/** Every vendor that has a stand-in. */
export const vendorSandboxes: Partial<Record<VendorName, VendorSandbox>> = {
  hubspot: hubspotSandbox,
  slack: slackSandbox,
  'google-drive': googleDriveSandbox,
  gmail: gmailSandbox,
  'google-calendar': googleCalendarSandbox,
  xero: xeroSandbox,
};
