import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waysToKeep } from '../../../src/engagement/domain/kept-by';
import { allSteps } from '../../../src/playbook/domain/playbook';
import { loadPlaybook, publishPlaybook } from '../../../src/playbook/store/playbooks';
import { signalsAt, startApi, type TestApi } from '../../support/api';

const SOURCE = readFileSync(join(__dirname, '../../../playbooks/course.yaml'), 'utf8');

const CONTACTS = [{ name: 'Stu Dent', email: 'stu@client.example', role: 'student' }];

jest.setTimeout(240_000);

let api: TestApi;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  api = await startApi();
  expect((await publishPlaybook(api.db, SOURCE, new Date())).outcome).toBe('published');
  for (const role of ['fulfilment-lead', 'instructor', 'content-lead']) {
    tokens[role] = (await api.person(role)).token;
  }
});
afterAll(() => api.close());

/** An engagement with a workflow id that no other test has, whose client has one contact. */
async function sold(extra: object = {}): Promise<{ id: string; workflowId: string; student: string }> {
  const client = { name: `Client ${randomUUID()}`, contacts: CONTACTS };
  const order = { playbook: 'course', client, ...extra };
  const id = await api.engagement(order);
  const workflowId = `engagement/test-${id}`;
  await api.db.engagement.update({ where: { id }, data: { workflowId, handedOverAt: null } });
  const { contactId } = await api.db.engagementContact.findFirstOrThrow({ where: { engagementId: id } });
  return { id, workflowId, student: contactId };
}

/** As the journal would have it. */
async function open(engagementId: string, workflowId: string, named: string): Promise<string> {
  const place = [...allSteps(await loadPlaybook(api.db, 'course', 1))].find(({ step }) => step.id === named);
  if (!place) throw new Error(`no step ${named}`);
  const { step, stage, track } = place;
  const id = `prm_${randomUUID()}`;
  const payment = { amount: null, currency: null, invoiceReference: null };
  await api.db.promiseRecord.create({
    data: {
      ...{ id, subjectId: engagementId, engagementId, workflowId, key: named, step: named, kind: step.kind },
      ...{ title: step.title, stage, track, owedBy: step.owner, openedAt: new Date(api.clock.nowMs) },
      ...{ dueAt: new Date(api.clock.nowMs + 3_600_000), state: 'open', explanation: [] },
      keptBy: JSON.parse(JSON.stringify(waysToKeep(step, id, payment))),
    },
  });
  return id;
}

const state = async (id: string, signal: string, role: string, json: object) => {
  const path = `/v1/engagements/${id}/signals/${signal}`;
  const { status, body } = await api.call('POST', path, { json, token: tokens[role]! });
  const { errors = [] } = body as { errors?: { pointer: string }[] };
  return { status, wrong: errors.map(({ pointer }) => pointer) };
};

describe('The hand-off of a course', () => {
  it('[S4-04] is not confirmed while client, course, scope or deadline are missing, and says which', async () => {
    const title = `Deal ${randomUUID()}`;
    // A deal without a company: its own name stands for the client.
    const { id, workflowId } = await sold({ title, client: { name: title, contacts: CONTACTS } });
    const promiseId = await open(id, workflowId, 'handover');
    const confirm = (form: object) =>
      state(id, 'stepCompleted', 'fulfilment-lead', { promiseId, form: { courseKind: 'mentored', ...form } });
    expect(await confirm({})).toEqual({
      status: 422,
      wrong: ['/form/client', '/form/course', '/form/scope', '/form/deadline'],
    });
    const said = { client: 'Acme', course: '201', scope: 'Two students' };
    expect((await confirm(said)).wrong).toEqual(['/form/deadline']);
    expect((await confirm({ ...said, deadline: 'soon' })).wrong).toEqual(['/form/deadline']);
    expect((await confirm({ ...said, deadline: '2026-12-01' })).status).toBe(202);
    const [told] = await signalsAt(workflowId);
    expect(told?.fact['fields']).toEqual({ answers: { courseKind: 'mentored' } });
  });

  it('[S4-04] takes over what the deal has said, which is not asked for again', async () => {
    const facts = { course: '201', courseKind: 'in-person', scope: 'Two students', deadline: 'by the end' };
    const { id, workflowId } = await sold({ title: 'A course', facts });
    const promiseId = await open(id, workflowId, 'handover');
    const confirm = (form: object) => state(id, 'stepCompleted', 'fulfilment-lead', { promiseId, form });
    expect((await confirm({ deadline: null })).wrong).toEqual(['/form/deadline']);
    expect((await confirm({ deadline: '2026-12-01', course: null })).status).toBe(202);
    const [told] = await signalsAt(workflowId);
    expect(told?.fact['fields']).toEqual({ answers: { courseKind: 'in-person' } });
    const command = await api.db.command.findFirstOrThrow({ where: { subjectId: id } });
    expect(command.body).toMatchObject({ form: { course: '201', scope: 'Two students' } });
  });
});

