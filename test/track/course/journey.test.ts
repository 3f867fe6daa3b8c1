import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { Actor } from '../../../src/fact/domain/actor';
import { putFact } from '../../../src/fact/store/facts-to-tell';
import { publishPlaybook } from '../../../src/playbook/store/playbooks';
import { House, type HubspotPayload, until } from '../../intake/house';

const PLAYBOOK = readFileSync(join(__dirname, '../../../playbooks/course.yaml'), 'utf8');
const LEAD: Actor = { kind: 'person', id: 'per_ina', roles: ['fulfilment-lead', 'instructor'] };
const SOLD = {
  service_type: 'course',
  course_id: '201',
  course_kind: 'mentored',
  course_scope: 'Two students',
  course_deadline: '2100-01-31',
};

let house: House;
beforeAll(async () => {
  house = await House.open();
  expect((await publishPlaybook(house.db, PLAYBOOK, new Date())).outcome).toBe('published');
  const roles = ['fulfilment-lead', 'content-lead', 'instructor', 'account-manager', 'operations-manager'];
  await house.person('Ina', 'Etc/UTC', roles);
  house.startDispatcher();
});
afterAll(() => house.close());

/** @returns the events that HubSpot told */
async function dealMoves(id: string, dealstage: string, more: object = {}): Promise<object[]> {
  const properties = { dealname: `Deal ${id}`, amount: '900.00', dealstage, ...more };
  const contacts = ['ada', 'bob'].map((name) => ({
    ...{ email: `${name}-${id}@client.example`, firstname: name, lastname: 'Student', company: 'Acme' },
  }));
  await house.sandbox.emit('hubspot', {
    event: 'deal.propertyChange',
    object: { id, properties, contacts },
  });
  const events = house.sandbox.received.flatMap(
    ({ rawBody }) => JSON.parse(rawBody.toString()) as HubspotPayload[],
  );
  await house.takeIn();
  return events;
}

const ofDeal = (dealId: string) =>
  house.db.engagement.findMany({ where: { externals: { some: { externalId: dealId } } } });

async function started(dealId: string) {
  const [engagement] = await until('the engagement', async () => {
    const found = await ofDeal(dealId);
    return found.length > 0 && found;
  });
  if (!engagement) throw new Error('nothing was started');
  const people = await house.db.engagementContact.findMany({
    where: { engagementId: engagement.id },
    include: { contact: true },
  });
  const student = (name: string) =>
    people.find(({ contact }) => contact.email?.startsWith(name))?.contactId ?? '';
  return { ...engagement, ada: student('ada'), bob: student('bob') };
}

const promiseOf = (engagementId: string, step: string, state = 'open') =>
  until(`${step} to be ${state}`, async () => {
    const where = { engagementId, step, state };
    return (await house.db.promiseRecord.findFirst({ where })) ?? undefined;
  });

async function answer(engagementId: string, step: string, signal = 'stepCompleted', fields: object = {}) {
  const { id: promiseId, workflowId } = await promiseOf(engagementId, step);
  const fact = { commandId: randomUUID(), actor: LEAD, occurredAtMs: house.clock.productNow(), promiseId };
  const given = signal === 'stepCompleted' ? { answers: {}, ...fields } : fields;
  await house.client.workflow.getHandle(workflowId).signal(signal, { ...fact, fields: given });
  await promiseOf(engagementId, step, 'kept');
}

async function state(subjectId: string, signal: string, fields: object): Promise<void> {
  const occurredAtMs = house.clock.productNow();
  const said = { body: { ...fields }, fields: { ...fields } };
  const order = { subjectId, commandId: randomUUID(), signal, ...said, actor: LEAD, occurredAtMs };
  await house.db.$transaction((tx) => putFact(tx, order, house.now()));
}

/** Until everybody is enrolled and in the channel. */
async function taught(engagementId: string): Promise<void> {
  await answer(engagementId, 'handover', 'stepCompleted', { answers: { courseKind: 'mentored' } });
  await answer(engagementId, 'plan-course');
  await answer(engagementId, 'prepare-content');
  expect(await enrolmentsOf(engagementId)).toEqual([]);
  await answer(engagementId, 'content', 'contentApproved');
  await promiseOf(engagementId, 'enrol', 'kept');
  await until('Thinkific to tell of it', async () => {
    await house.takeIn();
    await house.outcomes();
    const enrolled = await house.db.promiseRecord.findFirst({ where: { engagementId, step: 'enrolled' } });
    return enrolled?.state === 'kept';
  });
  await promiseOf(engagementId, 'academy', 'kept');
  await promiseOf(engagementId, 'join-channel', 'kept');
}

/** The vendor's ids of all enrolments, each with whose and what it is. */
async function enrolmentsOf(engagementId: string) {
  const where = {
    ...{ system: 'thinkific', kind: 'enrolment' },
    data: { path: ['engagementId'], equals: engagementId },
  };
  const rows = await house.db.externalRef.findMany({ where });
  return rows.map(({ vendorId, data }) => ({
    id: vendorId,
    ...(data as { learner: string; course: string }),
  }));
}

async function inSandbox<T>(vendor: string, kind: string, named: string): Promise<T[]> {
  const { rows } = await house.sandbox.pool.query<{ data: T }>(
    'SELECT data FROM sandbox_object WHERE vendor = $1 AND kind = $2 AND position($3 in data::text) > 0',
    [vendor, kind, named],
  );
  return rows.map(({ data }) => data);
}

