import { action, capability, port } from '../capability';
import { name, parties, text } from '../parameters';

/** Somebody who is to have a certificate. */
export interface CertificateHolder {
  /** Ours. */
  readonly id: string;
  readonly name: string;
}

/** What is certified, to whom. */
export interface NewCertificate {
  readonly engagementId: string;
  readonly holder: CertificateHolder;
  /** The course or the service. */
  readonly title: string;
}

/** A mail that brings a certificate to its holder. */
export interface HolderLetter {
  /** The same for the same letter, so that it goes out once. */
  readonly key: string;
  /** What it says, with a way to the certificate that is the holder's alone. */
  readonly compose: () => Promise<{ subject: string; text: string }>;
}

/** Who issues certificates. */
export interface CertificatesPort {
  /**
   * The certificate of a holder under a key, issued if there is none. Whoever holds a valid one of that title in the
   * engagement keeps it, under whatever key it was issued.
   * @returns its id
   * @throws ActionRefusedError when it cannot be made of such a name
   */
  ensureCertificate(key: string, certificate: NewCertificate): Promise<string>;
  /** Revokes what was issued under a key. Repeatable. @returns how many are revoked of it now */
  revokeCertificates(key: string, reason: string): Promise<number>;
  /** The letter about a certificate; left out by a vendor that writes to holders itself. */
  readonly letter?: (id: string) => Promise<HolderLetter>;
}

const revoke = action({ of: name });

/** Certificates that people hold, and that anybody can check. Without it, people make and send them. */
export const certificates = capability({
  port: port<CertificatesPort>(),
  actions: {
    /** Issues a certificate of the title to each holder, once, and sends each a way to it that is theirs alone. */
    issue: action({ holders: parties, title: text }, { by: revoke, with: ({ key }) => ({ of: key }) }),
    /** Revokes what the action with the key `of` issued. */
    revoke,
  },
});
