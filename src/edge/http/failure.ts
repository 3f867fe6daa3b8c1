import { isDatabaseOutage } from '../../database/outage';
import { TemporalUnavailable } from '../../temporal/client';
import { Problem } from './problem';

/** Whatever a request ended with, as a problem that tells nothing of our insides. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) {
    return error;
  }
  if (error instanceof TemporalUnavailable) {
    return new Problem(
      'unavailable',
      'The workflow engine cannot be reached at the moment, so nothing was accepted and nothing was changed. Send the same request again in a few seconds, with the same commandId or Idempotency-Key: it will have one effect.',
      { cause: error.cause, headers: { 'retry-after': '5' } },
    );
  }
  if (isDatabaseOutage(error)) {
    return new Problem(
      'unavailable',
      'The database cannot be reached at the moment, so nothing was accepted and nothing was changed. Send the same request again in a few seconds, with the same commandId or Idempotency-Key: it will have one effect.',
      { cause: error, headers: { 'retry-after': '5' } },
    );
  }
  if (error instanceof URIError) {
    return new Problem(
      'malformed-request',
      'The address holds a broken escape. Nothing was done. Correct the address.',
    );
  }
  return new Problem(
    'internal',
    'An error of ours stopped the request before it was accepted. Nothing that it asked for is promised. Send it again with the same commandId or Idempotency-Key; if it fails again, tell the operator the X-Request-Id of this answer.',
    { cause: error },
  );
}
