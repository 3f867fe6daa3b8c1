import { randomUUID } from 'node:crypto';
import { takeStatement } from '../../src/intake/dispatch/statement';
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

/** An intake whose first try did it and was not heard in time says that it stands already. */
function referenceIn(outcome: string): string {
  expect(outcome).toMatch(/^(started CD-\d+|ignored: CD-\d+ stands for it already)$/);
  return /CD-\d+/.exec(outcome)?.[0] ?? '';
}

const started = async (title: string) => referenceIn(await calls(order(title)));

const commandsOf = async (reference: string) =>
  house.db.command.findMany({
    where: { subjectId: (await house.db.engagement.findFirstOrThrow({ where: { reference } })).id },
  });

describe('What a Zap states', () => {
  test('[SYS-14] starts an engagement once for each key, and once for each id elsewhere', async () => {
    const key = randomUUID();
    const outcome = await calls(order('Shop relaunch', { externalIds: { shopOrder: '778' } }), key);
    expect(await calls(order('Shop relaunch', { externalIds: { shopOrder: '778' } }), key)).toBe(outcome);
    const reference = referenceIn(outcome);
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

  test('[SYS-14] keeps a promise once it is right, is told what to correct until then, and is told once', async () => {
    const reference = await started('Answers');
    const { id: engagementId } = await house.db.engagement.findFirstOrThrow({ where: { reference } });
    const step = 'sales-details';
    const promise = () => house.db.promiseRecord.findFirst({ where: { engagementId, step } });
    const { id: promiseId } = await until('the question', async () => (await promise()) ?? false);
    const key = randomUUID();
    const answers = (form: object, its: string = randomUUID()) =>
      calls({ engagement: reference, fact: 'stepCompleted', body: { promiseId, form } }, its);
    expect(await answers({ scale: 'enormous', colour: 'red' })).toBe(
      'failed: nothing was stated: /form/colour: this step does not ask for that; /form/scale: choose one of: small, medium, large',
    );
    expect(await answers({ scale: 'large' }, key)).toBe(`told ${reference}: stepCompleted`);
    await until('that it is kept', async () => (await promise())?.state === 'kept');
    const [command] = await commandsOf(reference);
    expect(command?.body).toMatchObject({ promiseId, form: { scale: 'large', timeline: '8 weeks' } });
    expect(await answers({ scale: 'small' })).toBe(
      'failed: nothing was stated: the promise that it names is kept already',
    );
    // An intake that dies before it has put down what became of it takes the same delivery again.
    const deps = { ...house.dispatcherDeps(), clients: house.sandbox.clients };
    expect(await takeStatement(deps, { vendor: 'zapier', key: `key:${key}` })).toBe(
      `told ${reference}: stepCompleted`,
    );
    expect(await commandsOf(reference)).toHaveLength(1);
  });

  test('[SYS-14] is refused where the permission of the fact or the settings do not allow it', async () => {
    const reference = await started('Permissions');
    const said = (fact: string, body: object, engagement = reference) => calls({ engagement, fact, body });
    const nothing = 'failed: nothing was stated: ';
    const isDead = { vendor: 'zapier', state: 'dead' };
    const refusedBefore = await house.db.webhookDelivery.count({ where: isDead });
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
    const dead = await house.db.webhookDelivery.count({ where: isDead });
    expect(dead).toBe(9 + refusedBefore);
    expect(await commandsOf(reference)).toEqual([]);
  });
});
