import { createHash } from 'node:crypto';
import { v5 as uuidv5 } from 'uuid';

const BASE32HEX = '0123456789abcdefghijklmnopqrstuv';

/**
 * The short form of an effect's key (workflow id + step + generation) for places with length limits.
 * Guarantee: the same key always gives the same text, on every machine and in every version.
 * @returns 26 characters, lower-case base32hex of the SHA-256 of the key; 130 bits. It is also a valid Google
 *   Calendar event id (a-v and 0-9, 5 to 1024 characters).
 */
export function shortEffectKey(key: string): string {
  const bytes = createHash('sha256').update(key, 'utf8').digest();
  let bits = 0;
  let value = 0;
  let text = '';
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32HEX.charAt((value >>> bits) & 31);
    }
    value &= (1 << bits) - 1;
  }
  return text.slice(0, 26);
}

/** Any will do, as long as it stays. */
const EFFECTS = '5f1d1c7e-3b1f-4e0a-9d55-7a0c2c4f6b90';

/** An effect's key as a UUID, for vendors that take one. The same key always gives the same one. */
export function uuidOfEffect(key: string): string {
  return uuidv5(key, EFFECTS);
}
