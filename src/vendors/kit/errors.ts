/**
 * What a failed call means for the effect that it was to have:
 * - `rejected`: the vendor understood and refused; nothing was done, and the same call will be refused again;
 * - `throttled`: the vendor did nothing and says when to come back;
 * - `unknown`: no trustworthy answer (time-out, reset, 5xx); the effect may have happened, so look before repeating.
 */
export type VendorOutcome = 'rejected' | 'throttled' | 'unknown';

/** The facts of a failed call, in the same shape for every vendor. */
export interface VendorFailure {
  readonly system: string;
  /** The connector's own name of the operation, such as `invoices.create`. */
  readonly op: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** The vendor's own code for the trouble, or a transport code such as `TIMEOUT`. */
  readonly vendorCode: string;
  /** How long to wait before the next try, in milliseconds of wall-clock time. Present when throttled. */
  readonly retryAfterMs?: number;
  readonly outcome: VendorOutcome;
  /** Set when it is us whom the vendor refuses, whatever the call is about: our credentials, our address. */
  readonly refusesUs?: boolean;
  /** The vendor's own words, without secrets and without what the request carried; may be empty. */
  readonly vendorText: string;
}

const CONSEQUENCE: Record<VendorOutcome, string> = {
  rejected: 'Nothing was changed there. Correct the cause, then try again.',
  throttled: 'Nothing was changed there. It will be tried again when the vendor allows it.',
  unknown: 'It may or may not have taken effect. It is looked up before it is repeated.',
};

/** The one error that every connector throws for a call that did not succeed. Its message holds no personal data. */
export class VendorError extends Error implements VendorFailure {
  override readonly name = 'VendorError';
  readonly system: string;
  readonly op: string;
  readonly status: number;
  readonly vendorCode: string;
  readonly retryAfterMs?: number;
  readonly outcome: VendorOutcome;
  readonly refusesUs: boolean;
  readonly vendorText: string;

  constructor(failure: VendorFailure) {
    const answer = failure.status === 0 ? 'gave no answer' : `answered ${failure.status}`;
    const words = failure.vendorText === '' ? '' : `: ${failure.vendorText}`;
    super(
      `${failure.system} ${answer} to ${failure.op} (${failure.vendorCode}${words}). ${CONSEQUENCE[failure.outcome]}`,
    );
    this.system = failure.system;
    this.op = failure.op;
    this.status = failure.status;
    this.vendorCode = failure.vendorCode;
    this.outcome = failure.outcome;
    this.refusesUs = failure.refusesUs === true;
    this.vendorText = failure.vendorText;
    if (failure.retryAfterMs !== undefined) this.retryAfterMs = failure.retryAfterMs;
  }
}

/** A vendor is needed that this installation has no credentials for: its steps are tasks for people. */
export class VendorUnconfiguredError extends Error {
  override readonly name = 'VendorUnconfiguredError';

  constructor(readonly system: string) {
    super(
      `${system} is not set up in this installation, so nothing was sent to it. ` +
        'Do this step by hand, or add the credentials of the vendor to the settings.',
    );
  }
}
