import { createPublicKey, createVerify, randomBytes } from 'node:crypto';
import { requiredValue } from '../vendor-settings';
import { parseJson } from '../webhook/webhook-receiver';
import type { SandboxWorld } from './vendor-sandbox';

const KIND = '_token';

/** A new bearer token of a stand-in, kept until its end by the wall clock. */
export async function issueToken(world: SandboxWorld, seconds: number): Promise<string> {
  const token = `sandbox-${randomBytes(24).toString('base64url')}`;
  await world.put(KIND, token, { expiresAtMs: Date.now() + seconds * 1000 });
  return token;
}

export async function isIssuedToken(world: SandboxWorld, token: string): Promise<boolean> {
  const issued = await world.get<{ expiresAtMs: number }>(KIND, token);
  return issued !== undefined && issued.expiresAtMs > Date.now();
}

/** True for the fixed token that the settings give, or that both ends make up when none is set. */
export function isFixedToken(vendor: string, world: SandboxWorld, name: string, token: string): boolean {
  return token === requiredValue(vendor, world.settings, name);
}

/**
 * The claims of an assertion (RFC 7523) that is signed with the private key to the public one which the vendor has.
 * @param privateKey PEM; a vendor has only the public key that belongs to it, and no more of it is used here
 * @returns undefined when it is none, or signed with another key
 */
export function signedClaims(assertion: string, privateKey: string): unknown {
  const [head = '', claims = '', signature = ''] = assertion.split('.');
  const publicKey = createPublicKey(privateKey.replaceAll('\\n', '\n'));
  const verifier = createVerify('RSA-SHA256').update(`${head}.${claims}`);
  if (!verifier.verify(publicKey, Buffer.from(signature, 'base64url'))) return undefined;
  return parseJson(Buffer.from(claims, 'base64url').toString('utf8'));
}
