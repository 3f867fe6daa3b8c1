import { z } from 'zod';
import type { Vendor } from '../vendors/kit/vendor';
import type { VendorSettings } from '../vendors/kit/vendor-settings';
import { helpFor, type VendorVariables, webhookSecretOf } from '../vendors/kit/vendor-variables';
import type { Problems } from './problems';

const url = urlOf(['http', 'https']);

/** What decides which vendors have a sandbox here. */
interface SandboxContext {
  /** Vendors without credentials use their sandbox, unless PROMISEKEEPER_SANDBOX is `none`; else only those in it. */
  readonly embedded: boolean;
  readonly sandboxUrl: string;
}

/** Every vendor's mode, address and values, by its name. */
export function readVendors(
  problems: Problems,
  context: SandboxContext,
  vendors: readonly Vendor[],
): { vendors: Record<string, VendorSettings>; warnings: string[] } {
  const named = readSandboxNames(problems, vendors);
  const warnings: string[] = [];
  const read = (vendor: Vendor): VendorSettings => {
    const { name, settings, byHand, inHouse } = vendor;
    if (inHouse) return { mode: 'live', baseUrl: settings.liveUrl, values: {} };
    const baseUrl = readAddress(problems, settings) ?? settings.liveUrl;
    if (isLive(problems, settings)) {
      if (named.has(name) && !named.has('all')) {
        problems.add(
          'PROMISEKEEPER_SANDBOX',
          `names ${name}, whose credentials are set too: take one of them away`,
        );
      }
      warnings.push(...missingSecret(problems, vendor));
      return { mode: 'live', baseUrl, values: given(problems, settings) };
    }
    if (byHand !== undefined) return { mode: 'unconfigured', baseUrl, values: {} };
    if ((context.embedded && !named.has(NONE)) || named.has(name) || named.has('all')) {
      const address = `${context.sandboxUrl}/${name}`;
      const values = { ...sandboxValues(settings, address), ...given(problems, settings) };
      return { mode: 'sandbox', baseUrl: address, values };
    }
    return { mode: 'unconfigured', baseUrl, values: {} };
  };
  return { vendors: Object.fromEntries(vendors.map((vendor) => [vendor.name, read(vendor)])), warnings };
}

/** No vendor has a sandbox: those without credentials are served by people. */
const NONE = 'none';

const URL_HINT = hintOf(['http', 'https']);

function hintOf(schemes: readonly string[]): string {
  return `write an address that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
}

function urlOf(schemes: readonly string[]): z.ZodType<string> {
  return z
    .url({ protocol: new RegExp(`^(${schemes.join('|')})$`), hostname: /.+/ })
    .refine(hasReadableUser)
    .transform((text) => text.replace(/\/+$/, ''));
}

/** A user or password with a bare % cannot be read. */
function hasReadableUser(text: string): boolean {
  try {
    const { username, password } = new URL(text);
    decodeURIComponent(username);
    decodeURIComponent(password);
    return true;
  } catch {
    return false;
  }
}

function readAddress(
  problems: Problems,
  { baseUrlVariable, ownAddress }: VendorVariables,
): string | undefined {
  if (ownAddress === undefined) return problems.read(baseUrlVariable, url, URL_HINT);
  const { schemes } = ownAddress;
  return problems.read(baseUrlVariable, urlOf(schemes), hintOf(schemes));
}

function readSandboxNames(problems: Problems, vendors: readonly Vendor[]): Set<string> {
  const text = problems.text('PROMISEKEEPER_SANDBOX') ?? '';
  const names = text.split(',').flatMap((name) => name.trim() || []);
  const known = vendors.map(({ name }) => name);
  const alone = ['all', NONE];
  const unknown = names.filter((name) => !alone.includes(name) && !known.includes(name));
  const mixed = names.length > 1 && names.includes(NONE);
  if (unknown.length > 0 || mixed) {
    problems.add(
      'PROMISEKEEPER_SANDBOX',
      `names ${mixed ? names.join(', ') : unknown.join(', ')}: write "all", "${NONE}", or some of ${known.join(', ')}`,
    );
  }
  return new Set(names);
}

/** Whether a set of credentials is complete. One that was begun and not completed is noted: it would be a surprise. */
function isLive(problems: Problems, settings: VendorVariables): boolean {
  const isSet = (name: string) => problems.text(name) !== undefined;
  if (settings.credentials.some((set) => set.every(isSet))) return true;
  const secret = webhookSecretOf(settings)?.name;
  const counts = (name: string) => isSet(name) && name !== secret;
  const begun = (set: readonly string[]) => set.filter(counts).length;
  const [nearest] = settings.credentials.toSorted((a, b) => begun(b) - begun(a));
  const reason =
    nearest?.find(counts) ?? (isSet(settings.baseUrlVariable) ? settings.baseUrlVariable : undefined);
  if (nearest && reason) {
    for (const name of nearest.filter((candidate) => !isSet(candidate))) {
      problems.missing(
        name,
        `${helpFor(settings, name)}. ${reason} is set, and takes it along; set both or neither`,
      );
    }
  }
  return false;
}

function given(problems: Problems, { variables }: VendorVariables): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { name, as, url: isUrl } of variables) {
    const value = isUrl ? problems.read(name, url, URL_HINT) : problems.text(name);
    if (value !== undefined) values[as] = value;
  }
  return values;
}

function sandboxValues({ variables }: VendorVariables, address: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { as, sandbox, sandboxAddress } of variables) {
    const value = sandboxAddress ? address : sandbox;
    if (value !== undefined) values[as] = value;
  }
  return values;
}

function missingSecret(problems: Problems, { name, settings }: Vendor): string[] {
  const secret = webhookSecretOf(settings);
  if (secret === undefined || problems.text(secret.name) !== undefined) return [];
  return [
    `${secret.name} is not set (${secret.help}): webhooks of ${name} are refused, as nobody could verify them.`,
  ];
}
