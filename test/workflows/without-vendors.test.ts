import { ApplicationFailure } from '@temporalio/common';
import { ACTIONS } from '../support/actions';
import { Harness } from './harness';

const STAGES = ['stageEntered', 'stageLeft'];

describe('A company without any vendor', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(async () => {
    await harness.stop();
  });

  it('[S4-34] brings a client delivery to its end by hand: every step that a system would do is a task, with the same result', async () => {
    const withVendors = await harness.engage();
    await withVendors.driveTo(null);

    for (const action of ACTIONS) {
      harness.trouble.set(action, async () => {
        throw ApplicationFailure.create({ type: 'VendorUnconfigured', nonRetryable: true });
      });
    }
    harness.performed.length = 0;
    const byHand = await harness.engage();
    await byHand.driveTo(null);

    expect(harness.performed).toEqual([]);
    const asked = await harness.db.effect.findMany({ where: { engagementId: byHand.id } });
    const promised = asked.filter(({ promiseId }) => promiseId !== null);
    expect(promised.length).toBeGreaterThan(20);
    expect(promised.map(({ state, failure }) => `${state} ${failure}`)).toEqual(
      promised.map(() => 'byHand VendorUnconfigured'),
    );

    const journey = async (engaged: typeof byHand) =>
      (await engaged.journal()).filter(({ kind }) => STAGES.includes(kind)).map(({ summary }) => summary);
    expect(await journey(byHand)).toEqual(await journey(withVendors));
    const kept = async ({ id }: typeof byHand) =>
      (await harness.db.promiseRecord.findMany({ where: { engagementId: id } }))
        .map(({ step, state }) => `${step} ${state}`)
        .sort();
    expect(await kept(byHand)).toEqual(await kept(withVendors));
  }, 180_000);
});
