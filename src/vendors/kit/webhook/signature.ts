import { createHmac, timingSafeEqual } from 'node:crypto';

/** Compares a presented signature with the right one in a time that tells nothing about where they differ. */
export function sameText(presented: string, right: string): boolean {
  const a = Buffer.from(presented, 'utf8');
  const b = Buffer.from(right, 'utf8');
  return a.length === b.length && timingSafeEqual(a, b);
}

/** HMAC-SHA256 over the parts in order, without separators. */
export function hmacSha256(
  secret: string,
  encoding: 'base64' | 'hex',
  ...parts: readonly (string | Buffer)[]
): string {
  const hmac = createHmac('sha256', secret);
  for (const part of parts) hmac.update(part);
  return hmac.digest(encoding);
}

/** True when a signed time lies within the window on either side of now; both in milliseconds of the wall clock. */
export function isRecent(signedAtMs: number, nowMs: number, windowMs: number): boolean {
  return Number.isFinite(signedAtMs) && Math.abs(nowMs - signedAtMs) <= windowMs;
}
