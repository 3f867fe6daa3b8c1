import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type {
  ActionActivities,
  ActionResult,
  ActionsOf,
  VendorFailure,
} from '../../../src/capability/actions';
import type { Party } from '../../../src/capability/parameters';
import { ActionRefusedError } from '../../../src/capability/refusal';
import { anchorOf, type Envelope, type SignaturePort } from '../../../src/capability/offered/signature';
import { htmlOf } from '../../../src/text/domain/html';
import { type ActionDeps, type Door, type ServingDeps, servingDoor } from '../action-deps';
import { documentKey, folderOf, pageBody } from '../documents';
import {
  type Addressee,
  addressees,
  type EngagementFile,
  readEngagementFile,
  someone,
} from '../engagement-file';
import { renderTemplate } from '../templates';
import { atVendor } from '../vendor-errors';
import { insistOnLetters, sendLetters } from './letters';

/** The actions on what is signed at a vendor: sent, kept when it is signed, voided. */
export function createSignatureActivities(
  deps: ServingDeps,
  door: Door<SignaturePort>,
): Pick<ActionActivities, ActionsOf<'signature'>> {
  const { db } = deps;
  const { effects, port } = door;
  return {
    'signature.request': ({ engagementId, key, params: { document, template, signers } }) =>
      atVendor(async () => {
        const known = await effects.find('envelope', key);
        const envelopeId = known?.vendorId ?? (await sent());
        await sendLetters(deps, door, engagementId, envelopeId);
        const note = `The document "${document}" is out to be signed by ${signers.join(', then ')}.`;
        return { refs: { envelopeId, document }, note };

        async function sent(): Promise<string> {
          const file = await readEngagementFile(db, engagementId);
          insistOnLetters(deps, door, file);
          const people = await signersOf(deps, file, signers);
          const { subject, text } = await renderTemplate(db, file, template);
          const id = await port().ensureEnvelope(key, {
            subject,
            document: {
              name: `${file.reference} ${document}`,
              body: `${pageBody(subject, text)}${places(people)}`,
            },
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
          const { content, mimeType, extension } = await port().signedFile(envelopeId);
          const file = await readEngagementFile(db, engagementId);
          const storage = servingDoor(deps, file, 'storage');
          const id = await storage.port().ensureFile(key, {
            name: `${file.reference} ${document} (signed).${extension}`,
            folderId: await folderOf(storage, file),
            mimeType,
            content,
          });
          await storage.effects.restOn('file', id, engagementId);
          await storage.effects.replace('document', documentKey(engagementId, document), id);
          const sha256 = createHash('sha256').update(content).digest('hex');
          const link = storage.port().linkTo?.(id);
          return effects.keep('signed-file', key, id, {
            envelopeId,
            sha256,
            ...(link !== undefined && { link }),
          });
        }
      }),

    'signature.void': ({ engagementId, params: { of, reason } }) =>
      atVendor(async (): Promise<ActionResult> => {
        // What was never answered may have gone out all the same.
        const id = (await effects.find('envelope', of))?.vendorId ?? (await port().findEnvelope(of));
        if (id === undefined) return { refs: {}, note: 'Nothing was out to be signed.' };
        await effects.changeOurselves('envelope', id, 'voided');
        const envelope = await port().voidEnvelope(id, reason);
        await sendLetters(deps, door, engagementId, id);
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

/** Where each of them signs. */
function places(people: readonly Addressee[]): string {
  const line = ({ name }: Addressee, place: number) => `<p>${htmlOf(name)}: ${anchorOf(place)}</p>\n`;
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
