import { randomBytes } from 'node:crypto';
import { requiredValue } from '../vendor-settings';
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
