/** What a vendor's token service gives for somebody's consent, and again for a refresh token. */
export interface Tokens {
  readonly accessToken: string;
  readonly accessSeconds: number;
  /** Null: the refresh token that was presented stays the one to present. */
  readonly refreshToken: string | null;
  /** What was allowed, where the token service says it. */
  readonly scopes: readonly string[] | null;
}

/** For whom consent was given: our application at a vendor, and how its token service is asked. */
export interface Consented {
  readonly vendor: string;
  /** Our application there, by its client id: what another one was given is good for nothing. */
  readonly application: string;
  /** A refresh token that a person put into the settings: it begins the credential, once. */
  readonly given: string | undefined;
  /** How long a refresh token lives unless it is used, in milliseconds of the wall clock; null: as long as the consent. */
  readonly refreshLifeMs: number | null;
  refresh(refreshToken: string): Promise<Tokens>;
  /** The vendor's code, where an error of `refresh` says that this refresh token is dead for good; else null. */
  deathIn(error: unknown): string | null;
}

/** What calls go out with. */
export interface Access {
  readonly token: string;
  /** The account that was consented for, as the vendor calls it, where it has several. */
  readonly account: string | null;
}

/** What people have consented to, shared by all processes. */
export interface Credentials {
  /**
   * An access token that is good now. It is refreshed by one process at a time, and what that brings is stored before
   * anybody uses it.
   * @param refused a token that the vendor did not take: another one is wanted
   * @returns undefined where nobody has consented, or nothing can be kept here
   * @throws CredentialError when a person has to do something first; what `refresh` throws when the vendor cannot be asked
   */
  access(of: Consented, refused?: string): Promise<Access | undefined>;
}

/** Where nothing can be kept: what the settings hold is all there is. */
export const NOTHING_KEPT: Credentials = { access: () => Promise.resolve(undefined) };

/** `ended`: the vendor takes the refresh token no more; `unreadable`: it was sealed by a key that is not there. */
export type CredentialFault = 'ended' | 'unreadable';

/** A credential that is there and good for nothing until a person has done something. */
export class CredentialError extends Error {
  override readonly name = 'CredentialError';

  constructor(
    readonly vendor: string,
    readonly fault: CredentialFault,
  ) {
    super(remedyOf(vendor, fault));
  }
}

function remedyOf(vendor: string, fault: CredentialFault): string {
  switch (fault) {
    case 'ended':
      return `consent again: npm run connect -- ${vendor}`;
    case 'unreadable':
      return `put back the key it was sealed with, or consent again: npm run connect -- ${vendor}`;
  }
}
