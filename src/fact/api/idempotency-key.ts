import type { IncomingHttpHeaders } from 'node:http';
import { invalid } from '../../edge/http/problem';

/**
 * The caller's Idempotency-Key, if any.
 * @throws Problem 422 when it is empty, too long or not of visible ASCII
 */
export function idempotencyKeyOf(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) {
    return undefined;
  }
  if (typeof key !== 'string' || !/^[\x20-\x7e]{1,200}$/.test(key)) {
    throw invalid([
      { pointer: '/header/Idempotency-Key', message: 'give 1 to 200 visible ASCII characters' },
    ]);
  }
  return key;
}
