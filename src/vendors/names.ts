/** The outside systems by the names that paths, settings and folders use. `app` is the company's own application. */
export const VENDOR_NAMES = [
  'hubspot',
  'slack',
  'teams',
  'planner',
  'loop',
  'google-drive',
  'gmail',
  'google-calendar',
  'xero',
  'chargebee',
  'thinkific',
  'kajabi',
  'zapier',
  'hive',
  'docusign',
  'easypost',
  'snipe-it',
  'twilio',
  'smtp',
  'app',
  'kb',
  'oms',
] as const;

export type VendorName = (typeof VENDOR_NAMES)[number];

export function isVendorName(text: string): text is VendorName {
  return (VENDOR_NAMES as readonly string[]).includes(text);
}
