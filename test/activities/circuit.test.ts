import { ApplicationFailure } from '@temporalio/common';
import { circuitOf } from '../../activities/circuit';
import { toFailure } from '../../activities/capabilities/vendor-errors';
import { keepCircuit, listCircuits } from '../../src/intake/store/circuits';
import { REAL_TIME } from '../../src/promise/domain/time';
import { VendorError, type VendorOutcome } from '../../src/vendors/kit/errors';
import { openTestDatabase } from '../support/database';
import { databaseUrl } from '../support/environment';

/** A vendor's calls as its worker makes them: through the circuit, with the failures that cross an activity's boundary. */
function worker(time = REAL_TIME) {
  const changes: [string, string | null][] = [];
  const onChange = (state: string, failure: string | null) => void changes.push([state, failure]);
  const factory = circuitOf({ vendor: { name: 'xero', title: 'Xero' }, time, onChange });
  let made = 0;
  const call = async (answer: () => unknown): Promise<unknown> => {
    const execute = factory({} as never).inbound?.execute;
    const work = async () => {
      made += 1;
      return await answer();
    };
    return await execute?.({ args: [], headers: {} }, work).catch((error: unknown) => error);
  };
  return { call, changes, made: () => made };
}

const failing =
  (outcome: VendorOutcome, vendorCode = 'HTTP_503') =>
  (): never => {
    throw toFailure(
      new VendorError({
        system: 'xero',
        op: 'invoices.create',
        status: 503,
        vendorCode,
        outcome,
        vendorText: '',
      }),
    );
  };
const FAST = { ...REAL_TIME, scale: 3600 };

describe('The circuit of a vendor', () => {
  it('spares one that is down: after eight calls in a row without an answer none is made, and each comes back later', async () => {
    const { call, changes, made } = worker();
    for (let count = 0; count < 8; count += 1) await call(failing('unknown', 'TIMEOUT'));
    expect(changes).toEqual([['open', 'TIMEOUT']]);
    const spared = await call(() => 'done');
    expect(made()).toBe(8);
    expect(spared).toBeInstanceOf(ApplicationFailure);
    expect(spared).toMatchObject({ type: 'VendorThrottled', nonRetryable: false });
    expect((spared as ApplicationFailure).message).toContain('Nothing was sent');
    const delayMs = Number((spared as ApplicationFailure).nextRetryDelay);
    expect(delayMs).toBeGreaterThanOrEqual(15_000);
    expect(delayMs).toBeLessThanOrEqual(45_000);
  });

  it.each<[string, () => unknown]>([
    ['refuses', failing('rejected', 'HTTP_400')],
    ['says that it is too much', failing('throttled', 'HTTP_429')],
    [
      'is not at fault: our own side failed',
      () => {
        throw toFailure(new Error('The database is away.'));
      },
    ],
  ])('stays closed for one that %s', async (_what, answer) => {
    const { call, changes, made } = worker();
    for (let count = 0; count < 20; count += 1) await call(answer);
    expect([made(), changes]).toEqual([20, [['closed', null]]]);
  });

  it('begins to count anew with every answer', async () => {
    const { call, changes } = worker();
    for (let round = 0; round < 3; round += 1) {
      for (let count = 0; count < 7; count += 1) await call(failing('unknown'));
      await call(() => 'done');
    }
    expect(changes).toEqual([['closed', null]]);
  });

  it('closes by itself: one call tries whether it is there again, and the others wait for what comes of it', async () => {
    const { call, changes, made } = worker(FAST);
    for (let count = 0; count < 8; count += 1) await call(failing('unknown'));
    while (changes.at(-1)?.[0] === 'open') {
      // Its pause may end between two of them: who comes before is turned away, and comes back.
      await Promise.all(['a', 'b', 'c'].map((answer) => call(() => answer)));
    }
    const afterwards = made() - 8;
    expect(changes).toEqual([
      ['open', 'HTTP_503'],
      ['closed', null],
    ]);
    expect(afterwards).toBeGreaterThanOrEqual(1);
    expect(afterwards).toBeLessThanOrEqual(3);
  });

  it('is put down with the instant of its last change', async () => {
    const db = openTestDatabase(await databaseUrl());
    const at = (minute: number) => new Date(Date.UTC(2026, 5, 1, 9, minute));
    await keepCircuit(db, 'xero', 'open', 'TIMEOUT', at(1));
    await keepCircuit(db, 'xero', 'open', 'HTTP_503', at(2));
    expect(await listCircuits(db)).toEqual([
      { vendor: 'xero', state: 'open', failure: 'TIMEOUT', since: at(1) },
    ]);
    await keepCircuit(db, 'xero', 'closed', null, at(3));
    expect(await listCircuits(db)).toEqual([
      { vendor: 'xero', state: 'closed', failure: null, since: at(3) },
    ]);
    await db.$disconnect();
  });
});
