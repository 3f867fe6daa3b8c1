import { ApplicationFailure } from '@temporalio/common';
import { standingOf } from '../../src/engagement/domain/ledger/entry';
import { entryOf } from '../../src/engagement/store/ledger';
import { checkReadModel, type Difference } from '../../src/journal/store/rebuild';
import { type Engaged, Harness } from '../workflows/harness';

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(async () => {
  await harness.stop();
});

const EUR = (amount: string) => ({ amount, currency: 'EUR' });
/** What the books say of what INV-signature asks for. */
const ASKED = { currency: 'EUR', total: '600.00', totalBefore: '600.00', net: '600.00' };

async function lines(engaged: Engaged, count: number) {
  return await engaged.until(`${count} lines in the ledger`, async () => {
    const found = await harness.db.ledgerEntry.findMany({
      where: { engagementId: engaged.id },
      orderBy: { position: 'asc' },
    });
    return found.length >= count && found;
  });
}

/** What the journal says of the newest line. */
async function said(engaged: Engaged, count: number): Promise<string> {
  await lines(engaged, count);
  return (await engaged.journal()).findLast(({ kind }) => kind === 'ledgerPosted')?.summary ?? '';
}

async function awaitingPayment(): Promise<Engaged> {
  const engaged = await harness.engage();
  await engaged.driveTo('first-payment', { 'first-payment': async () => {} });
  await lines(engaged, 1);
  return engaged;
}

