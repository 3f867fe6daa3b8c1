import { z } from 'zod';
import { isVendorName, VENDOR_NAMES, type VendorName } from '../vendors/names';
import type { Problems } from './problems';
import { VENDOR_VARIABLES, type VendorEntry } from '../vendors/variables';

/** How this installation reaches one vendor. */
export interface VendorSetting {
  /** `unconfigured`: neither credentials nor a sandbox; the vendor's steps are tasks for people. */
  mode: 'live' | 'sandbox' | 'unconfigured';
  /** Without a trailing slash. */
  baseUrl: string;
  /** Credentials, webhook secrets and ids by the connector's names for them; only what is set or has a default. */
  values: Record<string, string>;
}

const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));

/**
 * Every vendor's mode, address and values.
 * @param context `embedded`: vendors without credentials use their sandbox; else only those in PROMISEKEEPER_SANDBOX
 */
export function readVendors(
  problems: Problems,
  context: { embedded: boolean; sandboxUrl: string },
): { vendors: Record<VendorName, VendorSetting>; warnings: string[] } {
  const named = readSandboxNames(problems);
  const warnings: string[] = [];
  const read = (vendor: VendorName): [VendorName, VendorSetting] => {
    const entry = VENDOR_VARIABLES[vendor];
    const baseUrl = entry.baseUrlVariable ? problems.read(entry.baseUrlVariable, url, URL_HINT) : undefined;
    const live = isLive(problems, entry);
    if (live && named.has(vendor) && !named.has('all')) {
      problems.add(
        'PROMISEKEEPER_SANDBOX',
        `names ${vendor}, whose credentials are set too: take one of them away`,
      );
    }
    if (live) {
      warnings.push(...missingSecrets(problems, vendor, entry));
      return [
        vendor,
        { mode: 'live', baseUrl: baseUrl ?? entry.liveUrl ?? '', values: given(problems, entry) },
      ];
    }
    if (context.embedded || named.has(vendor) || named.has('all')) {
      const address = `${context.sandboxUrl}/${vendor}`;
      const values = { ...sandboxValues(entry, address), ...given(problems, entry) };
      return [vendor, { mode: 'sandbox', baseUrl: address, values }];
    }
    return [vendor, { mode: 'unconfigured', baseUrl: baseUrl ?? entry.liveUrl ?? '', values: {} }];
  };
  const vendors = Object.fromEntries(VENDOR_NAMES.map(read));
  if (!isComplete(vendors)) throw new Error("A vendor has no entry among the vendors' variables.");
  return { vendors, warnings };
}

function isComplete(
  vendors: Partial<Record<string, VendorSetting>>,
): vendors is Record<VendorName, VendorSetting> {
  return VENDOR_NAMES.every((vendor) => vendors[vendor] !== undefined);
}

/** The variables of webhook secrets and the sandbox's default of each, for the start's summary. */
export function webhookSecretVariables(): { vendor: VendorName; name: string; as: string }[] {
  return VENDOR_NAMES.flatMap((vendor) =>
    VENDOR_VARIABLES[vendor].variables
      .filter(({ webhookSecret }) => webhookSecret)
      .map(({ name, as }) => ({ vendor, name, as })),
  );
}

const URL_HINT = 'write an address that begins with http:// or https://';

function readSandboxNames(problems: Problems): Set<VendorName | 'all'> {
  const text = problems.text('PROMISEKEEPER_SANDBOX') ?? '';
  const names = text.split(',').flatMap((name) => name.trim() || []);
  const unknown = names.filter((name) => name !== 'all' && !isVendorName(name));
  if (unknown.length > 0) {
    problems.add(
      'PROMISEKEEPER_SANDBOX',
      `names ${unknown.join(', ')}: write "all", or some of ${VENDOR_NAMES.join(', ')}`,
    );
  }
  return new Set(names.filter((name): name is VendorName | 'all' => name === 'all' || isVendorName(name)));
}

/** Whether a set of credentials is complete. One that was begun and not completed is noted: it would be a surprise. */
function isLive(problems: Problems, entry: VendorEntry): boolean {
  const isSet = (name: string) => problems.text(name) !== undefined;
  if (entry.credentials.some((set) => set.every(isSet))) return true;
  const secrets = new Set(
    entry.variables.filter(({ webhookSecret }) => webhookSecret).map(({ name }) => name),
  );
  const begun = (set: string[]) => set.filter((name) => isSet(name) && !secrets.has(name)).length;
  const [nearest] = entry.credentials.toSorted((a, b) => begun(b) - begun(a));
  const reason =
    nearest?.find((name) => isSet(name) && !secrets.has(name)) ??
    (entry.baseUrlVariable && isSet(entry.baseUrlVariable) ? entry.baseUrlVariable : undefined);
  if (nearest && reason) {
    for (const name of nearest.filter((candidate) => !isSet(candidate))) {
      problems.missing(name, `${reason} is set, and takes it along; set both or neither`);
    }
  }
  return false;
}

function given(problems: Problems, entry: VendorEntry): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { name, as, url: isUrl } of entry.variables) {
    const value = isUrl ? problems.read(name, url, URL_HINT) : problems.text(name);
    if (value !== undefined) values[as] = value;
  }
  return values;
}

function sandboxValues(entry: VendorEntry, address: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { as, sandbox, sandboxAddress } of entry.variables) {
    const value = sandboxAddress ? address : sandbox;
    if (value !== undefined) values[as] = value;
  }
  return values;
}

function missingSecrets(problems: Problems, vendor: VendorName, entry: VendorEntry): string[] {
  return entry.variables
    .filter(({ name, webhookSecret }) => webhookSecret && problems.text(name) === undefined)
    .map(({ name }) => `${name} is not set: webhooks of ${vendor} are refused, as nobody could verify them.`);
}
