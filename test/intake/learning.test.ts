import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { Actor } from '../../src/fact/domain/actor';
import { putFact } from '../../src/fact/store/facts-to-tell';
import { lookOutside } from '../../src/intake/dispatch/look-outside';
import { publishPlaybook } from '../../src/playbook/store/playbooks';
import { VENDORS } from '../../src/vendors/registry';
import { House, until } from './house';

const PLAYBOOK = readFileSync(join(__dirname, '../fixtures/playbooks/academy.yaml'), 'utf8');
const INA: Actor = { kind: 'person', id: 'per_ina', roles: ['instructor', 'operations-manager'] };

let house: House;
beforeAll(async () => {
  house = await House.open();
  expect((await publishPlaybook(house.db, PLAYBOOK, new Date())).outcome).toBe('published');
  await house.person('Oda', 'Etc/UTC', ['operations-manager']);
  await house.person('Ina', 'Etc/UTC', ['instructor']);
  house.startDispatcher();
});
afterAll(() => house.close());

interface Learning {
  id: string;
  workflowId: string;
  email: string;
}

async function begin(dealId: string): Promise<Learning> {
  await house.dealMoves(dealId, 'contractsent');
  const engagement = await until('the engagement', async () => {
    const found = await house.db.engagement.findFirst({
      where: { externals: { some: { externalId: dealId } } },
    });
    return found ?? undefined;
  });
  const { id, workflowId } = engagement;
  return { id, workflowId, email: `contact-${dealId}@client.example` };
}

/** The engagement's enrolments by the numbers of their courses, when the action has put them down. */
async function enrolmentsOf(engagementId: string): Promise<Map<string, string>> {
  const rows = await until('both enrolments', async () => {
    const where = {
      system: 'thinkific',
      kind: 'enrolment',
      data: { path: ['engagementId'], equals: engagementId },
    };
    const found = await house.db.externalRef.findMany({ where });
    return found.length === 2 && found;
  });
  return new Map(rows.map(({ vendorId, data }) => [(data as { course: string }).course, vendorId]));
}

async function atThinkific<T>(kind: string, email: string): Promise<T[]> {
  const { rows } = await house.sandbox.pool.query<{ data: T }>(
    `SELECT data FROM sandbox_object WHERE vendor = 'thinkific' AND kind = $1 AND position($2 in data::text) > 0`,
    [kind, email],
  );
  return rows.map(({ data }) => data);
}

async function emit(event: string, object: object, deliver = true): Promise<void> {
  const { httpStatus } = await house.sandbox.emit('thinkific', { event, object, deliver });
  expect(httpStatus).toBe(200);
}

/** What Thinkific has told since the last time is taken in, and has had its effect. */
async function heard(): Promise<string[]> {
  await house.takeIn();
  return house.outcomes();
}

const deps = () => ({ db: house.db, clock: house.clock, clients: house.sandbox.clients, vendors: VENDORS });
const step = async (engagementId: string, name: string) =>
  (await house.db.promiseRecord.findFirst({ where: { engagementId, step: name } })) ?? undefined;
const kept = (engagementId: string, name: string) =>
  until(`${name} to be kept`, async () => (await step(engagementId, name))?.state === 'kept');
const summariesOf = async (subjectId: string) =>
  (await house.db.journalEntry.findMany({ where: { subjectId }, orderBy: { seq: 'asc' } })).map(
    ({ summary }) => summary,
  );
const told = (subjectId: string, summary: string) =>
  until(`the entry "${summary}"`, async () => (await summariesOf(subjectId)).includes(summary));
const welcomes = async (email: string) =>
  (await house.mails()).filter((mail) => mail.includes('Welcome to the Academy') && mail.includes(email));

async function state(subjectId: string, signal: string, body: Record<string, string>): Promise<void> {
  const occurredAtMs = house.clock.productNow();
  const order = { subjectId, commandId: randomUUID(), signal, body, fields: {}, actor: INA, occurredAtMs };
  await house.db.$transaction((tx) => putFact(tx, order, house.now()));
}

async function historyOf(workflowId: string): Promise<string> {
  const history = await house.client.workflow.getHandle(workflowId).fetchHistory();
  return historyToJSON(history).replaceAll(/"data":\s*"([^"]*)"/g, (_whole, data: string) =>
    Buffer.from(data, 'base64').toString('utf8'),
  );
}

