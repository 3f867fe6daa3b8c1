import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { invalid } from '../../edge/http/problem';

/** Visible ASCII with blanks inside: what HTTP leaves of a header as it was sent (RFC 9110, 5.5). */
const KEY = /^[\x21-\x7e]([\x20-\x7e]{0,198}[\x21-\x7e])?$/;

/** The header of a route that makes one thing for each key. */
export function idempotencyHeader(thing: string): Record<string, z.ZodType> {
  const description = `Up to 200 characters of visible ASCII: the same key with the same body again gives the same ${thing}; with another body it is refused`;
  return { 'Idempotency-Key': z.string().regex(KEY).optional().describe(description) };
}

/**
 * The caller's Idempotency-Key, if any.
 * @throws Problem 422 when it is empty, too long or not of visible ASCII
 */
export function idempotencyKeyOf(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) {
    return undefined;
  }
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw invalid([
      { pointer: '/header/Idempotency-Key', message: 'give 1 to 200 visible ASCII characters' },
    ]);
  }
  return key;
}
