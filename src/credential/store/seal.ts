import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const KEY_BYTES = 32;

/** The newest first; see `readKeys`. */
export type Keys = readonly Buffer[];

/**
 * Seals a text by the first key.
 * @param bound what it belongs to: it opens nowhere else
 */
export function seal(keys: Keys, text: string, bound: string): string {
  const [key] = keys;
  if (key === undefined) throw new Error('There is no key to seal with.');
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, subkey(key, 'seal'), nonce).setAAD(Buffer.from(bound));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return [idOf(key), ...[nonce, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))].join(
    '.',
  );
}

/** @returns null where its key is not among these, where it was changed, and where it belongs to something else */
export function unseal(keys: Keys, text: string, bound: string): string | null {
  const [id, ...parts] = text.split('.');
  const key = keys.find((one) => idOf(one) === id);
  const [nonce, tag, sealed] = parts.map((part) => Buffer.from(part, 'base64url'));
  if (key === undefined || nonce === undefined || tag === undefined || sealed === undefined) return null;
  try {
    const decipher = createDecipheriv(CIPHER, subkey(key, 'seal'), nonce, { authTagLength: 16 });
    decipher.setAAD(Buffer.from(bound)).setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

/** A secret that follows from another one, for one purpose; nobody else can make it. */
export function derived(keys: Keys, purpose: string, from: string): string {
  const [key] = keys;
  if (key === undefined) throw new Error('There is no key to derive from.');
  return createHmac('sha256', subkey(key, purpose)).update(from).digest('base64url');
}

/** Tells keys apart, and nothing of them. */
function idOf(key: Buffer): string {
  return createHash('sha256').update('key id').update(key).digest('hex').slice(0, 8);
}

function subkey(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `promisekeeper ${purpose}`, KEY_BYTES));
}
