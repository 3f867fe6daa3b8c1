const KEY_BYTES = 32;
const HEX = /^[0-9a-f]{64}$/i;
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;

/**
 * The keys that seal credentials, as the settings write them: 32 bytes each in hex or base64, joined by commas. The first
 * seals; the others only open what they sealed before.
 * @returns null when one of them is no key
 */
export function readKeys(text: string): readonly Buffer[] | null {
  const keys = text.split(',').map((part) => keyOf(part.trim()));
  return keys.every((key) => key !== null) ? keys : null;
}

function keyOf(text: string): Buffer | null {
  if (HEX.test(text)) return Buffer.from(text, 'hex');
  const key = BASE64.test(text) ? Buffer.from(text, 'base64') : null;
  return key?.length === KEY_BYTES ? key : null;
}
