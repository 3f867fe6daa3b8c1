import type { Envelope, SignaturePort } from '../../capability/offered/signature';
import { VendorError } from '../kit/errors';
import type { PortDeps } from '../kit/vendor';
import type { DocusignClient } from './client';
import { type DocusignEnvelope, reasonOf } from './envelope';

/** An envelope is put down before it goes out: whoever comes again asks for it first. */
export function docusignSignature(docusign: DocusignClient, { memory }: PortDeps): SignaturePort {
  async function findEnvelope(key: string): Promise<string | undefined> {
    const begun = await memory.find('envelope-begun', key);
    return begun && (await docusign.find(key, begun.atMs));
  }

  async function readEnvelope(id: string): Promise<Envelope | undefined> {
    const found = await docusign.get(id);
    return found && envelopeOf(found);
  }

  return {
    async ensureEnvelope(key, envelope) {
      const present = await findEnvelope(key);
      if (present !== undefined) return present;
      await memory.keep('envelope-begun', key, '');
      return docusign.send(key, envelope);
    },

    findEnvelope,

    readEnvelope,

    async voidEnvelope(id, reason) {
      const before = await readEnvelope(id);
      if (before?.state !== 'out') return before;
      try {
        await docusign.void(id, reasonOf(reason));
      } catch (error) {
        // Somebody may have signed or declined at this moment.
        if (!(error instanceof VendorError && error.outcome === 'rejected')) throw error;
        const after = await readEnvelope(id);
        if (after?.state === 'out') throw error;
        return after;
      }
      return { ...before, state: 'voided' };
    },

    signedFile: async (id) => ({
      content: await docusign.combinedFile(id),
      mimeType: 'application/pdf',
      extension: 'pdf',
    }),
  };
}

/** Whoever signs instead of somebody has that one's place in the order, and another number. */
function envelopeOf({ envelopeId, status, recipients }: DocusignEnvelope): Envelope {
  return {
    id: envelopeId,
    state: stateOf(status),
    signers: (recipients?.signers ?? []).map((signer) => ({
      place: Number(signer.routingOrder) - 1,
      name: signer.name,
      hasSigned: signer.status === 'completed',
      signedAtMs: msOf(signer.signedDateTime),
      isUnreachable: signer.status === 'autoresponded',
    })),
  };
}

function stateOf(status: string): Envelope['state'] {
  switch (status) {
    case 'completed':
      return 'complete';
    case 'declined':
    case 'voided':
    case 'deleted':
      return status;
    // On its way from one of these to the next: created, sent, delivered, signed, processing, correct.
    default:
      return 'out';
  }
}

function msOf(text: string | undefined): number | null {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? null : ms;
}