/** The engagement's channel, as the chat has it. */
async function channelOf({ reference }: { reference: string }) {
  const found = await inSandbox<{ members: string[]; is_archived: boolean }>(
    'slack',
    'channel',
    reference.toLowerCase(),
  );
  expect(found).toHaveLength(1);
  return found[0] ?? { members: [], is_archived: false };
}

const ended = async (email: string) =>
  (await inSandbox<{ expiry_date: string | null }>('thinkific', 'enrollment', email)).map(
    ({ expiry_date: end }) => end !== null,
  );

const mailsTo = async (email: string, subject: string) =>
  (await house.mails()).filter((mail) => mail.includes(subject) && mail.includes(email));

const summariesOf = async (subjectId: string) =>
  (await house.db.journalEntry.findMany({ where: { subjectId }, orderBy: { seq: 'asc' } })).map(
    ({ summary }) => summary,
  );

test('[S4-02] A deal that is won starts one course where its property says so, and a lost one none', async () => {
  await dealMoves('9300', 'closedwon', { ...SOLD, service_type: 'something-else' });
  expect((await house.outcomes()).at(-1)).toBe('ignored: nothing starts at the stage closedwon');
  const events = await dealMoves('9301', 'closedwon', SOLD);
  await house.repeat([...events, ...events]);
  await dealMoves('9302', 'closedlost', SOLD);
  await house.outcomes();
  expect(await ofDeal('9302')).toEqual([]);
  const found = await ofDeal('9301');
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    playbookName: 'course',
    facts: { course: '201', courseKind: 'mentored', scope: 'Two students', deadline: '2100-01-31' },
  });
});

test('[S4-01] [S4-15] [S4-16] [S4-17] [S4-25] Students are enrolled once after their content is approved, welcomed, let into the channel; one leaves, the other completes and has a certificate', async () => {
  for (const path of ['/public/v1/users', '/public/v1/bundles/201/enrollments']) {
    await house.sandbox.fault('thinkific', { method: 'POST', path, status: 500, afterEffect: true });
  }
  await dealMoves('9303', 'closedwon', SOLD);
  const course = await started('9303');
  const { id, ada, bob } = course;
  await taught(id);
  const enrolments = await enrolmentsOf(id);
  expect(enrolments).toHaveLength(4);
  for (const name of ['ada', 'bob']) {
    expect(await inSandbox('thinkific', 'user', `${name}-9303@`)).toHaveLength(1);
    expect(await ended(`${name}-9303@`)).toEqual([false, false]);
    expect(await mailsTo(`${name}-9303@`, 'Welcome to the Academy')).toHaveLength(1);
  }
  const before = await channelOf(course);
  await state(id, 'learnerLeft', { learner: bob });
  await until('his access to end', async () => (await ended('bob-9303@')).every(Boolean));
  await until('his leaving of the channel', async () => {
    return (await channelOf(course)).members.length === before.members.length - 1;
  });
  expect(await ended('ada-9303@')).toEqual([false, false]);
  const certificates = () => house.db.certificate.findMany({ where: { engagementId: id } });
  expect(await certificates()).toEqual([]);
  for (const { id: enrolment } of enrolments.filter(({ learner }) => learner === ada)) {
    await house.sandbox.emit('thinkific', { event: 'enrollment.completed', object: { id: enrolment } });
  }
  await house.takeIn();
  await house.outcomes();
  await promiseOf(id, 'completed', 'kept');
  await answer(id, 'first-attendance', 'attendanceTaken', { present: 1 });
  await promiseOf(id, 'closing-note', 'kept');
  expect(await certificates()).toMatchObject([{ holderId: ada }]);
  expect(await summariesOf(id)).toEqual(
    expect.arrayContaining([expect.stringContaining('1 taken out of the channel')]),
  );

  const workflows = [course.workflowId, `${course.workflowId}/course#1`];
  for (const workflowId of workflows) {
    const history = await house.client.workflow.getHandle(workflowId).fetchHistory();
    const text = historyToJSON(history).replaceAll(/"data":\s*"([^"]*)"/g, (_whole, data: string) =>
      Buffer.from(data, 'base64').toString('utf8'),
    );
    expect(text).toContain(bob);
    for (const personal of ['@client.example', 'Student', 'Two students', 'assword']) {
      expect(text).not.toContain(personal);
    }
  }
});

test('[S4-17] What a course has begun ends when it is called off: access, channel, and everybody is told', async () => {
  await dealMoves('9304', 'closedwon', SOLD);
  const course = await started('9304');
  await taught(course.id);
  const before = await channelOf(course);
  await state(course.id, 'cancelled', {});
  await until('everybody to be told', async () => {
    return (
      (await mailsTo('ada-9304@', 'Called off')).length + (await mailsTo('ina@', 'Called off')).length >= 2
    );
  });
  await until('its end', async () => (await ofDeal('9304'))[0]?.status === 'cancelled');
  for (const name of ['ada', 'bob']) expect(await ended(`${name}-9304@`)).toEqual([true, true]);
  const after = await channelOf(course);
  expect(after.members).toHaveLength(before.members.length - 2);
  expect(after.is_archived).toBe(true);
  expect(await mailsTo('ada-9304@', 'How did we do')).toEqual([]);
});
