import { timingSafeEqual } from 'node:crypto';
import type { Database } from '../../database/database';
import { hashOf } from '../../database/secret';
import { findTokenHolder } from '../../people/store/people';
import type { Principal } from './principal';
import { Problem } from './problem';

/**
 * Finds out who calls. Comparing hashes takes the same time whatever the token was.
 * @throws Problem 401 without a token, with an unknown or revoked one, or when its holder has left
 */
export async function authenticate(
  authorization: string | undefined,
  adminToken: string,
  db: Database,
): Promise<Principal> {
  const token = bearerOf(authorization);
  if (token === undefined) {
    throw unauthenticated('The request carries no bearer token.');
  }
  if (isSameToken(token, adminToken)) {
    return { kind: 'administrator' };
  }
  const person = await findTokenHolder(db, hashOf(token));
  if (!person) {
    throw unauthenticated('The token is not known, was revoked, or its holder is not active any more.');
  }
  return { kind: 'person', ...person };
}

/** Whether a request carries the administrator's token. */
export function isAdministrator(authorization: string | undefined, adminToken: string): boolean {
  const token = bearerOf(authorization);
  return token !== undefined && isSameToken(token, adminToken);
}

function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer +([\x21-\x7e]{1,500}) *$/i.exec(authorization ?? '')?.[1];
}

function isSameToken(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(one)), Buffer.from(hashOf(other)));
}

function unauthenticated(what: string): Problem {
  return new Problem(
    'unauthenticated',
    `${what} Nothing was done. Send "Authorization: Bearer <token>"; an administrator issues tokens.`,
    { headers: { 'www-authenticate': 'Bearer realm="promisekeeper"' } },
  );
}
