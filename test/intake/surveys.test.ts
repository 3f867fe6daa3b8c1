import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Actor } from '../../src/fact/domain/actor';
import { putFact } from '../../src/fact/store/facts-to-tell';
import { lookOutside } from '../../src/intake/dispatch/look-outside';
import { storeDeliveries } from '../../src/intake/store/webhooks';
import { publishPlaybook } from '../../src/playbook/store/playbooks';
import { REAL_TIME } from '../../src/promise/domain/time';
import { VENDORS } from '../../src/vendors/registry';
import { clientOf } from '../vendors/clients';
import { House, until } from './house';

const PLAYBOOK = readFileSync(join(__dirname, '../fixtures/playbooks/asked-by-a-vendor.yaml'), 'utf8');
const ODA: Actor = { kind: 'person', id: 'per_oda', roles: ['operations-manager'] };
const LISTS = { npsListId: '1', csatListId: '2' };

let house: House;
beforeAll(async () => {
  house = await House.open(REAL_TIME, { hubspot: { clientSecret: 'hubspot-client-secret', ...LISTS } });
  expect(await publishPlaybook(house.db, PLAYBOOK, new Date())).toMatchObject({ outcome: 'published' });
  house.startDispatcher();
});
afterAll(() => house.close());

const hubspot = () => clientOf(house.sandbox.clients, 'hubspot');
const addressOf = (dealId: string) => `contact-${dealId}@client.example`;
const step = async (engagementId: string, name: string) =>
  (await house.db.promiseRecord.findFirst({ where: { engagementId, step: name } })) ?? undefined;
const answersTold = (subjectId: string) =>
  house.db.command.findMany({ where: { subjectId, signal: 'surveyAnswered' } });

/** An engagement whose client has consented, if so, and has been asked. */
async function asked(dealId: string, hasConsented = true): Promise<{ id: string; respondentId: string }> {
  await house.dealMoves(dealId, 'contractsent');
  const { id, clientId } = await until('the engagement', async () => {
    const where = { externals: { some: { externalId: dealId } } };
    return (await house.db.engagement.findFirst({ where })) ?? undefined;
  });
  await until('the first task', () => step(id, 'hello'));
  const now = house.now();
  if (hasConsented) {
    const consent = { consentAt: now, consentSource: 'the proposal' };
    await house.db.contact.updateMany({ where: { clientId }, data: consent });
  }
  const fact = { subjectId: id, commandId: `cmd_${dealId}`, signal: 'stepCompleted', body: {}, fields: {} };
  await house.db.$transaction((tx) => putFact(tx, { ...fact, actor: ODA, occurredAtMs: now.getTime() }, now));
  const request = await until('the survey to be sent', async () => {
    const found = await step(id, 'survey-request');
    return found?.state === 'kept' ? found : undefined;
  });
  expect(request).toMatchObject({ late: false });
  const found = await hubspot().ensureContact(addressOf(dealId), {});
  return { id, respondentId: found };
}

async function answer(contact: string, type: string, value: number): Promise<void> {
  const order = { event: 'feedback.submission', object: { contact, type, value } };
  expect((await house.sandbox.emit('hubspot', order)).httpStatus).toBe(200);
}

/** A look at what was answered, and its effect. */
async function looked(): Promise<string[]> {
  const { db, clock, sandbox } = house;
  await lookOutside({ db, clock, clients: sandbox.clients, vendors: VENDORS });
  return house.outcomes();
}

test('[SYS-02] a survey is sent by HubSpot through its lists, and what is answered is the engagement’s, once', async () => {
  const { id, respondentId } = await asked('9101');
  for (const list of Object.values(LISTS)) expect(await hubspot().listMembers(list)).toContain(respondentId);
  await answer(respondentId, 'NPS', 9);
  await answer(respondentId, 'CES', 3);
  await looked();
  // One of the two surveys is still out.
  expect(await answersTold(id)).toEqual([]);
  await answer(respondentId, 'CSAT', 4);
  await looked();
  await looked();
  await until('the answer', async () => (await step(id, 'survey-answer'))?.state === 'kept');
  expect(await answersTold(id)).toMatchObject([
    { state: 'applied', actor: { kind: 'system', name: 'hubspot' }, body: { nps: 9, csat: 4 } },
  ]);
  await answer(respondentId, 'NPS', 2);
  await looked();
  expect(await answersTold(id)).toHaveLength(1);
  const figures = await house.db.$queryRaw`
    SELECT nps, csat FROM reporting.survey_answers WHERE engagement_id = ${id}`;
  expect(figures).toEqual([{ nps: 9, csat: 4 }]);
});

test('what is left open after a day is not waited for, and counts for what it says', async () => {
  const { id, respondentId } = await asked('9102');
  await answer(respondentId, 'CSAT', 5);
  await looked();
  expect(await answersTold(id)).toEqual([]);
  const payload = { subscriptionType: 'survey.leftOpen', objectId: Number(respondentId) };
  await storeDeliveries(house.db, 'hubspot', [{ key: 'left-open', payload }], house.now());
  await house.outcomes();
  await until('the answer', async () => (await step(id, 'survey-answer'))?.state === 'kept');
  expect(await answersTold(id)).toMatchObject([{ state: 'applied', body: { nps: null, csat: 5 } }]);
  const [nps, csat] = await Promise.all([
    house.db.$queryRaw`SELECT nps FROM reporting.nps WHERE engagement_id = ${id}`,
    house.db.$queryRaw`SELECT counts FROM reporting.csat WHERE engagement_id = ${id}`,
  ]);
  expect({ nps, csat }).toEqual({ nps: [], csat: [{ counts: 5 }] });
});

test('whoever has not consented is not asked, and what they say is no answer', async () => {
  const { id, respondentId } = await asked('9103', false);
  for (const list of Object.values(LISTS))
    expect(await hubspot().listMembers(list)).not.toContain(respondentId);
  await answer(respondentId, 'NPS', 10);
  await answer(respondentId, 'CSAT', 5);
  await looked();
  expect(await answersTold(id)).toEqual([]);
});
