import * as ipaddr from 'ipaddr.js';

/** Where else than on the public internet subscribers may be. */
export interface WebhookTargets {
  /** Names whose addresses may be any, in lower case. */
  hosts: readonly string[];
  /** Ranges of addresses, as in 10.1.0.0/16. */
  ranges: readonly string[];
  /** Whether this machine itself may be called, also without TLS: on the embedded default. */
  loopback: boolean;
}

/** Public addresses behind which a cloud's own machines answer to whoever runs in it: Azure's. */
const INTERNAL = new Set(['168.63.129.16']);

/** Names of hosts and ranges of addresses, by commas. @returns null when one of them is neither */
export function readTargets(text: string): Pick<WebhookTargets, 'hosts' | 'ranges'> | null {
  const parts = text
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '');
  const ranges = parts.filter((part) => ipaddr.isValidCIDR(part) || ipaddr.isValid(part));
  const hosts = parts.filter((part) => !ranges.includes(part));
  const isName = (part: string) =>
    /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/.test(part);
  return hosts.every(isName)
    ? { hosts, ranges: ranges.map((one) => (ipaddr.isValidCIDR(one) ? one : `${one}/${wholeLength(one)}`)) }
    : null;
}

function wholeLength(address: string): number {
  return address.includes(':') ? 128 : 32;
}

/**
 * What is wrong with an address of the web as such; null when nothing is. Whether the machines behind it may be called
 * is another question, asked again before every call.
 */
export function faultOfUrl(text: string, { loopback }: WebhookTargets): string | null {
  if (!URL.canParse(text)) return 'give an address that begins with https://';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'leave out the user and the password';
  if (url.hash !== '') return 'leave out what follows the #';
  if (url.protocol === 'https:') return null;
  const isPlain = url.protocol === 'http:' && loopback && isThisMachine(hostOf(url));
  return isPlain ? null : 'give an address that begins with https://';
}

/** The name or address that a URL leads to, without the brackets of IPv6. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || (ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback');
}

/**
 * Whether a subscriber of this name may be called at this address: one of the public internet, or one that was allowed
 * by name. An IPv4 address within an IPv6 one counts as that; addresses that a gateway would translate (NAT64, 6to4,
 * Teredo) are none of the public internet here, since nobody knows where they lead.
 */
export function mayBeCalled(host: string, address: string, targets: WebhookTargets): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (targets.hosts.includes(host.toLowerCase())) return true;
  if (targets.ranges.some((range) => isWithin(parsed, range))) return true;
  if (parsed.range() === 'loopback') return targets.loopback;
  return parsed.range() === 'unicast' && !INTERNAL.has(parsed.toString());
}

function isWithin(address: ReturnType<typeof ipaddr.process>, range: string): boolean {
  const [base, bits] = ipaddr.parseCIDR(range);
  return base.kind() === address.kind() && address.match(base, bits);
}
