import type { Candidate } from '../connectors';
import { faultsOf } from '../faults';
import { makingsOf, type NamedMaking } from '../operations';
import { type FaultOrder, forEach, newKey, type Stand } from '../stand';
import type { ConformanceCase } from './case';

/** One try fails as ordered, the next finds the vendor well: then there is one object. */
async function onceAfter(
  stand: Stand,
  candidate: Candidate,
  making: NamedMaking,
  order: FaultOrder,
): Promise<void> {
  const key = newKey();
  await stand.fault(candidate, making.making.call, order);
  expect((await stand.failing(candidate, making.of, key)).outcome).toBe('unknown');
  await isDoneBy(stand, candidate, making, key);
}

async function isDoneBy(stand: Stand, candidate: Candidate, making: NamedMaking, key: string): Promise<void> {
  await stand.run(candidate, making.of, key);
  expect(await stand.count(candidate, making, key)).toBe(1);
}

export const REPEATS: readonly ConformanceCase[] = [
  {
    name: 'twice',
    promise: 'every create twice gives one object',
    run: (stand, candidate) =>
      forEach(makingsOf(candidate), async (making) => {
        const key = newKey();
        const first = await stand.run(candidate, making.of, key);
        expect(await stand.run(candidate, making.of, key)).toEqual(first);
        expect(await stand.count(candidate, making, key)).toBe(1);
      }),
  },
  {
    name: 'time-out',
    promise:
      'a create that the vendor did and answered too late for a gateway gives one object after the retry',
    run: (stand, candidate) =>
      forEach(makingsOf(candidate), (making) => {
        const { gatewayTimeout: status } = faultsOf(candidate);
        return onceAfter(stand, candidate, making, { status, afterEffect: true, delayMs: 20 });
      }),
  },
  {
    name: 'cut after',
    promise: 'a connection cut after the effect gives one object after the retry',
    run: (stand, candidate) =>
      forEach(makingsOf(candidate), (making) =>
        onceAfter(stand, candidate, making, { status: 0, afterEffect: true }),
      ),
  },
  {
    name: 'cut before',
    promise: 'a connection cut before the effect gives one object after the retry',
    run: (stand, candidate) =>
      forEach(makingsOf(candidate), (making) => onceAfter(stand, candidate, making, { status: 0 })),
  },
  {
    name: '500 x 3',
    promise: 'three 500 are told as unknown, and then there is one object',
    run: (stand, candidate) =>
      forEach(makingsOf(candidate), async (making) => {
        const key = newKey();
        const { serverError: status } = faultsOf(candidate);
        await stand.fault(candidate, making.making.call, { status, times: 3 });
        for (let tried = 0; tried < 3; tried += 1) {
          const error = await stand.failing(candidate, making.of, key);
          expect(error).toMatchObject({ outcome: 'unknown', status, system: candidate.vendor.name });
        }
        await isDoneBy(stand, candidate, making, key);
      }),
  },
];
