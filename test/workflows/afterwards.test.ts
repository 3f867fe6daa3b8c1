import { ApplicationFailure } from '@temporalio/common';
import { checkReadModel, type Difference } from '../../src/journal/store/rebuild';
import { type Engaged, Harness } from './harness';

const EUR = (amount: string) => ({ amount, currency: 'EUR' });

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(async () => {
  await harness.stop();
});

/** Waits until nothing is under way at a vendor: the test server loses a workflow whose call is cancelled on its way. */
async function quiet(engaged: Engaged): Promise<void> {
  await engaged.until('the end of all actions', async () => {
    const kind = { in: ['action', 'message'] };
    const where = { engagementId: engaged.id, state: 'open', kind };
    return (await harness.db.promiseRecord.count({ where })) === 0;
  });
}

async function waiting(): Promise<Engaged> {
  const engaged = await harness.engage();
  await engaged.driveTo('first-payment', { 'first-payment': async () => {} });
  await quiet(engaged);
  return engaged;
}

async function ended(): Promise<Engaged> {
  const engaged = await waiting();
  await engaged.state('paymentReceived', EUR('600.00'));
  await engaged.until('the notice', async () => {
    const where = { engagementId: engaged.id, step: 'notify-payment', state: 'kept' };
    return (await harness.db.promiseRecord.count({ where })) === 1;
  });
  await quiet(engaged);
  await engaged.state('cancelled', {});
  const { workflow } = harness.env.client;
  await workflow.getHandle(engaged.workflowId).result();
  return engaged;
}

async function lines(engaged: Engaged, count: number): Promise<string[]> {
  return await engaged.until(`${count} lines in the ledger`, async () => {
    const found = await harness.db.ledgerEntry.findMany({
      where: { engagementId: engaged.id },
      orderBy: { position: 'asc' },
    });
    return (
      found.length >= count && found.map(({ position, kind, amount }) => `${position} ${kind} ${amount}`)
    );
  });
}

async function tasks(engaged: Engaged, count: number) {
  return await engaged.until(`${count} tasks`, async () => {
    const found = await harness.db.promiseRecord.findMany({
      where: { engagementId: engaged.id, step: 'money-after-the-end' },
      orderBy: { openedAt: 'asc' },
    });
    return found.length >= count && found;
  });
}

describe('After the end of an engagement', () => {
  it('money enters the ledger and is a task for the finance role, each fact once, until it is decided', async () => {
    const engaged = await ended();
    await harness.stateAfterwards(engaged, 'paymentReceived', EUR('50.00'), 'late-1');
    const [first] = await tasks(engaged, 1);
    expect(first).toMatchObject({
      title: '50.00 EUR arrived after the end: see whether it is owed, or send it back',
      owedBy: 'finance-manager',
      state: 'open',
      workflowId: `engagement/${engaged.reference}/afterwards`,
      keptBy: [{ signal: 'stepCompleted' }],
    });
    expect((await engaged.journal()).findLast(({ kind }) => kind === 'ledgerPosted')?.summary).toMatch(
      /^A payment of 50\.00 EUR arrived, stated by .*\. 50\.00 EUR more than was asked$/,
    );
    await harness.stateAfterwards(engaged, 'paymentReceived', EUR('50.00'), 'late-1');
    await harness.stateAfterwards(engaged, 'paymentRefunded', { ...EUR('650.00'), invoice: null });
    expect((await tasks(engaged, 2))[1]?.title).toMatch(/^650\.00 EUR went back after the end/);
    expect(await lines(engaged, 4)).toEqual([
      '1 invoice 600.00',
      '2 payment 600.00',
      '3 payment 50.00',
      '4 refund 650.00',
    ]);

    for (const promise of await tasks(engaged, 2)) {
      await engaged.state('stepCompleted', { answers: {} }, { promise });
    }
    const { workflow } = harness.env.client;
    await workflow.getHandle(`engagement/${engaged.reference}/afterwards`).result();
    expect((await tasks(engaged, 2)).map(({ state }) => state)).toEqual(['kept', 'kept']);

    await harness.stateAfterwards(engaged, 'invoiceCredited', { invoice: 'INV-signature', ...EUR('1.00') });
    await harness.stateAfterwards(engaged, 'invoiceVoided', { invoice: 'INV-signature' });
    expect((await lines(engaged, 6)).slice(4)).toEqual(['5 credit 1.00', '6 void 600.00']);
    expect((await tasks(engaged, 4)).slice(2).map(({ title, state }) => [title, state])).toEqual([
      ['1.00 EUR of invoice INV-signature was credited after the end: see whether that is right', 'open'],
      ['Invoice INV-signature was voided after the end: invoice anew, or let it be', 'open'],
    ]);
    expect((await engaged.row()).status).toBe('cancelled');

    const differences: Difference[] = [];
    await checkReadModel(harness.db, (difference) => differences.push(difference));
    expect(differences.filter(({ subjectId }) => subjectId === engaged.id)).toEqual([]);
  }, 90_000);

  it('a fact that was taken before the end and comes again is known', async () => {
    const engaged = await ended();
    const payment = await harness.db.ledgerEntry.findFirst({
      where: { engagementId: engaged.id, kind: 'payment' },
    });
    await harness.stateAfterwards(engaged, 'paymentReceived', EUR('600.00'), payment?.entryId);
    const { workflow } = harness.env.client;
    await workflow.getHandle(`engagement/${engaged.reference}/afterwards`).result();
    expect(await lines(engaged, 2)).toHaveLength(2);
    expect(await tasks(engaged, 0)).toEqual([]);
  }, 90_000);

  it('while it is being undone, the same goes for what reaches it then', async () => {
    const engaged = await waiting();
    await lines(engaged, 1);
    harness.trouble.set('accounting.voidInvoice', async () => {
      throw ApplicationFailure.nonRetryable('no', 'VendorRejected');
    });
    await engaged.state('cancelled', {});
    const undo = await engaged.until('the undoing by hand', async () => {
      const found = await engaged.open();
      return found.find(({ step }) => step === 'undo-by-hand');
    });
    await engaged.state('paymentReceived', EUR('600.00'));
    const [task] = await tasks(engaged, 1);
    await engaged.state('stepCompleted', { answers: {} }, { promise: undo });
    await engaged.until('the undoing', async () => (await engaged.promise('undo-by-hand')).state === 'kept');
    expect(task?.workflowId).toBe(engaged.workflowId);
    await engaged.state('stepCompleted', { answers: {} }, { promise: task! });
    await harness.env.client.workflow.getHandle(engaged.workflowId).result();
    harness.trouble.clear();
    expect((await tasks(engaged, 1)).map(({ state }) => state)).toEqual(['kept']);
  }, 90_000);
});
