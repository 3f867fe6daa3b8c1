import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishPlaybook } from '../../src/playbook/store/playbooks';
import { publishFolder } from '../../src/playbook/store/playbooks-folder';
import { VENDORS } from '../../src/vendors/registry';
import { clientOf } from '../vendors/clients';
import { House, until } from './house';

let house: House;
beforeAll(async () => {
  house = await House.open();
  await house.person('Oda', 'Etc/UTC', ['operations-manager']);
  house.startDispatcher();
});
afterAll(() => house.close());

const ofDeal = (dealId: string) =>
  house.db.engagement.findMany({ where: { externals: { some: { externalId: dealId } } } });

const dealChanges = async (dealId: string) => {
  const [engagement] = await ofDeal(dealId);
  const commands = await house.db.command.findMany({
    where: { subjectId: engagement?.id ?? '', signal: 'dealChanged' },
    orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
  });
  return commands.map(({ body }) => (body as { stage: string }).stage);
};

/** How often the operations manager was told in the chat that the deal is at the stage. */
const chatMessages = async (dealId: string) => {
  const posts = await house.db.sandboxLog.findMany({
    where: { vendor: 'slack', path: '/api/chat.postMessage', status: 200 },
  });
  return posts.filter(({ body }) => JSON.stringify(body).includes(`Deal ${dealId}`)).length;
};
const toldTwice = (dealId: string) =>
  until('the second message', async () => (await chatMessages(dealId)) === 2);

describe('A deal in HubSpot', () => {
  test('[S4-02] starts exactly one engagement at the start stage, however often and in whatever order it is told', async () => {
    const events = await house.dealMoves('4001', 'planning_proposal', { deal_currency_code: 'GBP' });
    const [first] = events;
    if (!first) throw new Error('HubSpot told nothing');
    const later = { ...first, occurredAt: first.occurredAt + 60_000 };
    const earlier = { ...first, occurredAt: first.occurredAt - 60_000 };
    await house.repeat([later, first, earlier, later]);
    const outcomes = await house.outcomes();

    const started = await ofDeal('4001');
    expect(started).toHaveLength(1);
    expect(started[0]).toMatchObject({ title: 'Deal 4001', currency: 'GBP', stage: 'qualification' });
    expect(started[0]?.amount?.toFixed(2)).toBe('1200.00');
    expect(started[0]?.startedBy).toEqual({ kind: 'system', name: 'hubspot' });
    expect(outcomes.filter((outcome) => outcome.startsWith('started'))).toHaveLength(1);
    expect(outcomes).toHaveLength(5);
    expect(await dealChanges('4001')).toEqual([]);
    await until('the message', async () => (await chatMessages('4001')) > 0);
    expect(await chatMessages('4001')).toBe(1);
    const contacts = await house.db.contact.findMany({ where: { clientId: started[0]?.clientId ?? '' } });
    expect(contacts.map(({ email }) => email)).toEqual(['contact-4001@client.example']);
  });

  test('[CD-18] starts the playbook that it started before, whatever others are published beside it', async () => {
    const folder = join(__dirname, '../../playbooks');
    const later = new Date(Date.now() + 60_000);
    await publishFolder(house.db, folder, later, VENDORS);
    const source = readFileSync(join(folder, 'client-delivery.yaml'), 'utf8');
    const newcomer = source.replace('name: client-delivery', 'name: a-newcomer');
    expect((await publishPlaybook(house.db, newcomer, later)).outcome).toBe('published');
    await house.dealMoves('4101', 'planning_proposal');
    await house.outcomes();
    expect((await ofDeal('4101')).map(({ playbookName }) => playbookName)).toEqual(['client-delivery']);

    const silent = source.replace(/starts:\n.*\n/, '');
    expect((await publishPlaybook(house.db, silent, later)).outcome).toBe('published');
    await house.dealMoves('4102', 'planning_proposal');
    await house.outcomes();
    expect((await ofDeal('4102')).map(({ playbookName }) => playbookName)).toEqual(['a-newcomer']);
    expect((await publishPlaybook(house.db, `${source}# again\n`, later)).outcome).toBe('published');
  });

  test('[S4-02] that is lost starts nothing, and its delivery says so', async () => {
    await house.dealMoves('4002', 'closedlost');
    const outcomes = await house.outcomes();
    expect(await ofDeal('4002')).toEqual([]);
    expect(outcomes.at(-1)).toBe('ignored: nothing starts at the stage closedlost');
  });

  test('[CD-01] that leaves the stage and returns is told again, once per entry, and its workflow hears it', async () => {
    await house.dealMoves('4003', 'planning_proposal');
    await house.outcomes();
    await house.dealMoves('4003', 'closedlost');
    await house.outcomes();
    const [returned] = await house.dealMoves('4003', 'planning_proposal');
    await house.outcomes();
    expect(await dealChanges('4003')).toEqual(['closedlost', 'planning_proposal']);

    await house.repeat([{ ...returned, occurredAt: (returned?.occurredAt ?? 0) + 5_000 }]);
    await house.outcomes();
    expect(await dealChanges('4003')).toEqual(['closedlost', 'planning_proposal']);
    await until('the verdict of the workflow', async () => {
      const open = await house.db.command.count({ where: { state: { in: ['received', 'accepted'] } } });
      return open === 0;
    });
    const [engagement] = await ofDeal('4003');
    const verdicts = await house.db.command.findMany({ where: { subjectId: engagement?.id ?? '' } });
    expect(verdicts.map(({ state }) => state)).toEqual(['applied', 'applied']);
    await toldTwice('4003');
  });

  test('[CD-01] that leaves and returns faster than anybody looks is told again all the same', async () => {
    await house.dealMoves('4004', 'planning_proposal');
    await house.outcomes();
    await house.dealMoves('4004', 'contractsent');
    await house.dealMoves('4004', 'planning_proposal');
    await house.outcomes();
    expect(await dealChanges('4004')).toEqual(['contractsent', 'planning_proposal']);
    await toldTwice('4004');
  });

  test('[CD-01] that we moved ourselves makes no noise, but is told when somebody moves it back', async () => {
    await house.dealMoves('4005', 'planning_proposal');
    await house.outcomes();
    // As the CRM's action does it: the deal is moved, and the stage is remembered.
    await clientOf(house.sandbox.clients, 'hubspot').setDealProperty('4005', 'dealstage', 'contractsent');
    await house.db.externalRef.update({
      where: { system_kind_key: { system: 'hubspot', kind: 'deal-stage', key: '4005' } },
      data: { vendorId: 'contractsent' },
    });
    await until('the webhook of our own change', async () => (await house.takeIn()) > 0);
    await house.outcomes();
    expect(await dealChanges('4005')).toEqual([]);

    await house.dealMoves('4005', 'planning_proposal');
    await house.outcomes();
    expect(await dealChanges('4005')).toEqual(['contractsent', 'planning_proposal']);
  });

  test('whose webhook comes before HubSpot shows it is looked for again', async () => {
    await house.sandbox.fault('hubspot', { method: 'GET', path: '/crm/objects', status: 404, times: 2 });
    await house.dealMoves('4006', 'planning_proposal');
    await house.outcomes();
    expect(await ofDeal('4006')).toHaveLength(1);
  });

  test('that HubSpot cannot show for a while has its effect later', async () => {
    await house.sandbox.fault('hubspot', { method: 'GET', path: '/crm/objects', status: 503, times: 3 });
    await house.dealMoves('4007', 'planning_proposal');
    await house.outcomes();
    expect(await ofDeal('4007')).toHaveLength(1);
  });
});

