import { action, capability, port } from '../capability';
import { name, signers, slug, template, text } from '../parameters';

/** Somebody who is asked to sign. */
export interface NewSigner {
  readonly name: string;
  readonly email: string;
}

/** A document that goes out to be signed. */
export interface NewEnvelope {
  /** Of the vendor's mail to each signer. */
  readonly subject: string;
  readonly document: {
    readonly name: string;
    /** HTML as it stands in a page's body, with the anchor of each signer where that one signs: see `anchorOf`. */
    readonly body: string;
  };
  /** In the order in which they sign; each is asked when the one before has signed. */
  readonly signers: readonly NewSigner[];
}

/** One signer as the vendor shows them. */
export interface EnvelopeSigner {
  /** Among those who were asked, counted from 0; whoever signs instead of somebody has the same place. */
  readonly place: number;
  readonly name: string;
  readonly hasSigned: boolean;
  /** Milliseconds of the vendor's clock; null while it does not tell. */
  readonly signedAtMs: number | null;
  /** The vendor's mail came back. */
  readonly isUnreachable: boolean;
}

export interface Envelope {
  readonly id: string;
  /** `complete`: everybody has signed, and the signed file is there. */
  readonly state: 'out' | 'complete' | 'declined' | 'voided' | 'deleted';
  readonly signers: readonly EnvelopeSigner[];
}

/** A document with all its signatures, as a file that speaks for itself. */
export interface SignedFile {
  readonly content: Uint8Array;
  readonly mimeType: string;
  /** Of its name, without a dot. */
  readonly extension: string;
}

/** A mail about an envelope to one of those who sign it. */
export interface SigningLetter {
  /** The same for the same letter, so that it goes out once. */
  readonly key: string;
  readonly to: NewSigner;
  /** What it says, with a way to the document that is this signer's alone. */
  readonly compose: () => Promise<{ subject: string; text: string }>;
}

/** Where documents are signed. */
export interface SignaturePort {
  /** The envelope of a key, sent if it was not yet. @returns its id */
  ensureEnvelope(key: string, envelope: NewEnvelope): Promise<string>;
  /** The envelope of a key, also one whose sending was never answered. @returns undefined when none went out */
  findEnvelope(key: string): Promise<string | undefined>;
  /** @returns undefined when there is no such envelope any more */
  readEnvelope(id: string): Promise<Envelope | undefined>;
  /**
   * Voids an envelope that is still out. Repeatable.
   * @param reason what its signers are told
   * @returns the envelope as it is afterwards
   */
  voidEnvelope(id: string, reason: string): Promise<Envelope | undefined>;
  /**
   * The file of a complete envelope.
   * @throws ActionRefusedError when it is larger than a document may be
   */
  signedFile(id: string): Promise<SignedFile>;
  /** The letters that an envelope owes its signers as it stands; left out by a vendor that writes to them itself. */
  readonly letters?: (id: string) => Promise<readonly SigningLetter[]>;
}

/** The text in a document at which a signer signs, and which nobody is to be shown. @param place counted from 0 */
export function anchorOf(place: number): string {
  return `/signature-${place + 1}/`;
}

const voidRequest = action({ of: name, reason: text });

/** A document that both parties sign at a vendor. Without it, people state that it was signed. */
export const signature = capability({
  port: port<SignaturePort>(),
  actions: {
    /**
     * Sends a document, rendered from a template, to its signers in their order: `client` is the first contact of the
     * engagement and signs for the client, a role is whoever has it and signs for us.
     */
    request: action(
      { document: slug, template, signers },
      { by: voidRequest, with: ({ key }) => ({ of: key, reason: 'The work was called off.' }) },
    ),
    /** Keeps the file of a document that everybody has signed in the engagement's folder, with its hash in the result. */
    saveSigned: action({ document: slug }),
    /** Voids what the action with the key `of` sent; a document that everybody has signed stays, and the result says so. */
    void: voidRequest,
  },
});
