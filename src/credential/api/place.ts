import type { Settings } from '../../settings/settings';
import { type CodeFlow, consentedAt } from '../../vendors/kit/code-flow';
import type { Vendor } from '../../vendors/kit/vendor';
import type { VendorSettings } from '../../vendors/kit/vendor-settings';
import type { Consented } from '../domain/credential';
import type { Keys } from '../store/seal';

/** What consent takes of the settings. */
export type ConsentSettings = Pick<Settings, 'vendors' | 'credentialKeys' | 'publicUrl'>;

/** A vendor at which somebody can consent here. */
export interface ConsentPlace {
  readonly name: string;
  readonly title: string;
  readonly flow: CodeFlow;
  readonly own: VendorSettings;
  readonly of: Consented;
  readonly keys: Keys;
  /** The first of our pages, and the one to which the vendor sends back. */
  readonly pageUrl: string;
  readonly redirectUri: string;
}

/** Why nobody can consent at a vendor here. */
export type ConsentRefusal = 'no-page' | 'no-application' | 'no-key';

export function consentPlace(
  { name, title, codeFlow: flow }: Vendor,
  { vendors, credentialKeys: keys, publicUrl }: ConsentSettings,
): ConsentPlace | ConsentRefusal {
  const own = vendors[name];
  if (flow === undefined) return 'no-page';
  if (own === undefined || own.mode === 'unconfigured') return 'no-application';
  const of = consentedAt(name, flow, own);
  if (of === undefined) return 'no-application';
  if (keys.length === 0) return 'no-key';
  const pageUrl = `${publicUrl}/connect/${name}`;
  return { name, title, flow, own, of, keys, pageUrl, redirectUri: `${pageUrl}/callback` };
}

/** What was not done, why, and what to do. */
export function refusalWords(
  { title, name }: Pick<Vendor, 'title' | 'name'>,
  refusal: ConsentRefusal,
): string {
  switch (refusal) {
    case 'no-page':
      return `Nobody consents to ${title} by a page. Nothing was changed. Its credentials stand in the settings: npm run connect -- ${name}`;
    case 'no-application':
      return `The settings name no application of yours at ${title}. Nothing was changed. Set its client id and secret first: npm run connect -- ${name}`;
    case 'no-key':
      return 'PROMISEKEEPER_CREDENTIAL_KEY is not set, so nothing that somebody consents to could be kept. Nothing was changed. Set it (openssl rand -base64 32 makes one) and start again; the credentials of the settings go on working without it.';
  }
}