describe('An invoice in Xero', () => {
  const firstInvoice = async (dealId: string) => {
    await house.dealMoves(dealId, 'planning_proposal');
    await house.outcomes();
    const [engagement] = await ofDeal(dealId);
    if (!engagement) throw new Error('nothing was started');
    const xero = clientOf(house.sandbox.clients, 'xero');
    const contactId = await xero.ensureContact(`client/${dealId}`, `Client ${dealId}`, undefined);
    const number = `${engagement.reference}-signature`;
    const invoice = await xero.ensureInvoice(`key/${dealId}`, {
      number,
      contactId,
      description: 'First payment',
      amount: '600.00',
      currency: 'EUR',
      reference: engagement.reference,
      date: '2026-11-22',
      dueDate: '2026-12-06',
    });
    const remember = (milestone: string) =>
      house.db.externalRef.create({
        data: {
          system: 'xero',
          kind: 'invoice',
          key: `${engagement.id}/${milestone}`,
          vendorId: invoice.id,
          data: {
            ...{ engagementId: engagement.id, milestone, invoiceNumber: number },
            ...{ amount: '600.00', currency: 'EUR', dueAt: '2026-12-06' },
          },
          createdAt: house.now(),
        },
      });
    return { engagement, number, remember };
  };
  const payments = (engagementId: string) =>
    house.db.command.findMany({
      where: { subjectId: engagementId, signal: 'invoiceChanged' },
      orderBy: { receivedAt: 'asc' },
    });
  const ledger = (engagementId: string, lines: number) =>
    until('the ledger', async () => {
      const found = await house.db.ledgerEntry.findMany({
        where: { engagementId },
        orderBy: { position: 'asc' },
      });
      return found.length >= lines && found;
    });
  const paid = async (invoiceNumber: string) => {
    await house.sandbox.emit('xero', { event: 'invoice.paid', object: { invoiceNumber } });
    await house.takeIn();
  };

  test('[CD-14] that is the first payment reaches its engagement as one fact, however often Xero tells it', async () => {
    const { engagement, number, remember } = await firstInvoice('5001');
    await remember('signature');
    await paid(number);
    await paid(number);
    await paid(number);
    await house.outcomes();

    const facts = await payments(engagement.id);
    expect(facts).toHaveLength(1);
    expect(facts[0]).toMatchObject({ actor: { kind: 'system', name: 'xero' } });
    expect(facts[0]?.body).toMatchObject({ invoice: number, paid: '600.00', currency: 'EUR', isVoid: false });
    const applied = await until('the verdict', async () =>
      (await payments(engagement.id)).find(({ state }) => state === 'applied'),
    );
    expect(applied.id).toBe(facts[0]?.id);
  });

  test('[CD-14] whose payment is told before its making was put down is waited for', async () => {
    const { engagement, number, remember } = await firstInvoice('5002');
    await paid(number);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await remember('signature');
    await house.outcomes();
    expect(await payments(engagement.id)).toHaveLength(1);
  });

  test('that is not the first payment stands in the ledger and opens nothing', async () => {
    const { engagement, number, remember } = await firstInvoice('5003');
    await remember('acceptance');
    await paid(number);
    await house.outcomes();
    expect(await ledger(engagement.id, 1)).toMatchObject([
      { kind: 'payment', milestone: 'acceptance', amount: '600.00', currency: 'EUR' },
    ]);
    const promises = await house.db.promiseRecord.findMany({ where: { engagementId: engagement.id } });
    expect(promises.filter(({ step }) => step === 'first-payment')).toEqual([]);
  });

  test('is told part by part, and what is taken back again', async () => {
    const { engagement, number, remember } = await firstInvoice('5004');
    await remember('signature');
    const tell = async (event: string, object: object, lines: number) => {
      await house.sandbox.emit('xero', { event, object: { invoiceNumber: number, ...object } });
      await house.takeIn();
      await house.outcomes();
      return (await ledger(engagement.id, lines)).at(-1);
    };
    const line = (kind: string, amount: string) => ({ kind, amount, currency: 'EUR', invoiceNumber: number });
    expect(await tell('invoice.paid', { amount: '1.00' }, 1)).toMatchObject(line('payment', '1.00'));
    expect(await tell('invoice.paid', { amount: '299.50' }, 2)).toMatchObject(line('payment', '299.50'));
    expect(await tell('payment.deleted', {}, 3)).toMatchObject(line('refund', '299.50'));
    expect(await tell('payment.deleted', {}, 4)).toMatchObject(line('refund', '1.00'));
    expect(await tell('invoice.credited', { amount: '100' }, 5)).toMatchObject(line('credit', '100.00'));
    expect(await tell('invoice.paid', {}, 6)).toMatchObject(line('payment', '500.00'));
  });

  test('that somebody changes is told as it is now, once for each state', async () => {
    const { engagement, number, remember } = await firstInvoice('5005');
    await remember('signature');
    const change = async (...lineItems: object[]) => {
      await house.sandbox.emit('xero', {
        event: 'invoice.updated',
        object: { invoiceNumber: number, lineItems },
      });
      await house.takeIn();
      await house.outcomes();
    };
    await change({ UnitAmount: '600.00' });
    expect(await payments(engagement.id)).toEqual([]);
    await change({ UnitAmount: '600.00', TaxAmount: '120.00' });
    await change({ UnitAmount: '600.00', TaxAmount: '120.00' });
    await change({ Quantity: 2, UnitAmount: '250.25' }, { UnitAmount: '0.01' });
    const told = (await payments(engagement.id)).map(({ body }) => body);
    expect(told).toMatchObject([
      { total: '720.00', totalBefore: '600.00', net: '600.00', paid: '0.00' },
      { total: '500.51', totalBefore: '720.00', net: '500.51', paid: '0.00' },
    ]);
    expect(await ledger(engagement.id, 2)).toMatchObject([
      { kind: 'amendment', amount: '720.00', milestone: 'signature' },
      { kind: 'amendment', amount: '500.51' },
    ]);
  });

  test('that is due on another day is told so, once for each day', async () => {
    const { engagement, number, remember } = await firstInvoice('5015');
    await remember('signature');
    const dueOn = async (dueDate: string) => {
      await house.sandbox.emit('xero', {
        event: 'invoice.updated',
        object: { invoiceNumber: number, dueDate },
      });
      await house.takeIn();
      await house.outcomes();
    };
    await dueOn('2026-12-06');
    expect(await payments(engagement.id)).toEqual([]);
    await dueOn('2027-01-31');
    await dueOn('2027-01-31');
    expect((await payments(engagement.id)).map(({ body }) => body)).toMatchObject([
      { dueOn: '2027-01-31', total: '600.00', totalBefore: '600.00' },
    ]);
  });

  test('that changes after the end of its engagement reaches what is left of it', async () => {
    const { engagement, number, remember } = await firstInvoice('5006');
    await remember('signature');
    const workflow = house.client.workflow.getHandle(engagement.workflowId);
    await until('its workflow', () =>
      workflow.describe().then(
        () => true,
        () => false,
      ),
    );
    await workflow.terminate('the end');
    await paid(number);
    expect((await house.outcomes()).at(-1)).toBe(`told ${engagement.reference}`);
    expect(await ledger(engagement.id, 1)).toMatchObject([{ kind: 'payment', amount: '600.00' }]);
    const task = await until('the task', async () =>
      house.db.promiseRecord
        .findFirst({ where: { engagementId: engagement.id, step: 'money-after-the-end' } })
        .then((found) => found ?? undefined),
    );
    expect(task).toMatchObject({ owedBy: 'finance-manager', state: 'open' });
  });
});
