import { consentLink } from './credential/api/link';
import { consentPlace, refusalWords } from './credential/api/place';
import { CredentialError, NOTHING_KEPT } from './credential/domain/credential';
import { type CredentialRow, forgetConsent, listCredentials } from './credential/store/credentials';
import { keptCredentials } from './credential/store/keeper';
import { ActionRefusedError } from './capability/refusal';
import { type House, openHouse } from './runtime/house';
import { readStartSettings, type StartSettings } from './settings/settings';
import type { VendorSettings } from './vendors/kit/vendor-settings';
import { VendorClients } from './vendors/clients';
import { consentedAt } from './vendors/kit/code-flow';
import type { MissingScope } from './vendors/kit/credential-check';
import { VendorError } from './vendors/kit/errors';
import type { Vendor } from './vendors/kit/vendor';
import { helpFor } from './vendors/kit/vendor-variables';
import { findVendor, VENDORS } from './vendors/registry';

const USAGE = `Usage: npm run --silent connect                      (lists every vendor and how it stands)
       npm run --silent connect -- VENDOR            (tries its credential, by reading alone)
       npm run --silent connect -- VENDOR --consent  (makes a link by which somebody consents)
       npm run --silent connect -- VENDOR --forget   (forgets here what was consented to)`;
const CONSENT = '--consent';
const FORGET = '--forget';

/**
 * `npm run connect`: how each vendor stands in this installation's settings; with a vendor's name its credential is tried
 * at the vendor, by reading alone, and where it is not good and somebody can consent, a link is made for that. The exit code
 * is 0 only when the vendor takes it and no scope is missing, or when what was asked for is done.
 */
async function main(args: readonly string[]): Promise<number> {
  const [name, flag, ...more] = args;
  const settings = readStartSettings(process.env);
  const vendor: Vendor | undefined = name === undefined ? undefined : findVendor(name);
  if (
    name !== undefined &&
    (vendor === undefined || more.length > 0 || ![CONSENT, FORGET].includes(flag ?? CONSENT))
  ) {
    process.stderr.write(`${USAGE}\nVendors: ${VENDORS.map((one) => one.name).join(', ')}\n`);
    return 2;
  }
  const house = openHouse(settings);
  try {
    if (vendor === undefined) return await list(settings, house);
    if (flag === CONSENT) return await offer(vendor, house);
    if (flag === FORGET) return await forget(vendor, house);
    return await tryAt(vendor, settings, house);
  } finally {
    await house?.db.$disconnect();
  }
}

async function list(settings: StartSettings, house: House | undefined): Promise<number> {
  const consents = await consentsOf(house);
  for (const vendor of VENDORS) {
    const consent = consents?.find((row) => row.vendor === vendor.name);
    say(line(vendor, settings.vendors[vendor.name], settings.capabilities, consent));
  }
  if (house !== undefined && consents === undefined) {
    say('The database cannot be reached, so what people have consented to is not shown.');
  }
  return 0;
}

/** @returns undefined where there is no database, or none that answers */
async function consentsOf(house: House | undefined): Promise<CredentialRow[] | undefined> {
  return await (house && listCredentials(house.db).catch(() => undefined));
}

async function tryAt(vendor: Vendor, settings: StartSettings, house: House | undefined): Promise<number> {
  if (vendor.inHouse) {
    say(`${vendor.title} is served by this installation itself: it needs no credential.`);
    return 0;
  }
  const { mode, baseUrl } = settings.vendors[vendor.name] ?? { mode: 'unconfigured', baseUrl: '' };
  if (mode !== 'live') {
    say(`${vendor.title} has no credentials here: ${STANDING[mode]}. Nothing was asked. To connect it, set`);
    for (const words of wanted(vendor)) say(`  ${words}`);
    return 1;
  }
  const consents = await consentsOf(house);
  const credentials =
    house === undefined || consents === undefined
      ? NOTHING_KEPT
      : keptCredentials({ db: house.db, keys: house.settings.credentialKeys });
  const consent = consents?.find((row) => row.vendor === vendor.name);
  if (consent !== undefined) say(`Consent: ${consentWords(consent)}.`);
  try {
    const own = settings.vendors[vendor.name];
    const of = vendor.codeFlow && own && consentedAt(vendor.name, vendor.codeFlow, own);
    if (of !== undefined) await credentials.access(of);
    return report(vendor, baseUrl, await new VendorClients(settings, credentials).check(vendor));
  } catch (error) {
    say(whyNot(vendor, baseUrl, error));
    if (vendor.codeFlow === undefined) return 1;
    await offer(vendor, house);
    return 1;
  }
}

/** @throws the error, where it is none of a credential's */
function whyNot({ title, settings }: Vendor, baseUrl: string, error: unknown): string {
  if (error instanceof ActionRefusedError) return error.message;
  if (error instanceof CredentialError)
    return `${title} does not take what was consented to: ${error.message}`;
  if (!(error instanceof VendorError)) throw error;
  const { op, status, vendorCode } = error;
  const answer = status === 0 ? 'gave no answer' : `answered ${status}`;
  return (
    `${title} (${baseUrl}) ${answer} to ${op}: ${vendorCode}. Nothing was changed there.\n` +
    `Look whether the address and these are right: ${[...new Set(settings.credentials.flat())].join(', ')}.`
  );
}

/** Makes the link by which somebody consents. */
async function offer(vendor: Vendor, house: House | undefined): Promise<number> {
  if (house === undefined) {
    say(
      'Somebody can consent once the installation was started: what is consented to is kept in its database.',
    );
    return 1;
  }
  const place = consentPlace(vendor, house.settings);
  if (typeof place === 'string') {
    say(refusalWords(vendor, place));
    return 1;
  }
  const { url } = await consentLink(house.db, place);
  say(
    `To have somebody consent at ${vendor.title}, open this in a browser within ten minutes; it is good once:`,
  );
  say(`  ${url}`);
  say(`${place.redirectUri} has to be a redirect URI of the application.`);
  return 0;
}

async function forget({ name, title }: Vendor, house: House | undefined): Promise<number> {
  if (house === undefined || !(await forgetConsent(house.db, name))) {
    say(`Nothing that was consented to at ${title} is kept here.`);
    return 1;
  }
  say(
    `What was consented to at ${title} is forgotten here: calls wait for another consent, or go by the credentials of the settings. ` +
      `To withdraw it for good, take the application's access away at ${title} as well.`,
  );
  return 0;
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
  consent: CredentialRow | undefined,
): string {
  const serves = vendor.provides.filter((capability) => serving[capability] === vendor.name);
  const what =
    serves.length > 0 ? `serves ${serves.join(', ')}` : `could serve ${vendor.provides.join(', ')}`;
  const words = consent === undefined ? '' : `; consent ${consentWords(consent)}`;
  return `${vendor.name.padEnd(16)} ${STANDING[settings?.mode ?? 'unconfigured'].padEnd(32)} ${what}${words}`;
}

function consentWords({ vendor, accountName, consentedAt, endsAt, fault, refusal }: CredentialRow): string {
  const whose = accountName === null ? '' : ` for ${accountName}`;
  const begun = `of ${day(consentedAt)}${whose}`;
  if (fault !== null) {
    const why = refusal === null ? '' : ` (${refusal})`;
    return `${begun}, good for nothing any more${why}: ${new CredentialError(vendor, fault).message}`;
  }
  return endsAt === null ? begun : `${begun}, ends ${day(endsAt)} unless it is used before`;
}

function day(instant: Date): string {
  return instant.toISOString().slice(0, 10);
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
