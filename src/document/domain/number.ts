/** Digits and letters that nobody takes for one another (Crockford's base 32): neither I, L, O nor U. */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUP = 4;
const LENGTH = 16;

/** How many values between 0 and 31 make a number: 75 bits. */
export const CHANCES = LENGTH - 1;

/**
 * The number of a certificate, as people read it aloud: `7K3M-9QWX-2HFT-5R8C`. Its last sign checks the others.
 * @param values `CHANCES` of them, of which nobody can know any
 */
export function numberOf(values: readonly number[]): string {
  const signs = [...values, checkOf(values)].map((value) => SIGNS[value] ?? '');
  return grouped(signs.join(''));
}

/**
 * A number as somebody typed or heard it: in small letters, with other gaps or none, with O for 0, I or L for 1.
 * @returns undefined for what is no number: every single wrong sign is found
 */
export function readNumber(typed: string): string | undefined {
  const plain = typed
    .toUpperCase()
    .replaceAll(/[\s\u2010-\u2015-]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  const values = Array.from(plain, (sign) => SIGNS.indexOf(sign));
  if (values.length !== LENGTH || values.includes(-1)) return undefined;
  return checkOf(values.slice(0, -1)) === values.at(-1) ? grouped(plain) : undefined;
}

function grouped(plain: string): string {
  const groups = Array.from({ length: LENGTH / GROUP }, (_, place) =>
    plain.slice(place * GROUP, (place + 1) * GROUP),
  );
  return groups.join('-');
}

/** By the hybrid system of ISO/IEC 7064, for 32 signs. */
function checkOf(values: readonly number[]): number {
  const size = SIGNS.length;
  const product = values.reduce((before, value) => {
    const sum = (before + value) % size || size;
    return (sum * 2) % (size + 1);
  }, size);
  return (size + 1 - product) % size;
}