test('[SYS-12] [S4-15] [S4-16] A learner is made and enrolled once, welcomed when that is confirmed, and done when every course is complete', async () => {
  const { id, workflowId, email } = await begin('9101');
  const enrolments = await enrolmentsOf(id);
  await until('the wait for it', () => step(id, 'enrolled'));
  expect(await welcomes(email)).toEqual([]);

  await until('Thinkific to tell of it', async () => (await house.takeIn()) > 0);
  await heard();
  await kept(id, 'enrolled');
  await kept(id, 'welcome');
  expect(await atThinkific('user', email)).toHaveLength(1);
  expect(await atThinkific('enrollment', email)).toMatchObject([
    { course_id: 101, activated_at: expect.any(String) },
    { course_id: 102, activated_at: expect.any(String) },
  ]);
  const [mail = ''] = await welcomes(email);
  expect(mail).toContain('users/password/new');

  const [first, second] = [enrolments.get('101'), enrolments.get('102')];
  await emit('enrollment.progress', { id: first, percentage_completed: 0.34 });
  await emit('enrollment.progress', { id: first, percentage_completed: 0.37 });
  await emit('enrollment.completed', { id: second });
  await emit('enrollment.completed', { id: second });
  house.sandbox.received.reverse();
  await heard();
  await told(id, 'A learner has come further: the course 101, 37 %');
  await told(id, 'A learner has completed the course 102');
  expect(await step(id, 'completed')).toMatchObject({ state: 'open' });

  await emit('enrollment.completed', { id: first });
  await heard();
  await kept(id, 'completed');
  await until('what follows', () => step(id, 'hand-over-certificates'));
  const summaries = await summariesOf(id);
  expect(summaries.filter((summary) => summary.startsWith('A learner has completed'))).toHaveLength(2);
  expect(summaries.filter((summary) => summary.includes('come further'))).toHaveLength(1);
  expect(await welcomes(email)).toHaveLength(1);

  const history = await historyOf(workflowId);
  expect(history).toContain('learnerEnrolled');
  for (const personal of ['@client.example', 'Contact of deal', 'assword', 'https://academy']) {
    expect(history).not.toContain(personal);
  }
});

test('[S4-15] One user and one enrolment in each course are there after lost answers and repeated calls', async () => {
  for (const path of ['/public/v1/users', '/public/v1/bundles/201/enrollments']) {
    await house.sandbox.fault('thinkific', { method: 'POST', path, status: 500, afterEffect: true });
  }
  const { id, email } = await begin('9102');
  const enrolments = await enrolmentsOf(id);
  await until('Thinkific to tell of it', async () => (await house.takeIn()) > 0);
  await heard();
  await kept(id, 'welcome');
  expect(await atThinkific('user', email)).toHaveLength(1);
  expect(await atThinkific('enrollment', email)).toHaveLength(2);
  expect(enrolments.size).toBe(2);
});

test('[SYS-12] What Thinkific told in vain is found at the next looks, and what others end there is somebody’s matter', async () => {
  const { id } = await begin('9103');
  const enrolments = await enrolmentsOf(id);
  house.sandbox.received.splice(0);
  await lookOutside(deps());
  await house.outcomes();
  await kept(id, 'welcome');
  await emit('enrollment.completed', { id: enrolments.get('101') }, false);
  await emit('enrollment.expired', { id: enrolments.get('102') });
  await Promise.all([lookOutside(deps()), lookOutside(deps())]);
  await house.outcomes();
  await told(id, 'A learner has completed the course 101');
  await told(id, 'A learner’s access to a course has ended (thinkific)');
  expect(await until('the task', () => step(id, 'outside-change'))).toMatchObject({
    owedBy: 'operations-manager',
    state: 'open',
  });
  expect(await step(id, 'completed')).toMatchObject({ state: 'open' });
  await state(id, 'courseCompleted', {});
  await kept(id, 'completed');
});

test('[SYS-12] What an engagement enrolled ends with it, but for what is complete, and nobody is asked about that', async () => {
  const { id, email } = await begin('9104');
  const enrolments = await enrolmentsOf(id);
  await emit('enrollment.completed', { id: enrolments.get('101') });
  await heard();
  await state(id, 'cancelled', { reason: 'Changed their mind' });
  await told(id, 'Undone: 1 enrolment ended. 1 course completed already: what is complete stays.');
  const ends = await atThinkific<{ course_id: number; expiry_date: string | null }>('enrollment', email);
  expect(new Map(ends.map(({ course_id: course, expiry_date: end }) => [course, end !== null]))).toEqual(
    new Map([
      [101, false],
      [102, true],
    ]),
  );
  await lookOutside(deps());
  await house.outcomes();
  expect(await step(id, 'outside-change')).toBeUndefined();
});
