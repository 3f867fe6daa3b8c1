import { chartedWords } from './charted-words';
import { Harness } from './harness';

const HOUR_MS = 3_600_000;

describe('A client delivery', () => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(async () => {
    await harness.stop();
  });
  beforeEach(() => {
    harness.performed.length = 0;
    harness.trouble.clear();
  });

  const effects = () =>
    harness.performed.map(({ action, request }) => `${action} ${JSON.stringify(request.params)}`);

  it('[CD-01] [CD-04] [CD-09] goes from the proposal to the survey, with every effect once', async () => {
    const engaged = await harness.engage();
    await engaged.driveTo(null);
    const done = effects();
    expect(new Set(done).size).toBe(done.length);
    expect(harness.performed.map(({ action }) => action).sort()).toEqual([
      ...Array(2).fill('accounting.createInvoice'),
      ...Array(8).fill('calendar.schedule'),
      'chat.createChannel',
      ...Array(4).fill('chat.postMessage'),
      'crm.addNote',
      'crm.addToNpsList',
      ...Array(2).fill('crm.updateDeal'),
      'crm.upsertContacts',
      ...Array(5).fill('mail.send'),
      'storage.createFolder',
      'storage.saveDocument',
      'storage.share',
    ]);
    const kept = await harness.db.effect.findMany({ where: { engagementId: engaged.id } });
    expect(kept.map(({ state }) => state)).toEqual(kept.map(() => 'done'));
    expect(kept.map(({ key, action }) => `${action} ${key}`).sort()).toEqual(
      harness.performed.map(({ action, request }) => `${action} ${request.key}`).sort(),
    );
    const journal = await engaged.journal();
    expect(journal.map((entry) => entry.seq)).toEqual(journal.map((_, index) => index + 1));
    expect(journal[0]?.summary).toBe('The engagement started');
    expect(journal.at(-1)?.summary).toBe('The engagement is complete');
    expect(await harness.db.promiseRecord.count({ where: { engagementId: engaged.id, state: 'open' } })).toBe(
      0,
    );
  });

  it('[CD-04] tells both managers on the second signature only, in whatever order they come', async () => {
    const engaged = await harness.engage();
    await engaged.state('proposalSigned', { party: 'provider' });
    await engaged.driveTo('client-signature', { 'provider-signature': async () => {} });
    const row = await engaged.promise('provider-signature');
    await engaged.until(
      'the early signature',
      async () => (await engaged.promise('provider-signature')).state === 'kept',
    );
    expect(row.step).toBe('provider-signature');
    const told = () => effects().filter((effect) => effect.includes('proposal-signed'));
    expect(told()).toEqual([]);
    await engaged.keep(await engaged.promise('client-signature'));
    await engaged.until('the notice', async () => told().length > 0);
    expect(told()).toHaveLength(1);
  });

  it("[CD-08] [CRM-08] records with the client's signature, and not before, that they may be asked: dated and sourced", async () => {
    const engaged = await harness.engage();
    const consent = async () => {
      const { consentAt, consentSource } = await harness.db.contact.findFirstOrThrow({
        where: { client: { engagements: { some: { id: engaged.id } } } },
      });
      return { consentAt, consentSource };
    };
    await engaged.driveTo('client-signature');
    expect(await consent()).toEqual({ consentAt: null, consentSource: null });
    const signature = await engaged.promise('client-signature');
    await engaged.keep(signature);
    const signed = await engaged.until('the signature', async () => {
      const { state, settledAt } = await engaged.promise('client-signature');
      return state === 'kept' && settledAt;
    });
    expect(await consent()).toEqual({
      consentAt: signed,
      consentSource: `signed proposal ${engaged.reference}`,
    });
  });

  it('[CD-15] [BY-09] keeps delivery locked until the first payment, and opens it once', async () => {
    const engaged = await harness.engage();
    const payAfterHours = async () => {
      const payment = await engaged.promise('first-payment');
      await harness.env.sleep(12 * HOUR_MS);
      await engaged.until('the gate', async () => (await engaged.row()).stage === 'payment-gate');
      expect(await harness.db.track.count({ where: { engagementId: engaged.id } })).toBe(0);
      await engaged.keep(payment);
    };
    await Promise.all([payAfterHours(), engaged.driveTo('plan-work', { 'first-payment': async () => {} })]);
    expect(await harness.db.track.count({ where: { engagementId: engaged.id } })).toBe(1);
  }, 90_000);

  it('[CD-16] takes a waiver in place of the payment, and a payment before its invoice', async () => {
    const waived = await harness.engage();
    await waived.driveTo('plan-work', {
      'first-payment': async () =>
        waived.state('paymentWaived', {}, { promise: await waived.promise('first-payment') }),
    });
    expect((await waived.promise('first-payment')).state).toBe('waived');

    const early = await harness.engage();
    await early.state('paymentReceived', { amount: '600.00', currency: 'EUR' });
    await early.driveTo('plan-work');
    expect((await early.promise('first-payment')).state).toBe('kept');
  });

  it('hears a fact that is sent twice once, and journals one that no longer fits as ignored', async () => {
    const engaged = await harness.engage();
    const commandId = 'the-same-twice';
    await engaged.state('paymentReceived', { amount: '600.00', currency: 'EUR' }, { commandId });
    await engaged.state('paymentReceived', { amount: '600.00', currency: 'EUR' }, { commandId });
    await engaged.state('paymentReceived', { amount: '600.00', currency: 'EUR' });
    await engaged.state('meetingHeld', {});
    const ignored = await engaged.until('two ignored facts', async () => {
      const found = (await engaged.journal()).filter((entry) => entry.kind === 'factIgnored');
      return found.length === 2 && found;
    });
    expect(ignored.map((entry) => (entry.data as { reason: string }).reason)).toEqual([
      'the first payment is in already',
      'no open promise waits for it',
    ]);
  });

  it('[CD-03] puts the team together anew when a head of department refuses it', async () => {
    const engaged = await harness.engage();
    let refusals = 0;
    await engaged.driveTo('client-signature', {
      'confirm-team': async () => {
        const promise = await engaged.promise('confirm-team');
        refusals += 1;
        await (refusals === 1
          ? engaged.state('approvalRefused', {}, { promise })
          : engaged.state('approvalGiven', {}, { promise }));
      },
    });
    const proposed = await harness.db.promiseRecord.findMany({
      where: { engagementId: engaged.id, step: { in: ['propose-team', 'confirm-team'] } },
    });
    expect(proposed).toHaveLength(4);
    expect(await chartedWords(harness, engaged)).toMatchObject({
      'propose-team': '✓ Done, for the 2nd time',
      'confirm-team': '✓ Done, for the 2nd time',
    });
  });

  it('[CD-07] chooses the welcome pack by the scale that Sales named', async () => {
    const engaged = await harness.engage();
    await engaged.driveTo('welcome-meeting', {
      'sales-details': async () =>
        engaged.state(
          'stepCompleted',
          { answers: { scale: 'small' } },
          { promise: await engaged.promise('sales-details') },
        ),
    });
    const packs = effects().filter((effect) => effect.includes('welcome-pack'));
    expect(packs).toEqual([expect.stringContaining('welcome-pack-short')]);
    expect(await chartedWords(harness, engaged)).toMatchObject({
      'welcome-pack': '– Left out',
      'welcome-meeting': '▶ Now',
    });
  });

  it('[CD-17] stretches the client strategy cycle and keeps its order', async () => {
    const engaged = await harness.engage();
    await engaged.driveTo('plan-work', {
      'agree-cycle': async () =>
        engaged.state(
          'stepCompleted',
          { answers: { cycleFactor: 200 } },
          { promise: await engaged.promise('agree-cycle') },
        ),
    });
    const days = harness.performed
      .map(({ request }) => request.params as { title?: string; daysAhead?: number })
      .filter((params) => /session|review/i.test(params.title ?? ''))
      .sort((a, b) => (a.daysAhead ?? 0) - (b.daysAhead ?? 0));
    expect(days.map(({ title, daysAhead }) => `${title} ${daysAhead}`)).toEqual([
      'Strategy session 14',
      'Progress review 42',
      'Mid-point review 70',
      'Results review 112',
    ]);
  });

  it('[S4-24] goes back to delivery when the check fails and when the client asks for changes, and counts the rounds', async () => {
    const engaged = await harness.engage();
    let checks = 0;
    let requests = 0;
    await engaged.driveTo(null, {
      check: async () => {
        checks += 1;
        await engaged.state(
          'qualityChecked',
          { passed: checks > 1 },
          { promise: await engaged.promise('check') },
        );
      },
      acceptance: async () => {
        const promise = await engaged.promise('acceptance');
        requests += 1;
        await (requests === 1
          ? engaged.state('revisionRequested', { items: 2 }, { promise })
          : engaged.state('deliveryAccepted', {}, { promise }));
      },
    });
    expect(checks).toBe(3);
    const rounds = (await engaged.journal()).filter((entry) => entry.kind === 'revisionOpened');
    expect(rounds.map((entry) => entry.data)).toEqual([{ round: 1 }, { round: 2 }]);
    expect(await harness.db.track.count({ where: { engagementId: engaged.id, state: 'done' } })).toBe(3);
    expect(await chartedWords(harness, engaged)).toMatchObject({
      'plan-work': '✓ Done, for the 3rd time',
      check: '✓ Done, for the 3rd time',
      acceptance: '✓ Done, for the 2nd time',
      'strategy-session': '✓ Done',
    });
  }, 90_000);

  it('[S4-28] reminds once of the survey, and ends without an answer', async () => {
    const engaged = await harness.engage();
    await engaged.driveTo('survey-answer');
    await harness.env.sleep(22 * 24 * HOUR_MS);
    await engaged.until('the end', async () => (await engaged.row()).status === 'completed');
    expect((await engaged.promise('survey-answer')).state).toBe('waived');
    expect(effects().filter((effect) => effect.includes('survey-reminder'))).toHaveLength(1);
    expect(await engaged.escalations()).toEqual([]);
  });
});
