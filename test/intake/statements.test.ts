import { randomUUID } from 'node:crypto';
import { House, until } from './house';

let house: House;
beforeAll(async () => {
  house = await House.open();
  await house.person('Oda', 'Etc/UTC', ['operations-manager']);
  house.startDispatcher();
});
afterAll(() => house.close());

/** A Zap calls us. @returns what became of it */
async function calls(body: object, idempotencyKey: string = randomUUID()): Promise<string> {
  const { httpStatus } = await house.sandbox.emit('zapier', {
    event: 'zap.calls',
    object: { ...body, idempotencyKey },
  });
  expect(httpStatus).toBe(200);
  await house.takeIn();
  await house.outcomes();
  const row = await house.db.webhookDelivery.findUniqueOrThrow({
    where: { vendor_key: { vendor: 'zapier', key: `key:${idempotencyKey}` } },
  });
  return row.outcome ?? '';
}

const order = (title: string, more: object = {}) => ({
  start: {
    playbook: 'client-delivery',
    title,
    client: { name: `${title} Ltd`, contacts: [{ name: 'Ada Lovelace', email: 'ada@client.example' }] },
    value: { amount: '1200.00', currency: 'EUR' },
    ...more,
  },
});

async function started(title: string): Promise<string> {
  const outcome = await calls(order(title));
  expect(outcome).toMatch(/^started CD-\d+$/);
  return outcome.replace('started ', '');
}

const commandsOf = async (reference: string) =>
  house.db.command.findMany({
    where: { subjectId: (await house.db.engagement.findFirstOrThrow({ where: { reference } })).id },
  });

describe('What a Zap states', () => {
  test('[SYS-14] starts an engagement once for each key, and once for each id elsewhere', async () => {
    const key = randomUUID();
    const outcome = await calls(order('Shop relaunch', { externalIds: { shopOrder: '778' } }), key);
    expect(await calls(order('Shop relaunch', { externalIds: { shopOrder: '778' } }), key)).toBe(outcome);
    const reference = outcome.replace('started ', '');
    expect(await calls(order('Shop relaunch', { externalIds: { shopOrder: '778' } }))).toBe(
      `ignored: ${reference} stands for it already`,
    );
    const found = await house.db.engagement.findMany({ where: { title: 'Shop relaunch' } });
    expect(found).toMatchObject([{ startedBy: { kind: 'system', name: 'zapier' } }]);
  });

  test('[SYS-14] is a fact of an engagement, once for each key, stated by zapier', async () => {
    const reference = await started('Payments');
    const key = randomUUID();
    const paid = {
      engagement: reference,
      fact: 'paymentReceived',
      body: { amount: '600.00', currency: 'EUR' },
    };
    expect(await calls(paid, key)).toBe(`told ${reference}: paymentReceived`);
    expect(await calls(paid, key)).toBe(`told ${reference}: paymentReceived`);
    await until('its effect', async () =>
      (await commandsOf(reference)).some(
        ({ signal, state }) => signal === 'paymentReceived' && state === 'applied',
      ),
    );
    const facts = (await commandsOf(reference)).filter(({ signal }) => signal === 'paymentReceived');
    expect(facts).toMatchObject([{ actor: { kind: 'system', name: 'zapier' }, state: 'applied' }]);
  });

  test('[SYS-14] is refused where the permission of the fact or the settings do not allow it', async () => {
    const reference = await started('Permissions');
    const said = (fact: string, body: object, engagement = reference) => calls({ engagement, fact, body });
    const nothing = 'failed: nothing was stated: ';
    expect(await said('paymentWaived', { reason: 'They are good for it' })).toBe(
      `${nothing}paymentWaived is for people alone`,
    );
    expect(await said('deliveryAccepted', { acceptedBy: 'Ada' })).toBe(
      `${nothing}no open promise waits for deliveryAccepted`,
    );
    expect(await said('proposalSigned', { party: 'provider', signedBy: 'Sam' })).toBe(
      `${nothing}the settings do not let it state proposalSigned here`,
    );
    expect(await said('surveyAnswered', { nps: 99 })).toBe(
      `${nothing}these fields are missing or wrong: /nps, /csat`,
    );
    expect(await said('dealChanged', { stage: 'won' })).toBe(
      `${nothing}there is no such fact of an engagement`,
    );
    expect(await said('held', { reason: 'Holidays' }, 'CD-9999')).toBe(
      `${nothing}there is no engagement of this id or reference`,
    );
    expect(
      await calls({ ...order('Other'), start: { ...order('Other').start, playbook: 'delivery-phase' } }),
    ).toBe('failed: nothing was started: the settings do not let it start engagements by this playbook');
    expect(await calls({ start: { title: 'No playbook' } })).toBe(
      'failed: nothing was started: these fields are missing or wrong: /playbook, /client',
    );
    expect(await calls({ hello: 'world' })).toContain('it has neither "start"');
    const dead = await house.db.webhookDelivery.count({ where: { vendor: 'zapier', state: 'dead' } });
    expect(dead).toBe(9);
    expect(await commandsOf(reference)).toEqual([]);
  });
});
