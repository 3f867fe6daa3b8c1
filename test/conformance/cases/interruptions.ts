import { setTimeout as delay } from 'node:timers/promises';
import type { Candidate } from '../connectors';
import { makingsOf, type NamedMaking } from '../operations';
import { type Report, WorkerProcess, type WorkOrder } from '../process/worker-process';
import { forEach, newKey, type Stand } from '../stand';
import { faultsOf } from '../faults';
import { type ConformanceCase, overHttp } from './case';

/** Longer than it takes to see that the work is done, and to kill whoever waits for the answer. */
const HELD_BACK_MS = 20_000;
const PART = 'zq'.repeat(512);
const HUGE_PARTS = 20_000;
/** A process that kept such an answer would grow by its parts, by what they make together, and by its text. */
const KEPT_BYTES = 2 * PART.length * HUGE_PARTS;

/** One worker at work, and the next one ready to take its place. */
export class Workers {
  private current = WorkerProcess.start();
  private next = WorkerProcess.start();

  async work(order: WorkOrder): Promise<Report> {
    return (await this.current).work(order);
  }

  /** Kills the worker at work; the next one takes its place. */
  async kill(): Promise<void> {
    await (await this.current).kill();
    this.current = this.next;
    this.next = WorkerProcess.start();
  }

  async close(): Promise<void> {
    for (const worker of await Promise.all([this.current, this.next])) await worker.kill();
  }
}

/** @param workers those of the test file */
export function interruptions(workers: () => Workers): ConformanceCase[] {
  return [
    {
      name: 'killed',
      promise:
        'a worker killed between the vendor’s answer and our record leaves one object after another’s try',
      run: (stand, candidate) =>
        forEach(makingsOf(candidate), async (making) => {
          const order = orderOf(stand, candidate, making, newKey());
          await killedAtWork(stand, candidate, making, order, workers());
          expect((await workers().work(order)).failure).toBeUndefined();
          expect(await stand.count(candidate, making, order.key)).toBe(1);
        }),
    },
    {
      name: '20 MB',
      promise: 'an answer of 20 MB is told as unknown and not kept, and the retry finds one object',
      ...overHttp((stand, candidate) =>
        forEach(makingsOf(candidate), async (making) => {
          const order = orderOf(stand, candidate, making, newKey());
          // What a process needs for any such call is not the answer's.
          await workers().work(orderOf(stand, candidate, making, newKey()));
          const headers = { 'content-type': 'application/json' };
          const huge = { status: 200, headers, body: PART, repeat: HUGE_PARTS, afterEffect: true };
          await stand.fault(candidate, making.making.call, huge);
          const { failure, grownBytes } = await workers().work(order);
          expect(failure).toMatchObject({ outcome: 'unknown', vendorCode: 'ANSWER_TOO_LARGE' });
          expect(grownBytes).toBeLessThan(KEPT_BYTES);
          expect((await workers().work(order)).failure).toBeUndefined();
          expect(await stand.count(candidate, making, order.key)).toBe(1);
        }),
      ),
    },
  ];
}

async function killedAtWork(
  stand: Stand,
  candidate: Candidate,
  { making: { call } }: NamedMaking,
  order: WorkOrder,
  workers: Workers,
): Promise<void> {
  const status = faultsOf(candidate).gatewayTimeout;
  const done = () => stand.calls(candidate, call, status);
  const before = await done();
  const heldBack = { status, afterEffect: true, delayMs: HELD_BACK_MS };
  await stand.fault(candidate, call, heldBack);
  let heard = false;
  const working = workers.work(order).then(
    () => (heard = true),
    () => undefined,
  );
  while ((await done()) === before) {
    if (heard) throw new Error('the call was never made');
    await delay(20);
  }
  await workers.kill();
  await working;
  if (heard) throw new Error('the worker heard the answer before it was killed');
}

function orderOf(stand: Stand, { vendor }: Candidate, { of }: NamedMaking, key: string): WorkOrder {
  const { databaseUrl, settings } = stand.server;
  return { databaseUrl, vendors: settings.vendors, vendor: vendor.name, operation: of.name, key };
}
