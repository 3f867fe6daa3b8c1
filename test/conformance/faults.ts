import type { Faults } from './connector';
import type { Candidate } from './connectors';

const WAIT_SECONDS = 7;

/** How the vendor fails: as it says, else as HTTP has it. */
export function faultsOf({ vendor, connector }: Candidate): Faults {
  return (
    connector.faults ?? {
      gatewayTimeout: 504,
      serverError: 500,
      throttled: {
        status: 429,
        headers: { 'Retry-After': String(WAIT_SECONDS) },
        waitMs: WAIT_SECONDS * 1_000,
      },
      refusedLogin: { status: 401 },
      refusal: (said) => {
        const { status, body } = vendor.sandbox.refusals.invalid(said);
        return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      },
    }
  );
}
