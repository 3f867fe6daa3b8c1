import type { Connection } from '../../database/database';
import { CONSENT_WITHIN_MS, offerConsent } from '../store/consents';
import type { ConsentPlace } from './place';

/** The link by which somebody consents: whoever has it is taken for an administrator, once and for ten minutes. */
export async function consentLink(
  db: Connection,
  { name, pageUrl }: ConsentPlace,
): Promise<{ url: string; endsAtMs: number }> {
  const nowMs = Date.now();
  const ticket = await offerConsent(db, name, nowMs);
  return { url: `${pageUrl}?ticket=${ticket}`, endsAtMs: nowMs + CONSENT_WITHIN_MS };
}
