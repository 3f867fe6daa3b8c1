import type { Candidate } from '../connectors';
import { makingsOf, type NamedMaking } from '../operations';
import { forEach, newKey, type Stand } from '../stand';
import { type ConformanceCase, overHttp } from './case';

const JSON_TYPE = { 'content-type': 'application/json' };
const PAGE = '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>';

/** A call is done, and answered with what is no answer: then there is one object after the retry. */
async function answeredWith(
  stand: Stand,
  candidate: Candidate,
  making: NamedMaking,
  answer: { headers: Record<string, string>; body: string; repeat?: number },
): Promise<string> {
  const key = newKey();
  await stand.fault(candidate, making.making.call, { status: 200, afterEffect: true, ...answer });
  const error = await stand.failing(candidate, making.of, key);
  expect(error.outcome).toBe('unknown');
  await stand.run(candidate, making.of, key);
  expect(await stand.count(candidate, making, key)).toBe(1);
  return error.vendorCode;
}

export const ANSWERS: readonly ConformanceCase[] = [
  {
    name: 'bad JSON',
    promise: 'an answer that breaks off is told as unknown, and the retry finds one object',
    ...overHttp((stand, candidate) =>
      forEach(makingsOf(candidate), async (making) => {
        const answer = { headers: JSON_TYPE, body: '{"id":"12","na' };
        expect(await answeredWith(stand, candidate, making, answer)).toBe('UNREADABLE_ANSWER');
      }),
    ),
  },
  {
    name: 'HTML',
    promise: 'a page in the place of an answer is told as unknown, and the retry finds one object',
    ...overHttp((stand, candidate) =>
      forEach(makingsOf(candidate), async (making) => {
        const answer = { headers: { 'content-type': 'text/html' }, body: PAGE };
        expect(await answeredWith(stand, candidate, making, answer)).toBe('UNREADABLE_ANSWER');
      }),
    ),
  },
  {
    name: 'odd JSON',
    promise:
      'an answer of another form than the vendor’s is told as unknown where it is read, and the retry finds one object',
    ...overHttp((stand, candidate) =>
      forEach(makingsOf(candidate), async (making) => {
        const key = newKey();
        const order = { status: 200, headers: JSON_TYPE, body: '{"surprise":[1]}', afterEffect: true };
        await stand.fault(candidate, making.making.call, order);
        const first = await stand.run(candidate, making.of, key).catch((error: unknown) => error);
        if (first instanceof Error) {
          stand.hear(first);
          expect(first).toMatchObject({ name: 'VendorError', outcome: 'unknown' });
        }
        const second = await stand.run(candidate, making.of, key);
        if (!(first instanceof Error)) expect(second).toEqual(first);
        expect(await stand.count(candidate, making, key)).toBe(1);
      }),
    ),
  },
];