describe('What is stated of a course', () => {
  it('is about students of its own, and is for those whom the playbook names', async () => {
    const { id, workflowId, student } = await sold();
    const other = await sold();
    expect((await state(id, 'learnerLeft', 'instructor', { learner: other.student })).wrong).toEqual([
      '/learner',
    ]);
    expect((await state(id, 'learnerLeft', 'content-lead', { learner: student })).status).toBe(403);
    expect((await state(id, 'learnerLeft', 'instructor', { learner: student, reason: 'Ill' })).status).toBe(
      202,
    );
    expect((await state(id, 'studentFeedback', 'instructor', { rating: 6 })).wrong).toEqual(['/rating']);
    const feedback = { rating: 2, learner: student, text: 'Too fast for Stu' };
    expect((await state(id, 'studentFeedback', 'instructor', feedback)).status).toBe(202);
    const promiseId = await open(id, workflowId, 'first-attendance');
    const taken = (present: string[]) => state(id, 'attendanceTaken', 'instructor', { promiseId, present });
    expect((await taken([student, other.student])).wrong).toEqual(['/present/1']);
    expect((await taken([student])).status).toBe(202);
    const told = await signalsAt(workflowId);
    expect(told.map(({ name, fact }) => [name, fact['fields']])).toEqual([
      ['learnerLeft', { learner: student }],
      ['studentFeedback', { learner: student, rating: 2 }],
      ['attendanceTaken', { present: 1 }],
    ]);
    expect(JSON.stringify(told)).not.toMatch(/Stu|Ill|fast/);

    // As the vendor tells it, and the workflow takes it.
    const enrolled = { of: 'key', learner: student, enrolment: '7', course: '101', percent: 40, open: 0 };
    await api.db.command.create({
      data: {
        ...{ subjectId: id, id: 'thinkific/1', signal: 'learnerEnrolled', body: enrolled, state: 'applied' },
        ...{ actor: { kind: 'system', name: 'thinkific' }, receivedAt: new Date(api.clock.nowMs) },
      },
    });
    await api.db.command.updateMany({ where: { subjectId: id }, data: { state: 'applied' } });
    const { body } = await api.call('GET', `/v1/engagements/${id}/learners`, {
      token: tokens['instructor']!,
    });
    expect(body).toEqual({
      items: [
        {
          ...{ learner: student, name: 'Stu Dent', percent: 40, isComplete: false, hasLeft: true },
          courses: [{ course: '101', percent: 40 }],
          furtherAt: expect.any(String),
          sessions: ['Hold the first live session and say who was there'],
          feedback: [{ rating: 2, text: 'Too fast for Stu', at: expect.any(String) }],
        },
      ],
    });
    expect((await api.call('GET', '/v1/engagements/eng_none/learners')).status).toBe(404);
  });

  it('[S4-23] names the version of the content that was checked, and what failed of it', async () => {
    const { id, workflowId } = await sold();
    const promiseId = await open(id, workflowId, 'content');
    const say = (signal: string, body: object) =>
      state(id, signal, 'fulfilment-lead', { promiseId, ...body });
    expect((await say('contentApproved', {})).wrong).toEqual(['/version']);
    expect((await say('contentRefused', { version: '2.1', failed: [] })).wrong).toEqual(['/failed']);
    expect((await say('contentRefused', { version: '2.1', failed: ['looks'] })).wrong).toEqual(['/failed/0']);
    expect((await say('contentRefused', { version: '2.1', failed: ['media'] })).status).toBe(202);
    expect((await say('contentApproved', { version: '2.2' })).status).toBe(202);
  });
});
