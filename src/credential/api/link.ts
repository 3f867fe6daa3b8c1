import type { Connection } from '../../database/database';
import type { Settings } from '../../settings/settings';
import { consentedAt } from '../../vendors/kit/code-flow';
import type { Vendor } from '../../vendors/kit/vendor';
import { CONSENT_WITHIN_MS, offerConsent } from '../store/consents';

/** Why nobody can consent here. */
export type LinkRefusal = 'no-page' | 'no-application' | 'no-key';

export interface LinkRequest {
  readonly db: Connection;
  readonly settings: Pick<Settings, 'vendors' | 'credentialKeys' | 'publicUrl'>;
  readonly vendor: Vendor;
  /** The wall clock's time. */
  readonly nowMs: number;
}

/** The link by which somebody consents: whoever has it is taken for an administrator, once and for ten minutes. */
export async function consentLink({
  db,
  settings,
  vendor,
  nowMs,
}: LinkRequest): Promise<{ url: string; endsAtMs: number } | LinkRefusal> {
  const { name, codeFlow } = vendor;
  const own = settings.vendors[name];
  if (codeFlow === undefined) return 'no-page';
  if (own === undefined || own.mode === 'unconfigured') return 'no-application';
  if (consentedAt(name, codeFlow, own) === undefined) return 'no-application';
  if (settings.credentialKeys.length === 0) return 'no-key';
  const ticket = await offerConsent(db, name, nowMs);
  return {
    url: `${settings.publicUrl}/connect/${name}?ticket=${ticket}`,
    endsAtMs: nowMs + CONSENT_WITHIN_MS,
  };
}
