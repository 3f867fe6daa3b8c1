import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleAll,
} from 'cockatiel';
import type { VendorFailure } from '../src/capability/actions';
import type { CircuitState } from '../src/intake/store/circuits';
import { type TimeScale, wallDuration } from '../src/promise/domain/time';

/** So many calls in a row without a trustworthy answer, and the vendor counts as down. */
const FAILURES_IN_A_ROW = 8;
/** How soon it is asked whether it is there again, in milliseconds of wall-clock time at first and of product time at last. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

export interface CircuitOptions {
  readonly vendor: { readonly name: string; readonly title: string };
  readonly time: TimeScale;
  /** Called when the state changes, and at the first answer. @param failure what the last call failed by, when open */
  readonly onChange: (state: CircuitState, failure: string | null) => void;
}

/**
 * Spares a vendor that is down: after some calls in a row without a trustworthy answer the next ones are not made but
 * come back later, until one that tries whether it is there again has an answer. Nothing is sent meanwhile and nothing is
 * lost. A refusal and a "too much" are answers. One circuit for each process and vendor; other vendors have their own.
 */
export function circuitOf(options: CircuitOptions): ActivityInterceptorsFactory {
  const maxDelay = Math.max(FIRST_PAUSE_MS, wallDuration(LONGEST_PAUSE_MS, options.time));
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: new ExponentialBackoff({ initialDelay: FIRST_PAUSE_MS, maxDelay }),
    breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW),
  });
  tell(breaker, options);
  return () => ({
    inbound: {
      async execute(input, next) {
        const outcome = await breaker
          .execute(async () => settled(next(input)))
          .catch((error: unknown) => {
            throw error instanceof BrokenCircuitError ? later(options.vendor.title, maxDelay) : error;
          });
        if ('error' in outcome) throw outcome.error;
        return outcome.value;
      },
    },
  });
}

/** What is no sign of an outage is an answer, even if it is an error. */
async function settled<T>(work: Promise<T>): Promise<{ value: T } | { error: unknown }> {
  try {
    return { value: await work };
  } catch (error) {
    if (failureOf(error) !== null) throw error;
    return { error };
  }
}

/** The vendor's code of a call without a trustworthy answer; null for whatever says nothing against the vendor. */
function failureOf(error: unknown): string | null {
  if (!(error instanceof ApplicationFailure)) return null;
  const { type, details } = error;
  const { system, vendorCode } = (details?.[0] ?? {}) as { system?: string; vendorCode?: string };
  const isOutage = type === ('VendorUnknownOutcome' satisfies VendorFailure) && system !== undefined;
  return isOutage ? (vendorCode ?? 'no answer') : null;
}

function later(title: string, longestMs: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'VendorThrottled' satisfies VendorFailure,
    message: `${title} does not answer, so it was not asked. Nothing was sent; it is tried again by itself.`,
    // Spread, so that those who waited do not all come at once.
    nextRetryDelay: Math.round(longestMs * (0.25 + Math.random() / 2)),
  });
}

function tell(breaker: CircuitBreakerPolicy, { onChange }: CircuitOptions): void {
  let hasAnswered = false;
  breaker.onBreak((reason) => {
    hasAnswered = false;
    onChange('open', 'error' in reason ? failureOf(reason.error) : null);
  });
  breaker.onSuccess(() => {
    if (hasAnswered) return;
    hasAnswered = true;
    onChange('closed', null);
  });
}
