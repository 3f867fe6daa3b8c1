import type { Party as PlaybookParty } from '../../capability/parameters';
import type { OutsideChange } from '../../capability/outside';
import type { Envelope, EnvelopeSigner } from '../../capability/offered/signature';
import type { Connection, Database } from '../../database/database';
import { lockName } from '../../database/lock';
import { type Party, PARTIES } from '../../engagement/domain/facts/declare';
import { proposalSigned } from '../../engagement/domain/facts/agreement';
import { type OutsideObject, restingOn, saw } from '../../engagement/store/outside';
import type { Clock } from '../../promise/domain/time';
import { shortEffectKey } from '../../vendors/kit/effect-key';
import type { EnvelopeVerdict } from '../domain/intake';
import { putOutsideChange } from './outside-judgement';
import { putVendorFacts, type VendorFact } from './vendor-facts';

/** An engagement that had a document sent, and whom it asked to sign, in their order. */
interface Asker {
  engagementId: string;
  signers: readonly PlaybookParty[];
}

/** The engagement that an envelope belongs to; undefined for one that none sent, or whose sending was not put down yet. */
export async function askerOf(db: Connection, vendor: string, id: string): Promise<Asker | undefined> {
  const sent = await db.externalRef.findFirst({ where: { system: vendor, kind: 'envelope', vendorId: id } });
  if (!sent) return undefined;
  const { engagementId = '', signers = '' } = (sent.data ?? {}) as Record<string, string>;
  return { engagementId, signers: signers.split(',') };
}

/**
 * Judges an envelope as it was fetched: its engagement is told once of each party that has signed, and once of what ends the
 * signing without all signatures. What is told goes by ids that follow from the envelope, and is stored in one
 * transaction: however often and in whatever order the vendor calls, it is the same.
 * @param envelope undefined when the vendor has it no more
 */
export async function judgeEnvelope(
  { db, clock }: { db: Database; clock: Clock },
  {
    vendor,
    id,
    asker,
    envelope,
  }: { vendor: string; id: string; asker: Asker; envelope: Envelope | undefined },
): Promise<EnvelopeVerdict> {
  const { engagementId } = asker;
  return db.$transaction(async (tx) => {
    await lockName(tx, `envelope:${vendor}:${id}`);
    const nowMs = clock.productNow();
    const now = new Date(nowMs);
    const root = `${vendor}/${shortEffectKey(id)}`;
    const signed = signedFacts(root, asker, envelope?.signers ?? [], nowMs);
    await putVendorFacts(tx, vendor, engagementId, signed, now);
    const commandIds = signed.map((fact) => fact.id);
    const [resting] = (await restingOn(tx, { vendor, what: 'envelope' }, [id])).filter(
      (row) => row.engagementId === engagementId,
    );
    for (const change of changesOf(envelope, resting)) {
      const factId = `${root}/envelope-${change.how}`;
      const fact = { vendor, engagementId, change, id, factId, occurredAtMs: nowMs, now };
      await putOutsideChange(tx, fact);
      commandIds.push(factId);
    }
    if (resting && envelope?.state !== 'out') await saw(tx, resting, { id, place: 'gone' }, now);
    return commandIds.length > 0
      ? { do: 'tell', engagementId, commandIds }
      : { do: 'nothing', outcome: 'noted: nobody has signed yet' };
  });
}

/** A fact for each party all of whose places are signed, in the order of the signatures. */
function signedFacts(
  root: string,
  { signers: asked }: Asker,
  signers: readonly EnvelopeSigner[],
  nowMs: number,
): VendorFact[] {
  return PARTIES.flatMap((party): VendorFact[] => {
    const places = [...asked.keys()].filter((place) => partyOf(asked[place]) === party);
    const own = signers.filter(({ place }) => places.includes(place));
    const isSigned = places.every((place) => own.some((signer) => signer.place === place));
    if (places.length === 0 || !isSigned || own.some(({ hasSigned }) => !hasSigned)) return [];
    const signedAtMs = Math.max(...own.map((signer) => signer.signedAtMs ?? nowMs));
    return [
      {
        id: `${root}/signed-${party}`,
        signal: proposalSigned.name,
        fields: { party },
        kept: { signedBy: own.map(({ name }) => name).join(', ') },
        occurredAtMs: Math.min(signedAtMs, nowMs),
      },
    ];
  }).toSorted((a, b) => a.occurredAtMs - b.occurredAtMs);
}

/** Whoever is not the client signs for us. */
function partyOf(asked: PlaybookParty | undefined): Party {
  return asked === 'client' ? 'client' : 'provider';
}

/** What people did to an envelope; what our own connector did is no news. */
function changesOf(envelope: Envelope | undefined, resting: OutsideObject | undefined): OutsideChange[] {
  const changes = hows(envelope).filter((how) => resting?.own.includes(how) !== true);
  return changes.map((how) => ({ what: 'envelope', how }));
}

function hows(envelope: Envelope | undefined): Extract<OutsideChange, { what: 'envelope' }>['how'][] {
  switch (envelope?.state) {
    case undefined:
      return ['deleted'];
    case 'declined':
    case 'voided':
    case 'deleted':
      return [envelope.state];
    case 'complete':
      return [];
    case 'out':
      return envelope.signers.some(({ isUnreachable }) => isUnreachable) ? ['unreachable'] : [];
  }
}
