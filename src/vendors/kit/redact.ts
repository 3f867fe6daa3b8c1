import { cutText } from '../../text/domain/cut';

const SECRET_NAMES =
  /^(authorization|cookie|token|access_token|refresh_token|assertion|client_secret|code|code_verifier|password)$/i;

/** A copy of a JSON-like value in which what stands under a secret's name is replaced. For logs. */
export function redactSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redactSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET_NAMES.test(name) ? '[redacted]' : redactSecrets(inner),
    ]),
  );
}

const MAIL_ADDRESS = /[^\s"'<>(),;:]+@[^\s"'<>(),;:]+/g;
const LONGEST_TEXT = 300;
const MASK = '[...]';

/**
 * A vendor's words without what we sent: vendors echo names, addresses and texts in their refusals, and those words
 * travel into histories and logs, where no personal data may be.
 * @param sent everything that the request carried; its strings of three characters and more are masked, and of longer ones
 *   every part of two words and more
 * @returns at most 300 characters
 */
export function withoutEchoes(text: string, sent: readonly unknown[]): string {
  const strings = new Set<string>();
  for (const value of sent) collectStrings(value, strings);
  let masked = text;
  for (const echoed of [...strings].sort((a, b) => b.length - a.length)) {
    masked = masked.split(echoed).join(MASK);
  }
  const plain = withoutParts(masked, [...strings].map(oneLine));
  return cutText(oneLine(plain.replace(MAIL_ADDRESS, MASK)), LONGEST_TEXT);
}

/** Vendors say back a part of a text, or what stood between its markup. */
function withoutParts(text: string, strings: readonly string[]): string {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const kept: string[] = [];
  for (let at = 0; at < words.length; ) {
    let length = 1;
    const isEchoed = (count: number) =>
      at + count <= words.length &&
      strings.some((echoed) => echoed.includes(words.slice(at, at + count).join(' ')));
    while (isEchoed(length + 1)) length += 1;
    kept.push(length === 1 ? (words[at] ?? '') : MASK);
    at += length;
  }
  return kept.join(' ');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function collectStrings(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') {
    if (value.length >= 3) into.add(value);
  } else if (Array.isArray(value)) {
    for (const inner of value) collectStrings(inner, into);
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) collectStrings(inner, into);
  }
}
