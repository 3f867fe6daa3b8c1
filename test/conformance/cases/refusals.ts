import { makingsOf } from '../operations';
import { forEach, newKey } from '../stand';
import type { ConformanceCase } from './case';

const WAIT_SECONDS = 7;

export const REFUSALS: readonly ConformanceCase[] = [
  {
    name: '429',
    promise: 'throttling is told with exactly the wait that the vendor asks for, and nothing is done',
    run: (stand, candidate) =>
      forEach(makingsOf(candidate), async (making) => {
        const key = newKey();
        const headers = { 'Retry-After': String(WAIT_SECONDS) };
        await stand.fault(candidate, making.making.call, { status: 429, headers });
        expect(await stand.failing(candidate, making.of, key)).toMatchObject({
          outcome: 'throttled',
          status: 429,
          retryAfterMs: WAIT_SECONDS * 1_000,
        });
        if (making.making.completes !== true) expect(await stand.count(candidate, making, key)).toBe(0);
        await stand.run(candidate, making.of, key);
        expect(await stand.count(candidate, making, key)).toBe(1);
      }),
  },
  {
    name: '401',
    promise: 'a refused token is renewed once, and one that cannot be renewed is told without a loop',
    run: (stand, candidate) =>
      forEach(makingsOf(candidate), async (making) => {
        const { token } = candidate.connector;
        const { call } = making.making;
        const key = newKey();
        const before = await stand.calls(candidate, call);
        if (token === 'static') {
          await stand.fault(candidate, call, { status: 401 });
        } else {
          const tokensOf = async (one: string) => {
            const taken = await stand.calls(candidate, token);
            await stand.run(candidate, making.of, one);
            return (await stand.calls(candidate, token)) - taken;
          };
          const usual = await tokensOf(newKey());
          await stand.fault(candidate, call, { status: 401 });
          expect(await tokensOf(key)).toBe(usual + 1);
          expect(await stand.count(candidate, making, key)).toBe(1);
          await stand.fault(candidate, call, { status: 401, times: 2 });
        }
        const next = newKey();
        const refused = await stand.failing(candidate, making.of, next);
        expect(refused).toMatchObject({ outcome: 'rejected', status: 401 });
        // One call more than the fault has would be one that the vendor took.
        if (making.making.completes !== true) expect(await stand.count(candidate, making, next)).toBe(0);
        expect(await stand.calls(candidate, call)).toBeGreaterThan(before);
      }),
  },
];
