import type { Capability, Port } from '../../../src/capability/actions';
import type { CapabilityQueues } from '../../../src/capability/capability-queues';
import type { SignaturePort } from '../../../src/capability/offered/signature';
import { ActionRefusedError } from '../../../src/capability/refusal';
import type { Vendor } from '../../../src/vendors/kit/vendor';
import { findVendor } from '../../../src/vendors/registry';
import { type ActionDeps, type Door, doorOf } from '../action-deps';
import { type EngagementFile, readEngagementFile } from '../engagement-file';
import { restOnMail, sendOnce } from '../mail';

/** @param capabilities where the signed file is kept, and by whom letters about it are sent */
export type SignatureDeps = ActionDeps & {
  readonly capabilities: CapabilityQueues;
  readonly vendors: readonly Vendor[];
};

/**
 * Sends what an envelope owes its signers as it stands, each letter once. A vendor that writes to them itself owes nothing.
 * @throws as the mail does
 */
export async function sendLetters(
  deps: SignatureDeps,
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
  deps: SignatureDeps,
  { port }: Door<SignaturePort>,
  file: EngagementFile,
): void {
  if (port().letters !== undefined) servingDoor(deps, file, 'mail').port();
}

/**
 * The vendor that serves another capability for an engagement.
 * @throws ActionRefusedError when the one that the playbook names is not here
 */
export function servingDoor<C extends Capability>(
  deps: SignatureDeps,
  { playbook }: EngagementFile,
  capability: C,
): Door<Port<C>> {
  const name = playbook.vendors?.[capability] ?? deps.capabilities[capability];
  const vendor = findVendor(name, deps.vendors);
  if (vendor === undefined) {
    throw new ActionRefusedError(`There is no ${name} here, which the playbook has for ${capability}.`);
  }
  return doorOf(deps, vendor, capability);
}
