import type { Vendor } from '../../../src/vendors/kit/vendor';
import { type Candidate, CANDIDATES } from '../connectors';
import { faultsOf } from '../faults';
import { makingsOf } from '../operations';
import { newKey, type Stand } from '../stand';
import type { ConformanceCase } from './case';

/** Before an activity's own bound of one attempt, by which a worker is given up. */
const BOUND_MS = 29_000;

/** Every connector at once waits for an answer that does not come: they need not wait for each other. */
export class Hanging {
  private readonly waits: ReadonlyMap<string, Promise<void>>;

  constructor(stand: Stand) {
    const asked = CANDIDATES.filter(({ vendor }) => (vendor as Vendor).byHand === undefined);
    this.waits = new Map(asked.map((candidate) => [candidate.vendor.name, hang(stand, candidate)]));
    for (const wait of this.waits.values()) wait.catch(() => undefined);
  }

  async of({ vendor }: Candidate): Promise<void> {
    await this.waits.get(vendor.name);
  }
}

async function hang(stand: Stand, candidate: Candidate): Promise<void> {
  const [making] = makingsOf(candidate);
  if (making === undefined) throw new Error('nothing is made');
  const key = newKey();
  const status = faultsOf(candidate).gatewayTimeout;
  await stand.fault(candidate, making.making.call, { afterEffect: true, status, delayMs: 600_000 });
  const begunAtMs = Date.now();
  const error = await stand.failing(candidate, making.of, key);
  expect(error).toMatchObject({ outcome: 'unknown', vendorCode: 'TIMEOUT', status: 0 });
  expect(Date.now() - begunAtMs).toBeLessThan(BOUND_MS);
  await stand.run(candidate, making.of, key);
  expect(await stand.count(candidate, making, key)).toBe(1);
}

/** @param hanging begun when the test file was */
export function hangingCase(hanging: () => Hanging): ConformanceCase {
  return {
    name: 'hanging',
    promise: 'an answer that does not come is given up in good time, and the retry finds one object',
    run: (_stand, candidate) => hanging().of(candidate),
  };
}
