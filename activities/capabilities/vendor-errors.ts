import { ApplicationFailure } from '@temporalio/common';
import { VendorError, VendorUnconfiguredError } from '../../src/vendors/kit/errors';
import { asOneTry } from '../../src/vendors/kit/standstill';
import type { VendorFailure } from '../../src/capability/actions';
import {
  type ActionRefusal,
  ActionRefusedError,
  FOR_PERSON,
  ForPersonError,
} from '../../src/capability/refusal';

/**
 * Does the work of an action; what fails crosses the activity's boundary as one of five failures:
 * `VendorRejected`, `VendorUnconfigured` and `ForPerson` are not retried (a person gets the step), `VendorThrottled` is retried when
 * the vendor allows it, `VendorUnknownOutcome` is retried and looked up first. Messages hold no personal data, and no cause
 * is attached: causes travel into histories whole.
 */
export async function atVendor<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await asOneTry(work);
  } catch (error) {
    throw toFailure(error);
  }
}

/** The failure that an error is to Temporal; one that is such a failure already stays as it is. */
export function toFailure(error: unknown): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  if (error instanceof VendorUnconfiguredError) return final('VendorUnconfigured', error.message);
  if (error instanceof ActionRefusedError) {
    return final('VendorRejected', error.message, { advice: error.message } satisfies ActionRefusal);
  }
  if (error instanceof ForPersonError) {
    return final(FOR_PERSON, error.message, { advice: error.message } satisfies ActionRefusal);
  }
  if (error instanceof VendorError) return ofVendor(error);
  const name = error instanceof Error ? error.name : typeof error;
  return again(
    'VendorUnknownOutcome',
    `Something failed on our side of the call (${name}). What was done is looked up before it is repeated.`,
  );
}

function ofVendor(error: VendorError): ApplicationFailure {
  const { system, op, status, vendorCode, message } = error;
  const details = { system, op, status, vendorCode };
  switch (error.outcome) {
    case 'rejected':
      return final('VendorRejected', message, details);
    case 'throttled':
      return again('VendorThrottled', message, details, error.retryAfterMs);
    case 'unknown':
      return again('VendorUnknownOutcome', message, details);
  }
}

function final(type: VendorFailure, message: string, details?: object): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: true, details: details ? [details] : [] });
}

function again(
  type: VendorFailure,
  message: string,
  details?: object,
  nextRetryDelayMs?: number,
): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message,
    nonRetryable: false,
    details: details ? [details] : [],
    ...(nextRetryDelayMs === undefined ? {} : { nextRetryDelay: nextRetryDelayMs }),
  });
}
