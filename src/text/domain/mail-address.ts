import { isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';

/** RFC 5321, 4.5.3.1: octets of a local part, of a domain, and of a path without its angle brackets. */
const LONGEST_LOCAL = 64;
const LONGEST_DOMAIN = 255;
const LONGEST_ADDRESS = 254;

/** `atext` of RFC 5322, widened by RFC 6531 with whatever is beyond ASCII. */
const DOT_STRING = /^[\w!#$%&'*+/=?^`{|}~\u0080-\u{10FFFF}-]+(\.[\w!#$%&'*+/=?^`{|}~\u0080-\u{10FFFF}-]+)*$/u;
/** `Quoted-string` of RFC 5321. */
const QUOTED_STRING = /^"(?:[\x20\x21\x23-\x5b\x5d-\x7e\u0080-\u{10FFFF}]|\\[\x20-\x7e])*"$/u;
/** Controls, invisible characters, halves of characters and blanks other than the ASCII one. */
const UNSEEN = /[\p{C}\p{DI}]|(?! )\p{Z}/u;
const UNSEEN_AT_THE_ENDS = /^[\s\p{C}\p{DI}]+|[\s\p{C}\p{DI}]+$/gu;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A mailbox's address. */
export interface MailAddress {
  /** As it was written, without blanks around it. */
  readonly written: string;
  /** With the domain in ASCII (A-labels, RFC 5890): what is handed to vendors, for mailing and for finding. */
  readonly wire: string;
  /** Equal for addresses of one mailbox, as nearly all hosts have it: in lower case, domain in A-labels. */
  readonly key: string;
}

/**
 * An address as RFC 5321 has it, with RFC 6531 for what is beyond ASCII; the domain is a full one, of two labels at least,
 * or an address literal.
 * @returns null for what is none
 */
export function mailAddressOf(text: string): MailAddress | null {
  const written = text.replace(UNSEEN_AT_THE_ENDS, '');
  const at = written.lastIndexOf('@');
  const local = written.slice(0, Math.max(at, 0));
  const domain = asciiDomain(written.slice(at + 1));
  if (at < 1 || UNSEEN.test(written) || domain === null || !isLocalPart(local)) return null;
  const wire = `${local}@${domain}`;
  if (Buffer.byteLength(wire) > LONGEST_ADDRESS || written.length > LONGEST_ADDRESS) return null;
  return { written, wire, key: `${unquoted(local).normalize('NFC').toLowerCase()}@${domain}` };
}

/** Whether the text is an address. */
export function isMailAddress(text: string): boolean {
  return mailAddressOf(text) !== null;
}

/** Equal for addresses of one mailbox; of what is no address, the text in lower case. */
export function mailKey(text: string): string {
  return mailAddressOf(text)?.key ?? text.trim().toLowerCase();
}

function isLocalPart(local: string): boolean {
  return Buffer.byteLength(local) <= LONGEST_LOCAL && (DOT_STRING.test(local) || QUOTED_STRING.test(local));
}

/** `"anna"` and `anna` are the same local part (RFC 5321, 4.1.2). */
function unquoted(local: string): string {
  const bare = local.startsWith('"') ? local.slice(1, -1).replaceAll(/\\(.)/g, '$1') : local;
  return DOT_STRING.test(bare) ? bare : local;
}

/** The domain in A-labels and lower case; null when it is none. */
function asciiDomain(domain: string): string | null {
  if (domain.startsWith('[')) return addressLiteral(domain);
  // The converter is that of URLs and would take more, such as %-escapes.
  if (!/^[A-Za-z0-9.\u0080-\u{10FFFF}-]+$/u.test(domain)) return null;
  const ascii = domainToASCII(domain);
  const labels = ascii.split('.');
  const isFull = labels.length >= 2 && labels.every((label) => LABEL.test(label));
  return isFull && !/^\d+$/.test(labels.at(-1) ?? '') && ascii.length <= LONGEST_DOMAIN ? ascii : null;
}

/** `[192.0.2.1]` or `[IPv6:2001:db8::1]` (RFC 5321, 4.1.3). */
function addressLiteral(domain: string): string | null {
  const [, version, address = ''] = /^\[(IPv6:)?([0-9a-f:.]+)\]$/i.exec(domain) ?? [];
  const isAddress = version === undefined ? isIPv4(address) : isIPv6(address);
  return isAddress ? domain.toLowerCase() : null;
}
