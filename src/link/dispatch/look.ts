import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIP } from 'node:net';
import { type LookUp, onlyTo } from '../../webhook/dispatch/addresses';
import { hostOf, mayBeCalled, type WebhookTargets } from '../../webhook/domain/target';
import { type Sight, sightOf } from '../domain/link';

/** How links are looked at. */
export interface LookDeps {
  /** Where else than on the public internet. */
  targets: WebhookTargets;
  lookUp: LookUp;
  /** Wall-clock milliseconds that one look may take in all, wherever it is led on. */
  timeoutMs: number;
}

/** So long a look may take; wall-clock milliseconds. */
export const LOOK_TIMEOUT_MS = 15_000;
const MOST_REDIRECTS = 5;

/** There is no such name. */
class NoSuchName extends Error {
  override readonly name = 'NoSuchName';
}

/**
 * Asks what stands at an address: by HEAD, and by GET where that finds nothing, for not everybody knows HEAD. Nothing of the
 * page is read. Never throws: whatever cannot be asked, or may not be, is left open.
 */
export async function lookAt(deps: LookDeps, url: string, stop: AbortSignal): Promise<Sight> {
  const end = AbortSignal.any([stop, AbortSignal.timeout(deps.timeoutMs)]);
  try {
    const sight = await ask(deps, 'HEAD', url, end).catch(leftOpen);
    return sight.state === 'there' ? sight : await ask(deps, 'GET', url, end);
  } catch (error) {
    return error instanceof NoSuchName
      ? { state: 'gone', why: 'its name is not known' }
      : { state: 'unsure' };
  }
}

function leftOpen(error: unknown): Sight {
  if (error instanceof NoSuchName) throw error;
  return { state: 'unsure' };
}

/** Each address to which it is led on is judged like the first one. */
async function ask(deps: LookDeps, method: 'HEAD' | 'GET', first: string, end: AbortSignal): Promise<Sight> {
  let url = new URL(first);
  for (let led = 0; led <= MOST_REDIRECTS; led += 1) {
    const { status, location } = await send(deps, method, url, end);
    if (status < 300 || status >= 400 || location === undefined) return sightOf(status);
    url = new URL(location, url);
  }
  return { state: 'unsure' };
}

async function send(
  { targets, lookUp }: LookDeps,
  method: 'HEAD' | 'GET',
  url: URL,
  end: AbortSignal,
): Promise<{ status: number; location: string | undefined }> {
  const addresses = await addressesOf(url, targets, lookUp);
  end.throwIfAborted();
  return await new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? tlsRequest : plainRequest)(url, {
      method,
      agent: false,
      lookup: onlyTo(addresses),
      headers: { 'user-agent': 'promisekeeper-links' },
      signal: end,
    });
    request.once('response', (answer) => {
      const { statusCode = 0, headers } = answer;
      answer.destroy();
      resolve({ status: statusCode, location: headers.location });
    });
    // Also what breaks after the answer, which nobody waits for any more.
    request.on('error', reject);
    request.end();
  });
}

/**
 * Where a connection may be made, and nowhere else, whatever the name leads to a moment later.
 * @throws NoSuchName when its servers say so; Error when it cannot be asked, or may not be
 */
async function addressesOf(url: URL, targets: WebhookTargets, lookUp: LookUp): Promise<readonly string[]> {
  const isOfTheWeb = url.protocol === 'https:' || url.protocol === 'http:';
  if (!isOfTheWeb || url.username !== '' || url.password !== '') throw new Error('not an address to ask');
  const host = hostOf(url);
  const found = isIP(host) ? [host] : await lookUp(host).catch(missing);
  const allowed = found.filter((address) => mayBeCalled(host, address, targets));
  if (allowed.length === 0) throw new Error('not one of the public internet');
  return allowed;
}

/** A resolver that is away says something else. */
function missing(error: unknown): never {
  const { code } = error as { code?: unknown };
  throw code === 'ENOTFOUND' ? new NoSuchName() : error;
}
