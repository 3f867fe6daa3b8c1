import { createSign } from 'node:crypto';

/** Where a client gets its bearer token from. */
export interface TokenProvider {
  /** The token to use now. */
  token(): Promise<string>;
  /**
   * A token to replace one that the vendor refused with 401.
   * @returns another token, or the same one when there is no way to get another
   */
  renew(refused: string): Promise<string>;
}

/** What a grant gives: a token and how long it is good for. */
export interface Grant {
  readonly token: string;
  readonly expiresInSeconds: number;
}

/** A token that a person put into the settings; it cannot be renewed. */
export class StaticToken implements TokenProvider {
  constructor(private readonly value: string) {}

  token(): Promise<string> {
    return Promise.resolve(this.value);
  }

  renew(): Promise<string> {
    return Promise.resolve(this.value);
  }
}

/** Renewed this long before its end, so that no call leaves with a token that dies on the way. */
const MARGIN_MS = 60_000;

/**
 * A token from a grant, kept until shortly before its end. Callers that need one at the same moment share one grant.
 * Times are the wall clock's: they belong to the vendor's token service.
 */
export class GrantedToken implements TokenProvider {
  private current: { token: string; goodUntilMs: number } | undefined;
  private pending: Promise<string> | undefined;

  constructor(private readonly grant: () => Promise<Grant>) {}

  token(): Promise<string> {
    if (this.current !== undefined && this.current.goodUntilMs > Date.now()) {
      return Promise.resolve(this.current.token);
    }
    return this.obtain();
  }

  renew(refused: string): Promise<string> {
    if (this.current?.token === refused) this.current = undefined;
    return this.token();
  }

  private obtain(): Promise<string> {
    this.pending ??= this.grant()
      .then(({ token, expiresInSeconds }) => {
        this.current = { token, goodUntilMs: Date.now() + expiresInSeconds * 1000 - MARGIN_MS };
        return token;
      })
      .finally(() => {
        this.pending = undefined;
      });
    return this.pending;
  }
}

/** Longest life that vendors grant to an assertion. */
const ASSERTION_SECONDS = 3600;

/** Who asks for a token, for whom, and at whose token service. */
export interface AssertionClaims {
  readonly iss: string;
  readonly sub?: string;
  readonly scope: string;
  readonly aud: string;
}

/**
 * The form of a grant by JWT (RFC 7523): claims that are good for an hour, signed with RS256.
 * @param privateKey PEM; its line ends may be written as `\n`, as one-line settings have them
 */
export function assertionForm(claims: AssertionClaims, privateKey: string): Record<string, string> {
  const iat = Math.floor(Date.now() / 1000);
  const dated = { ...claims, iat, exp: iat + ASSERTION_SECONDS };
  const head = `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded(dated)}`;
  const key = privateKey.replaceAll('\\n', '\n');
  const signature = createSign('RSA-SHA256').update(head).sign(key, 'base64url');
  return {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: `${head}.${signature}`,
  };
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}
