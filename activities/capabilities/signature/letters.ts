import type { SignaturePort } from '../../../src/capability/offered/signature';
import { type Door, type ServingDeps, servingDoor } from '../action-deps';
import { type EngagementFile, readEngagementFile } from '../engagement-file';
import { restOnMail, sendOnce } from '../mail';

/**
 * Sends what an envelope owes its signers as it stands, each letter once. A vendor that writes to them itself owes nothing.
 * @throws as the mail does
 */
export async function sendLetters(
  deps: ServingDeps,
  { port }: Door<SignaturePort>,
  engagementId: string,
  envelopeId: string,
): Promise<void> {
  const letters = (await port().letters?.(envelopeId)) ?? [];
  if (letters.length === 0) return;
  const mail = servingDoor(deps, await readEngagementFile(deps.db, engagementId), 'mail');
  for (const { key, to, compose } of letters) {
    await restOnMail(mail, key, engagementId);
    await sendOnce(mail, key, async () => ({
      to: [{ name: to.name, address: to.email }],
      ...(await compose()),
    }));
  }
}

/** To be called before an envelope goes out. @throws VendorUnconfiguredError when nobody could be written to about it */
export function insistOnLetters(
  deps: ServingDeps,
  { port }: Door<SignaturePort>,
  file: EngagementFile,
): void {
  if (port().letters !== undefined) servingDoor(deps, file, 'mail').port();
}
