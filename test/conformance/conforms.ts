import type { Vendor } from '../../src/vendors/kit/vendor';
import { leftToPeople } from './cases/by-hand';
import type { ConformanceCase } from './cases/case';
import type { Candidate } from './connectors';

/**
 * One test for each connector and case, called as `bin/conformance.mjs` reads it: `vendor: [case] what is promised`, with
 * the reason where a vendor has no part in it.
 */
export function conforms<S>(
  candidates: readonly Candidate[],
  cases: readonly ConformanceCase<S>[],
  stand: () => S,
): void {
  describe('[S4-33] Every connector', () => {
    for (const { name, promise, without, run } of cases) {
      for (const candidate of candidates) {
        const { byHand } = candidate.vendor as Vendor;
        const reason = byHand ?? without?.(candidate);
        const title = `${candidate.vendor.name}: [${name}] ${promise}`;
        it(reason === undefined ? title : `${title} (does not apply: ${reason})`, () =>
          byHand === undefined ? run(stand(), candidate) : leftToPeople(candidate),
        );
      }
    }
  });
}
