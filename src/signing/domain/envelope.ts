/** A document that is signed on our own page. `out`: somebody's signature is still awaited. */
export type SigningState = 'out' | 'complete' | 'declined' | 'voided';

/** One of those who sign. */
export interface Signer {
  /** In the order in which they sign, counted from 0. */
  readonly place: number;
  /** As they were asked. */
  readonly name: string;
  readonly email: string;
  readonly signedAt: Date | null;
  /** As they wrote it. */
  readonly signedName: string | null;
  /** From where they signed, as far as it told. */
  readonly origin: Origin | null;
}

/** Where a signature came from. */
export interface Origin {
  readonly address: string;
  readonly browser: string;
}

export interface SigningEnvelope {
  readonly id: string;
  /** Of the mails about it. */
  readonly subject: string;
  readonly documentName: string;
  /** What is signed: HTML as it stands in a page's body, with an anchor for each signer. */
  readonly body: string;
  /** Of `body` as UTF-8, in hex. */
  readonly sha256: string;
  readonly state: SigningState;
  /** Why it was declined or voided. */
  readonly reason: string | null;
  readonly endedAt: Date | null;
  /** In their order. */
  readonly signers: readonly Signer[];
}

/** Who is to sign now; undefined when nobody is. */
export function whoseTurn({ state, signers }: SigningEnvelope): Signer | undefined {
  return state === 'out' ? signers.find(({ signedAt }) => signedAt === null) : undefined;
}

/** Those who have been asked so far: each is when all before have signed. */
export function askedSoFar({ signers }: SigningEnvelope): readonly Signer[] {
  const signed = signers.filter(({ signedAt }) => signedAt !== null).length;
  return signers.slice(0, signed + 1);
}

/** Why something that a signer wants cannot be done; nothing was changed then. */
export type SigningFault = 'ended' | 'signed-already' | 'not-their-turn';

/** Whether this signer may sign or decline now. */
export function faultOfActing(envelope: SigningEnvelope, place: number): SigningFault | null {
  if (envelope.signers.some((signer) => signer.place === place && signer.signedAt !== null)) {
    return 'signed-already';
  }
  if (envelope.state !== 'out') return 'ended';
  return whoseTurn(envelope)?.place === place ? null : 'not-their-turn';
}
