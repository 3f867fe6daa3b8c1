import type { Connection } from '../../database/database';
import { lockName } from '../../database/lock';
import { hashOf, newSecret } from '../../database/secret';
import type {
  SigningEnvelope as EnvelopeRow,
  SigningSigner as SignerRow,
} from '../../database/generated/client';
import {
  faultOfActing,
  type Origin,
  type SigningEnvelope,
  type SigningFault,
  type SigningState,
} from '../domain/envelope';

/** @returns undefined when there is none */
export async function findEnvelope(db: Connection, id: string): Promise<SigningEnvelope | undefined> {
  const row = await db.signingEnvelope.findUnique({ where: { id }, include: { signers: true } });
  return row ? envelopeOf(row, row.signers) : undefined;
}

function envelopeOf({ state, ...row }: EnvelopeRow, signers: SignerRow[]): SigningEnvelope {
  return {
    ...row,
    state: state as SigningState,
    signers: signers
      .map(({ origin, ...signer }) => ({ ...signer, origin: origin as Origin | null }))
      .toSorted((a, b) => a.place - b.place),
  };
}

/** A signer as a link shows them, with the document. */
export interface OpenedLink {
  readonly envelope: SigningEnvelope;
  readonly place: number;
}

/** Another link for a signer; those before go on being good. @returns its secret, of which nothing is kept but the hash */
export async function newLink(
  db: Connection,
  { envelopeId, place, now }: { envelopeId: string; place: number; now: Date },
): Promise<string> {
  const secret = newSecret();
  await db.signingLink.create({ data: { hash: hashOf(secret), envelopeId, place, createdAt: now } });
  return secret;
}

/** What a link opens. @returns undefined for one that was never made */
export async function openLink(db: Connection, secret: string): Promise<OpenedLink | undefined> {
  const link = await db.signingLink.findUnique({ where: { hash: hashOf(secret) } });
  const envelope = link ? await findEnvelope(db, link.envelopeId) : undefined;
  return link && envelope ? { envelope, place: link.place } : undefined;
}

/** What a signer does. */
export type SignerAct =
  | { readonly does: 'sign'; readonly name: string; readonly origin: Origin }
  | { readonly does: 'decline'; readonly reason: string };

/**
 * Signs or declines for whoever has the link; who comes at the same moment comes after.
 * @param tx a transaction: what follows from it belongs into the same one
 * @returns why nothing was changed; null when it is done
 */
export async function act(
  tx: Connection,
  { envelope: { id }, place }: OpenedLink,
  what: SignerAct,
  now: Date,
): Promise<SigningFault | null> {
  await lockEnvelope(tx, id);
  const envelope = await present(tx, id);
  const fault = faultOfActing(envelope, place);
  if (fault !== null) return fault;
  if (what.does === 'sign') {
    const data = { signedAt: now, signedName: what.name, origin: { ...what.origin } };
    await tx.signingSigner.update({ where: { envelopeId_place: { envelopeId: id, place } }, data });
    const isLast = envelope.signers.every((one) => one.place === place || one.signedAt !== null);
    if (isLast) await end(tx, id, { state: 'complete', reason: null, now });
  } else {
    await end(tx, id, { state: 'declined', reason: what.reason, now });
  }
  return null;
}

/** Voids a document that is still out. @returns it as it stands then; undefined when there is none */
export async function voidEnvelope(
  tx: Connection,
  id: string,
  reason: string,
  now: Date,
): Promise<SigningEnvelope | undefined> {
  await lockEnvelope(tx, id);
  const envelope = await findEnvelope(tx, id);
  if (envelope?.state !== 'out') return envelope;
  await end(tx, id, { state: 'voided', reason, now });
  return present(tx, id);
}

async function end(
  tx: Connection,
  id: string,
  { state, reason, now }: { state: Exclude<SigningState, 'out'>; reason: string | null; now: Date },
): Promise<void> {
  await tx.signingEnvelope.update({ where: { id }, data: { state, reason, endedAt: now } });
}

async function lockEnvelope(tx: Connection, id: string): Promise<void> {
  await lockName(tx, `signing:${id}`);
}

async function present(tx: Connection, id: string): Promise<SigningEnvelope> {
  const row = await tx.signingEnvelope.findUniqueOrThrow({ where: { id }, include: { signers: true } });
  return envelopeOf(row, row.signers);
}