describe('The first payment', () => {
  it('adds up of parts, in the currency that was invoiced, and shows what is open', async () => {
    const engaged = await awaitingPayment();
    await engaged.state('paymentReceived', EUR('1.00'));
    expect(await said(engaged, 2)).toMatch(/1\.00 EUR of 600\.00 EUR is paid, 599\.00 EUR is open$/);
    await engaged.state('paymentReceived', { amount: '600', currency: 'JPY' });
    expect(await said(engaged, 3)).toContain('Nothing is asked in JPY, so it opens nothing');
    const open = await engaged.promise('first-payment');
    expect(open.state).toBe('open');
    expect(open.keptBy).toMatchObject([{ body: EUR('599.00') }, {}]);

    await engaged.state('paymentReceived', EUR('650.00'));
    expect(await said(engaged, 4)).toMatch(
      /651\.00 EUR of 600\.00 EUR is paid, 51\.00 EUR more than was asked$/,
    );
    await engaged.until(
      'the promise kept',
      async () => (await engaged.promise('first-payment')).state === 'kept',
    );

    const differences: Difference[] = [];
    await checkReadModel(harness.db, (difference) => differences.push(difference));
    expect(differences.filter(({ subjectId }) => subjectId === engaged.id)).toEqual([]);
  }, 90_000);

  it('that goes back before delivery is awaited again, and delivery with it', async () => {
    const engaged = await awaitingPayment();
    await engaged.state('paymentReceived', EUR('600.00'));
    await engaged.until(
      'the promise kept',
      async () => (await engaged.promise('first-payment')).state === 'kept',
    );
    await engaged.state('paymentRefunded', { ...EUR('600.00'), invoice: null });
    await engaged.until(
      'the promise open',
      async () => (await engaged.promise('first-payment')).state === 'open',
    );
    const ofGate = () =>
      harness.db.promiseRecord.findMany({ where: { engagementId: engaged.id, step: 'first-payment' } });
    expect(await ofGate()).toHaveLength(2);

    let isDelivering = false;
    await engaged.driveTo('plan-work', {
      'first-payment': async () => {
        isDelivering = (await engaged.journal()).some(({ summary }) => summary === 'Stage "Delivery" began');
        await engaged.state('paymentReceived', EUR('600.00'));
      },
    });
    expect(isDelivering).toBe(false);
    expect((await ofGate()).map(({ state }) => state)).toEqual(['kept', 'kept']);
  }, 90_000);

  it('is asked by an invoice that was made by hand, and less by one that was credited', async () => {
    const engaged = await awaitingPayment();
    await engaged.state('invoiceVoided', { invoice: 'INV-signature' });
    expect(await said(engaged, 2)).toContain('is void');
    const byHand = { invoice: 'R-17', milestone: 'signature', ...EUR('500.00'), dueAtMs: null };
    await engaged.state('invoiceRecorded', byHand);
    expect(await said(engaged, 3)).toContain('0.00 EUR of 500.00 EUR is paid');
    await engaged.state('invoiceCredited', { invoice: 'R-17', ...EUR('100.00') });
    await engaged.state('paymentReceived', { ...EUR('400.00'), invoice: 'R-17' });
    expect(await said(engaged, 5)).toContain('400.00 EUR of 400.00 EUR is paid');
    await engaged.until(
      'the promise kept',
      async () => (await engaged.promise('first-payment')).state === 'kept',
    );
  }, 90_000);

  it('that the books tell after somebody has stated it is posted once; what they take back is a refund', async () => {
    const engaged = await awaitingPayment();
    const books = {
      ...{ invoice: 'INV-signature', milestone: 'signature', ...ASKED },
      ...{ paidBefore: '0.00', credited: '0.00', isVoid: false, dueOn: null },
    };
    await engaged.state('paymentReceived', EUR('200.00'));
    await engaged.state('invoiceChanged', { ...books, paid: '200.00' });
    await engaged.state('invoiceChanged', { ...books, paid: '600.00', paidBefore: '200.00' });
    await engaged.until(
      'the promise kept',
      async () => (await engaged.promise('first-payment')).state === 'kept',
    );
    await engaged.state('invoiceChanged', { ...books, paid: '200.00', paidBefore: '600.00' });
    const posted = await lines(engaged, 4);
    expect(posted.map(({ kind, amount }) => `${kind} ${amount}`)).toEqual([
      'invoice 600.00',
      'payment 200.00',
      'payment 400.00',
      'refund 400.00',
    ]);
    await engaged.until(
      'the promise open',
      async () => (await engaged.promise('first-payment')).state === 'open',
    );
  }, 90_000);

  it('that somebody said went back is a refund once, also when the books take it back later', async () => {
    const engaged = await awaitingPayment();
    const [made] = await lines(engaged, 1);
    const invoice = made?.invoiceNumber ?? '';
    const books = {
      ...{ invoice, milestone: 'signature', currency: 'EUR', credited: '0.00', isVoid: false, dueOn: null },
      ...{ total: '600.00', totalBefore: '600.00', net: '600.00' },
    };
    await engaged.state('paymentReceived', { ...EUR('600.00'), invoice });
    await engaged.state('invoiceChanged', { ...books, paid: '600.00', paidBefore: '0.00' });
    await engaged.state('paymentRefunded', { ...EUR('600.00'), invoice });
    await engaged.state('invoiceChanged', { ...books, paid: '0.00', paidBefore: '600.00' });
    await engaged.state('paymentReceived', EUR('1.00'));
    expect((await lines(engaged, 4)).map(({ kind, amount }) => `${kind} ${amount}`)).toEqual([
      'invoice 600.00',
      'payment 600.00',
      'refund 600.00',
      'payment 1.00',
    ]);
  }, 90_000);

  it('of which more was paid than asked leaves what the books tell of another invoice whole', async () => {
    const engaged = await awaitingPayment();
    const [made] = await lines(engaged, 1);
    await engaged.state('paymentReceived', { ...EUR('650.00'), invoice: made?.invoiceNumber ?? '' });
    const other = { invoice: 'X-2', milestone: 'closure' };
    await engaged.state('invoiceRecorded', { ...EUR('100.00'), ...other, dueAtMs: null });
    const books = {
      ...{ ...other, currency: 'EUR', credited: '0.00', isVoid: false, dueOn: null },
      ...{ total: '100.00', totalBefore: '100.00', net: '100.00' },
    };
    await engaged.state('invoiceChanged', { ...books, paid: '100.00', paidBefore: '0.00' });
    expect((await lines(engaged, 4)).map(({ kind, amount }) => `${kind} ${amount}`)).toEqual([
      'invoice 600.00',
      'payment 650.00',
      'invoice 100.00',
      'payment 100.00',
    ]);
  }, 90_000);

  it('whose invoice was voided in the books is asked all the same, and its owner decides', async () => {
    const engaged = await awaitingPayment();
    await engaged.state('invoiceChanged', {
      ...{ invoice: 'INV-signature', milestone: 'signature', ...ASKED },
      ...{ paid: '0.00', paidBefore: '0.00', credited: '0.00', isVoid: true, dueOn: null },
    });
    const task = await engaged.promise('invoice-voided');
    expect(task).toMatchObject({
      owedBy: 'finance-manager',
      state: 'open',
      keptBy: [{ signal: 'stepCompleted' }],
    });
    expect((await engaged.promise('first-payment')).state).toBe('open');
    await engaged.state('stepCompleted', { answers: {} }, { promise: task });
    await engaged.until(
      'the decision',
      async () => (await engaged.promise('invoice-voided')).state === 'kept',
    );
  }, 90_000);

  it('whose invoice is refused is a task that says what to do', async () => {
    harness.trouble.set('accounting.createInvoice', async () => {
      const details = [{ advice: 'Add the currency in the books.' }];
      throw ApplicationFailure.create({ type: 'VendorRejected', nonRetryable: true, details });
    });
    const engaged = await harness.engage();
    await engaged.driveTo('invoice');
    harness.trouble.clear();
    expect(await engaged.promise('invoice')).toMatchObject({
      kind: 'task',
      title: 'By hand: Invoice the first payment. Add the currency in the books.',
    });
    expect((await engaged.journal()).find(({ kind }) => kind === 'actionFailed')?.summary).toBe(
      'Could not be done by itself (VendorRejected), so it is a task for a person now: Invoice the first payment. Add the currency in the books.',
    );
  }, 90_000);

  it('offers what its invoice asks for, with tax and in its currency, and what is left of it', async () => {
    harness.trouble.set('accounting.createInvoice', async () => ({
      refs: {
        ...{ invoiceId: 'i', invoiceNumber: 'INV-T', milestone: 'signature', dueAt: '2100-01-01' },
        ...{ amount: '72000', currency: 'JPY' },
      },
      note: 'Done.',
    }));
    const engaged = await awaitingPayment();
    harness.trouble.clear();
    const offered = async () => (await engaged.promise('first-payment')).keptBy;
    expect(await offered()).toMatchObject([{ body: { amount: '72000', currency: 'JPY' } }, {}]);
    await engaged.state('paymentReceived', { amount: '71000', currency: 'JPY' });
    await lines(engaged, 2);
    expect(await offered()).toMatchObject([{ body: { amount: '1000', currency: 'JPY' } }, {}]);
  }, 90_000);

  it('is not the last where another stage waits for its own', async () => {
    const engaged = await harness.engage((playbook) => {
      const [invoice] = playbook.stages.closure?.steps ?? [];
      playbook.stages.closure?.steps.push({
        ...{ id: 'final-payment', kind: 'wait', title: 'See the rest arrive', owner: 'finance-manager' },
        ...{ within: '30 d', for: { signal: 'paymentReceived' }, after: [invoice?.id ?? ''] },
      });
    });
    await engaged.driveTo('final-payment');
    expect((await engaged.promise('final-payment')).state).toBe('open');
    await engaged.state('paymentReceived', { ...EUR('600.00'), invoice: 'INV-closure' });
    await engaged.until(
      'the promise kept',
      async () => (await engaged.promise('final-payment')).state === 'kept',
    );
  }, 90_000);

  it('whose invoice is due on another day in the books is late from that day on, and nobody has to decide', async () => {
    const engaged = await awaitingPayment();
    await engaged.state('invoiceChanged', {
      ...{ invoice: 'INV-signature', milestone: 'signature', ...ASKED },
      ...{ paid: '0.00', paidBefore: '0.00', credited: '0.00', isVoid: false, dueOn: '2100-02-15' },
    });
    expect(await said(engaged, 2)).toMatch(/was changed and asks for 600\.00 EUR now, due on 2100-02-15, /);
    const [, changed] = await lines(engaged, 2);
    expect(changed).toMatchObject({ kind: 'amendment', dueAt: new Date('2100-02-15T23:59:59.999Z') });
    const entries = (await lines(engaged, 2)).map(entryOf);
    expect(standingOf(entries).invoices).toMatchObject([
      { entry: { kind: 'invoice', dueAtMs: Date.parse('2100-02-15T23:59:59.999Z') }, asked: 60_000n },
    ]);
    const toDecide = { engagementId: engaged.id, step: 'invoice-amended' };
    expect(await harness.db.promiseRecord.count({ where: toDecide })).toBe(0);
  }, 90_000);

  it('whose invoice was changed in the books is asked as it is now; its owner hears where it and the milestone differ', async () => {
    const engaged = await awaitingPayment();
    const books = {
      ...{ invoice: 'INV-signature', milestone: 'signature', currency: 'EUR' },
      ...{ paid: '0.00', paidBefore: '0.00', credited: '0.00', isVoid: false, dueOn: null },
    };
    await engaged.state('paymentReceived', EUR('600.00'));
    await engaged.until(
      'the promise kept',
      async () => (await engaged.promise('first-payment')).state === 'kept',
    );
    await engaged.state('invoiceChanged', {
      ...books,
      total: '720.00',
      totalBefore: '600.00',
      net: '600.00',
    });
    expect(await said(engaged, 3)).toMatch(
      /^Invoice INV-signature was changed and asks for 720\.00 EUR now, .*600\.00 EUR of 720\.00 EUR is paid, 120\.00 EUR is open$/,
    );
    await engaged.until(
      'the promise open',
      async () => (await engaged.promise('first-payment')).state === 'open',
    );
    expect((await engaged.promise('first-payment')).keptBy).toMatchObject([{ body: EUR('120.00') }, {}]);
    const differing = { engagementId: engaged.id, step: 'invoice-amended' };
    expect(await harness.db.promiseRecord.count({ where: differing })).toBe(0);

    await engaged.state('invoiceChanged', {
      ...books,
      total: '500.00',
      totalBefore: '720.00',
      net: '500.00',
    });
    expect(await engaged.promise('invoice-amended')).toMatchObject({
      owedBy: 'finance-manager',
      title:
        'Invoice INV-signature was changed in the books to 500.00 EUR, and "signature" comes to 600.00 EUR without tax: see which is right, and mend the other',
    });
    expect(await said(engaged, 4)).toContain(
      '600.00 EUR of 500.00 EUR is paid, 100.00 EUR more than was asked',
    );
    await engaged.until(
      'the promise kept',
      async () => (await engaged.promise('first-payment')).state === 'kept',
    );
    const differences: Difference[] = [];
    await checkReadModel(harness.db, (difference) => differences.push(difference));
    expect(differences.filter(({ subjectId }) => subjectId === engaged.id)).toEqual([]);
  }, 90_000);

  it('may lack what the rules let pass', async () => {
    const engaged = await harness.engage((playbook) => {
      playbook.payments = { tolerancePercent: 1 };
    });
    await engaged.driveTo('plan-work', {
      'first-payment': () => engaged.state('paymentReceived', EUR('594.00')),
    });
    expect((await engaged.promise('first-payment')).state).toBe('kept');
  }, 90_000);
});
