import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { hostOf, mayBeCalled, type WebhookTargets } from '../domain/target';

/** The addresses of a name; throws when it has none. */
export type LookUp = (host: string) => Promise<readonly string[]>;

/** A subscriber that may not be called; `message` is for people, and names no address. */
export class TargetRefused extends Error {
  override readonly name = 'TargetRefused';
}

const underWay = new Map<string, Promise<readonly string[]>>();

/**
 * Asks the machine's own resolver. A name that is asked for already is not asked for again: the resolver has few threads,
 * and one name whose servers are slow must not take them all.
 */
export const askSystem: LookUp = async (host) => {
  const asked =
    underWay.get(host) ??
    lookup(host, { all: true })
      .then((found) => found.map(({ address }) => address))
      .finally(() => underWay.delete(host));
  underWay.set(host, asked);
  return asked;
};

/**
 * The addresses at which a subscriber may be called now: only to these a connection may be made, whatever its name leads
 * to a moment later.
 * @throws TargetRefused when there is none
 */
export async function callableAddresses(
  url: URL,
  targets: WebhookTargets,
  lookUp: LookUp,
): Promise<readonly string[]> {
  const host = hostOf(url);
  const found = isIP(host) ? [host] : await lookUp(host).catch(() => []);
  if (found.length === 0) {
    throw new TargetRefused('Its name cannot be resolved.');
  }
  const allowed = found.filter((address) => mayBeCalled(host, address, targets));
  if (allowed.length === 0) {
    throw new TargetRefused(
      'Its address is not one of the public internet, and PROMISEKEEPER_WEBHOOK_TARGETS does not allow it.',
    );
  }
  return allowed;
}

/** Node asks this instead of the resolver. */
export function onlyTo(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, { all }, done) => {
    const [first] = found;
    if (all === true) done(null, found);
    else done(null, first?.address ?? '', first?.family ?? 0);
  };
}
