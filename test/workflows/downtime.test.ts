import { derivedId } from '../../src/promise/domain/ids';
import { type Engaged, Harness } from './harness';

const HOUR_MS = 3_600_000;
/** A second of the wall clock is a day. */
const DAY_IN_A_SECOND = 86_400;

interface Climb {
  level: number;
  at: string;
}

describe('After three days without a worker', () => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await Harness.startOnDevServer(DAY_IN_A_SECOND);
  });
  afterAll(async () => {
    await harness.stop();
  });

  const climbs = async (engaged: Engaged, promiseId: string): Promise<Climb[]> =>
    (await engaged.escalations())
      .filter((escalation) => escalation.promiseId === promiseId)
      .flatMap((escalation) => escalation.climbs as unknown as Climb[]);

  it('[BY-01] tells every level once, in order, at the instants at which they were due, and says that it is late', async () => {
    const engaged = await harness.engage();
    const promise = await engaged.promise('sales-details');
    await harness.stopWorker();
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    await harness.startWorker();
    await engaged.until('four levels', async () => (await climbs(engaged, promise.id)).length === 4);
    const hours = (await climbs(engaged, promise.id)).map(({ level, at }) => [
      level,
      (Date.parse(at) - promise.openedAt.getTime()) / HOUR_MS,
    ]);
    expect(hours).toEqual([
      [1, 24],
      [2, 48],
      [3, 60],
      [4, 64],
    ]);
    const told = (await engaged.journal()).filter(({ kind, data }) => {
      return (
        /^escalation(Raised|Climbed)/.test(kind) && (data as { promiseId: string }).promiseId === promise.id
      );
    });
    expect(told.map((entry) => /\(late\)/.test(entry.summary))).toEqual([true, true, true, true]);
    const broken = await engaged.promise('sales-details');
    expect(broken.brokenAt?.getTime()).toBe(promise.dueAt?.getTime());
    expect(broken.noticedAt?.getTime()).toBeGreaterThan((broken.brokenAt?.getTime() ?? 0) + 48 * HOUR_MS);
  });
});

describe('Without a worker', () => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await Harness.startOnDevServer(1);
  });
  afterAll(async () => {
    await harness.stop();
  });

  it('takes facts all the same, and applies them when a worker comes', async () => {
    const engaged = await harness.engage();
    const promise = await engaged.promise('sales-details');
    await harness.stopWorker();
    await engaged.keep(promise);
    await engaged.state('proposalSigned', { party: 'client' });
    await harness.startWorker();
    await engaged.driveTo('provider-signature');
    expect((await engaged.promise('client-signature')).state).toBe('kept');
  });

  // A worker that dies right after it has told people what follows from a fact leaves its task to be played again, and
  // then their answers are there from the first moment on, under the ids that people were shown.
  it('takes the answer to what follows from a fact together with that fact', async () => {
    const engaged = await harness.engage();
    const first = await engaged.promise('sales-details');
    await harness.stopWorker();
    await engaged.keep(first);
    const shown = { ...first, id: derivedId('prm', engaged.id, engaged.workflowId, 'send-proposal#1') };
    await engaged.state('stepCompleted', { answers: {} }, { promise: shown });
    await harness.startWorker();
    const next = await engaged.until('its end', async () => {
      const promise = await engaged.promise('send-proposal');
      return promise.state !== 'open' && promise;
    });
    expect([next.id, next.state]).toEqual([shown.id, 'kept']);
    expect((await engaged.journal()).filter(({ kind }) => kind === 'factIgnored')).toEqual([]);
  });
});
