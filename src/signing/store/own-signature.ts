import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Envelope, NewEnvelope, SignaturePort } from '../../capability/offered/signature';
import { ActionRefusedError } from '../../capability/refusal';
import type { Database } from '../../database/database';
import type { Clock } from '../../promise/domain/time';
import { signedPage } from '../domain/document';
import type { SigningEnvelope, SigningState } from '../domain/envelope';
import { owedLetters, wordsOf } from '../domain/letters';
import { findEnvelope, newLink, voidEnvelope } from './envelopes';

export interface OwnSignatureDeps {
  readonly db: Database;
  readonly clock: Clock;
  /** Where people reach the pages, without a trailing slash. */
  readonly publicUrl: string;
}

/** Where people sign: for whoever has the secret of a link. */
export const SIGNING_PATH = '/sign';

/** Documents that are signed on a page of our own, in PostgreSQL. The database has one envelope for each key. */
export function ownSignature({ db, clock, publicUrl }: OwnSignatureDeps): SignaturePort {
  const now = () => new Date(clock.productNow());

  async function findByKey(key: string): Promise<string | undefined> {
    return (await db.signingEnvelope.findUnique({ where: { key }, select: { id: true } }))?.id;
  }

  return {
    async ensureEnvelope(key, envelope) {
      const present = await findByKey(key);
      if (present !== undefined) return present;
      const id = `sgn_${uuidv7()}`;
      const row = rowOf(id, key, envelope, now());
      const signers = envelope.signers.map(({ name, email }, place) => ({
        envelopeId: id,
        place,
        name,
        email,
      }));
      await db.$transaction(async (tx) => {
        const { count } = await tx.signingEnvelope.createMany({ data: row, skipDuplicates: true });
        if (count > 0) await tx.signingSigner.createMany({ data: signers });
      });
      return (await findByKey(key)) ?? id;
    },

    findEnvelope: findByKey,

    async readEnvelope(id) {
      const envelope = await findEnvelope(db, id);
      return envelope && shown(envelope);
    },

    async voidEnvelope(id, reason) {
      const envelope = await db.$transaction((tx) => voidEnvelope(tx, id, reason, now()));
      return envelope && shown(envelope);
    },

    async signedFile(id) {
      const envelope = await findEnvelope(db, id);
      if (envelope?.state !== 'complete') {
        throw new ActionRefusedError(
          'The document is not signed by everybody, so there is no signed file of it.',
        );
      }
      return { content: Buffer.from(signedPage(envelope), 'utf8'), mimeType: 'text/html', extension: 'html' };
    },

    async letters(id) {
      const envelope = await findEnvelope(db, id);
      return (envelope ? owedLetters(envelope) : []).map((letter) => {
        const { place, name, email } = letter.to;
        return {
          key: `signing/${id}/${letter.kind}/${place}`,
          to: { name, email },
          compose: async () => {
            const secret = await newLink(db, { envelopeId: id, place, now: now() });
            return wordsOf(envelope as SigningEnvelope, letter, `${publicUrl}${SIGNING_PATH}/${secret}`);
          },
        };
      });
    },
  };
}

function rowOf(id: string, key: string, { subject, document }: NewEnvelope, createdAt: Date) {
  return {
    id,
    key,
    subject,
    documentName: document.name,
    body: document.body,
    sha256: createHash('sha256').update(document.body, 'utf8').digest('hex'),
    state: 'out' satisfies SigningState,
    createdAt,
  };
}

/** An envelope of ours in the words of the capability. Whether a mail came back is told by whoever carries it. */
function shown({ id, state, signers }: SigningEnvelope): Envelope {
  return {
    id,
    state,
    signers: signers.map(({ place, name, signedName, signedAt }) => ({
      place,
      name: signedName ?? name,
      hasSigned: signedAt !== null,
      signedAtMs: signedAt?.getTime() ?? null,
      isUnreachable: false,
    })),
  };
}
