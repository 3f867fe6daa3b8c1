import { randomUUID } from 'node:crypto';
import { storeDeliveries } from '../../src/intake/store/webhooks';
import { openTemporal } from '../../src/temporal/client';
import { House, until } from '../intake/house';

let house: House;
beforeAll(async () => {
  house = await House.open();
});
afterAll(() => house.close());
afterEach(() => house.stopDispatchers());

const strange = (count: number) =>
  Array.from({ length: count }, () => ({
    key: `1:${randomUUID()}:contact.creation::1`,
    payload: { subscriptionType: 'contact.creation', objectId: 1, occurredAt: 1 },
  }));

test('while Temporal is away nothing is lost, the outage is logged once, and everything goes out afterwards', async () => {
  // Nothing listens on port 1.
  const away = openTemporal({
    address: '127.0.0.1:1',
    namespace: 'none',
    connection: { address: '127.0.0.1:1' },
  });
  house.startDispatcher(away);
  await storeDeliveries(house.db, 'hubspot', strange(20), house.now());
  await until('the outage to be noticed', async () =>
    house.said.some((line) => line.startsWith("Taking in vendors' calls cannot go on")),
  );
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  await house.stopDispatchers();
  await away.close();
  expect(house.said.filter((line) => line.startsWith("Taking in vendors' calls"))).toHaveLength(1);
  expect(await house.db.webhookDelivery.count({ where: { state: 'received', attempts: 0 } })).toBe(20);

  house.startDispatcher();
  expect(await house.outcomes()).toEqual(Array.from({ length: 20 }, () => 'ignored: contact.creation'));
});

test('two dispatchers share the work, and each delivery is taken in once', async () => {
  await storeDeliveries(house.db, 'hubspot', strange(100), house.now());
  house.startDispatcher();
  house.startDispatcher();
  await house.outcomes();
  const rows = await house.db.webhookDelivery.findMany({ select: { attempts: true, state: true } });
  expect(rows).toHaveLength(120);
  expect(new Set(rows.map(({ attempts, state }) => `${state} after ${attempts}`))).toEqual(
    new Set(['done after 1']),
  );
  const started = await until('Temporal to list them', async () => {
    const { count } = await house.client.workflow.count("WorkflowType = 'intake'");
    return count >= 120 && count;
  });
  expect(started).toBe(120);
});

test('an engagement that was started is in Temporal within moments, however many dispatchers there are', async () => {
  house.startDispatcher();
  house.startDispatcher();
  await house.dealMoves('9001', 'planning_proposal');
  const row = await until('the hand-over', async () => {
    const found = await house.db.engagement.findFirst({ where: { handedOverAt: { not: null } } });
    return found ?? undefined;
  });
  const { type } = await house.client.workflow.getHandle(row.workflowId).describe();
  expect(type).toBe('engagement');
});
