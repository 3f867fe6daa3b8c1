import { readStartSettings } from './settings/settings';
import type { VendorSettings } from './vendors/kit/vendor-settings';
import { VendorClients } from './vendors/clients';
import type { MissingScope } from './vendors/kit/credential-check';
import { VendorError } from './vendors/kit/errors';
import type { Vendor } from './vendors/kit/vendor';
import { helpFor } from './vendors/kit/vendor-variables';
import { findVendor, VENDORS } from './vendors/registry';

const USAGE =
  'Usage: npm run --silent connect            (lists every vendor and how it stands)\n       npm run --silent connect -- VENDOR  (tries its credential, by reading alone)';

/**
 * `npm run connect`: how each vendor stands in this installation's settings; with a vendor's name its credential is tried
 * at the vendor, by reading alone. The exit code is 0 only when the vendor takes it and no scope is missing.
 */
async function main(args: readonly string[]): Promise<number> {
  const [name, ...more] = args;
  const settings = readStartSettings(process.env);
  if (name === undefined) {
    for (const vendor of VENDORS) say(line(vendor, settings.vendors[vendor.name], settings.capabilities));
    return 0;
  }
  const vendor: Vendor | undefined = findVendor(name);
  if (vendor === undefined || more.length > 0) {
    process.stderr.write(`${USAGE}\nVendors: ${VENDORS.map((one) => one.name).join(', ')}\n`);
    return 2;
  }
  const { mode, baseUrl } = settings.vendors[name] ?? { mode: 'unconfigured', baseUrl: '' };
  if (mode !== 'live') {
    say(`${vendor.title} has no credentials here: ${STANDING[mode]}. Nothing was asked. To connect it, set`);
    for (const words of wanted(vendor)) say(`  ${words}`);
    return 1;
  }
  try {
    return report(vendor, baseUrl, await new VendorClients(settings).check(vendor));
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    const { op, status, vendorCode } = error;
    const answer = status === 0 ? 'gave no answer' : `answered ${status}`;
    say(`${vendor.title} (${baseUrl}) ${answer} to ${op}: ${vendorCode}. Nothing was changed there.`);
    say(`Look whether the address and these are right: ${vendor.settings.credentials.flat().join(', ')}.`);
    return 1;
  }
}

const STANDING: Record<VendorSettings['mode'], string> = {
  live: 'live',
  sandbox: 'its sandbox stands in for it',
  unconfigured: 'its steps are tasks for people',
};

function line(
  vendor: Vendor,
  settings: VendorSettings | undefined,
  serving: Readonly<Record<string, string>>,
): string {
  const serves = vendor.provides.filter((capability) => serving[capability] === vendor.name);
  const what =
    serves.length > 0 ? `serves ${serves.join(', ')}` : `could serve ${vendor.provides.join(', ')}`;
  return `${vendor.name.padEnd(16)} ${STANDING[settings?.mode ?? 'unconfigured'].padEnd(32)} ${what}`;
}

/** What makes the vendor live: each complete set of its credentials, with where somebody finds it. */
function wanted({ settings }: Vendor): string[] {
  const words = (name: string) => `${name}: ${helpFor(settings, name)}`;
  return settings.credentials.flatMap((set, index) => [...(index > 0 ? ['or'] : []), ...set.map(words)]);
}

function report({ title }: Vendor, baseUrl: string, missing: readonly MissingScope[]): number {
  if (missing.length === 0) {
    say(`${title} takes the credential (${baseUrl}), and nothing is missing that can be seen by reading.`);
    return 0;
  }
  say(`${title} takes the credential (${baseUrl}), but does not allow everything. Add to its scopes:`);
  for (const { scope, said } of missing) say(`  ${scope}${said === '' ? '' : `   (${title} says: ${said})`}`);
  return 1;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function run(): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

void run();
