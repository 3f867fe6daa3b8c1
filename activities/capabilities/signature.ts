import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { ActionActivities, ActionResult, ActionsOf, VendorFailure } from '../../src/capability/actions';
import type { CapabilityQueues } from '../../src/capability/capability-queues';
import type { Party } from '../../src/capability/parameters';
import { ActionRefusedError } from '../../src/capability/refusal';
import { anchorOf, type Envelope, type SignaturePort } from '../../src/capability/offered/signature';
import type { StoragePort } from '../../src/capability/offered/storage';
import { htmlOf } from '../../src/text/domain/html';
import type { Vendor } from '../../src/vendors/kit/vendor';
import { findVendor } from '../../src/vendors/registry';
import { type ActionDeps, type Door, doorOf } from './action-deps';
import { documentKey, folderOf, page } from './documents';
import {
  type Addressee,
  addressees,
  type EngagementFile,
  readEngagementFile,
  someone,
} from './engagement-file';
import { renderTemplate } from './templates';
import { atVendor } from './vendor-errors';

/** @param capabilities where the signed file is kept, too */
type SignatureDeps = ActionDeps & {
  readonly capabilities: CapabilityQueues;
  readonly vendors: readonly Vendor[];
};

/** The actions on what is signed at a vendor: sent, kept when it is signed, voided. */
export function createSignatureActivities(
  deps: SignatureDeps,
  { effects, port }: Door<SignaturePort>,
): Pick<ActionActivities, ActionsOf<'signature'>> {
  const { db } = deps;
  return {
    'signature.request': ({ engagementId, key, params: { document, template, signers } }) =>
      atVendor(async () => {
        const known = await effects.find('envelope', key);
        const envelopeId = known?.vendorId ?? (await sent());
        const note = `The document "${document}" is out to be signed by ${signers.join(', then ')}.`;
        return { refs: { envelopeId, document }, note };

        async function sent(): Promise<string> {
          const file = await readEngagementFile(db, engagementId);
          const people = await signersOf(deps, file, signers);
          const { subject, text } = await renderTemplate(db, file, template);
          const id = await port().ensureEnvelope(key, {
            subject,
            document: { name: `${file.reference} ${document}`, html: page(subject, text, places(people)) },
            signers: people.map(({ name, email }) => ({ name, email })),
          });
          await effects.restOn('envelope', id, engagementId);
          await effects.replace('document-out', documentKey(engagementId, document), id);
          const asked = { engagementId, document, signers: signers.join(',') };
          return (await effects.keep('envelope', key, id, asked)).vendorId;
        }
      }),

    'signature.saveSigned': ({ engagementId, key, params: { document } }) =>
      atVendor(async () => {
        const saved = await effects.find('signed-file', key);
        const { vendorId: fileId, data } = saved ?? (await save());
        const note = `The signed document "${document}" is in the folder; the SHA-256 of its file is ${data['sha256']}.`;
        return { refs: { fileId, document, ...data }, note };

        async function save() {
          const out = await effects.find('document-out', documentKey(engagementId, document));
          const envelopeId = completeOnly(document, out && (await port().readEnvelope(out.vendorId)));
          const bytes = await port().signedFile(envelopeId);
          const file = await readEngagementFile(db, engagementId);
          const storage = storageOf(deps, file);
          const id = await storage.port().ensureFile(key, {
            name: `${file.reference} ${document} (signed).pdf`,
            folderId: await folderOf(storage, file),
            mimeType: 'application/pdf',
            content: bytes,
          });
          await storage.effects.restOn('file', id, engagementId);
          await storage.effects.replace('document', documentKey(engagementId, document), id);
          const sha256 = createHash('sha256').update(bytes).digest('hex');
          return effects.keep('signed-file', key, id, { envelopeId, sha256 });
        }
      }),

    'signature.void': ({ params: { of, reason } }) =>
      atVendor(async (): Promise<ActionResult> => {
        // What was never answered may have gone out all the same.
        const id = (await effects.find('envelope', of))?.vendorId ?? (await port().findEnvelope(of));
        if (id === undefined) return { refs: {}, note: 'Nothing was out to be signed.' };
        await effects.changeOurselves('envelope', id, 'voided');
        const envelope = await port().voidEnvelope(id, reason);
        return { refs: { envelopeId: id, state: envelope?.state ?? 'deleted' }, note: voidNote(envelope) };
      }),
  };
}

/**
 * One person for each party, in its order: the client's first contact who can be written to, else whoever has the role.
 * @throws ActionRefusedError when a party has nobody
 */
async function signersOf(
  { db, clock }: ActionDeps,
  file: EngagementFile,
  parties: readonly Party[],
): Promise<Addressee[]> {
  const at = new Date(clock.productNow());
  const people = parties.map(async (party) => {
    const [first] = someone(await addressees(db, file, [party], at), [party]);
    return first;
  });
  return (await Promise.all(people)).filter((person) => person !== undefined);
}

/** Where each of them signs: the vendor finds the anchor, and people see none. */
function places(people: readonly Addressee[]): string {
  const line = ({ name }: Addressee, place: number) =>
    `<p>${htmlOf(name)}: <span style="color:#ffffff">${anchorOf(place)}</span></p>\n`;
  return people.map(line).join('');
}

/**
 * The id of an envelope that everybody has signed.
 * @throws ActionRefusedError for any other; a failure that is tried again while the vendor is still closing it
 */
function completeOnly(document: string, envelope: Envelope | undefined): string {
  if (envelope?.state === 'complete') return envelope.id;
  if (envelope?.state === 'out' && envelope.signers.every(({ hasSigned }) => hasSigned)) {
    throw ApplicationFailure.create({
      type: 'VendorUnknownOutcome' satisfies VendorFailure,
      message: 'Everybody has signed, and the vendor is still closing the document. It is asked for again.',
    });
  }
  throw new ActionRefusedError(
    `The document "${document}" is not signed by everybody where it was sent, so no file was kept. File the signed one by hand.`,
  );
}

/** @throws ActionRefusedError when the storage that the playbook names is not there */
function storageOf(deps: SignatureDeps, { playbook }: EngagementFile): Door<StoragePort> {
  const name = playbook.vendors?.storage ?? deps.capabilities.storage;
  const vendor = findVendor(name, deps.vendors);
  if (vendor === undefined) {
    throw new ActionRefusedError(`There is no ${name} here to keep the signed file. File it by hand.`);
  }
  return doorOf(deps, vendor, 'storage');
}

function voidNote(envelope: Envelope | undefined): string {
  switch (envelope?.state) {
    case 'complete':
      return 'The document stays: everybody has signed it. Decide what follows from that.';
    case 'declined':
      return 'The document is not out any more: somebody declined to sign it.';
    case 'voided':
      return 'The document that was out to be signed is void.';
    case 'out':
    case 'deleted':
    case undefined:
      return 'The document that was out to be signed is gone.';
  }
}
