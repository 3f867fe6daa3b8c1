import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import { v7 as uuid } from 'uuid';
import { createJournalActivities } from '../../activities/journal';
import type { Database } from '../../src/database/database';
import { openTestDatabase } from '../support/database';
import { tellNewListeners } from '../../src/journal/store/new-listeners';
import { clockOf, REAL_TIME } from '../../src/promise/domain/time';
import { RESOURCES } from '../../src/subject/api/subjects';
import { kindOfId } from '../../src/subject/domain/subjects';
import type { AuditInput } from '../fixtures/house/subject/hand-over';
import { auditResource } from '../fixtures/house/subject/resource';
import { type Body, signalsAt, startApi, type TestApi } from '../support/api';
import { createTimeSkippingEnvironment, databaseUrl } from '../support/environment';
import { SHIPPED, shippedDesk } from '../support/service-desk';
import { filesTouchedBy } from '../support/house-edits';

/** The two lines of a new subject, for everything that this file loads; the third is that of its workflow. */
jest.mock('../../src/subject/domain/subjects', () => {
  const subjects = jest.requireActual<{ SUBJECTS: object; WORDS: object }>(
    '../../src/subject/domain/subjects',
  );
  const { auditSubject } = jest.requireActual<{ auditSubject: { words: object } }>(
    '../fixtures/house/subject/subject',
  );
  Object.assign(subjects.SUBJECTS, { audit: auditSubject });
  Object.assign(subjects.WORDS, auditSubject.words);
  return subjects;
});
jest.mock('../../src/subject/api/subjects', () => ({
  RESOURCES: [
    ...jest.requireActual<{ RESOURCES: object[] }>('../../src/subject/api/subjects').RESOURCES,
    jest.requireActual<{ auditResource: object }>('../fixtures/house/subject/resource').auditResource,
  ],
}));

const TABLE = readFileSync(join(__dirname, '../fixtures/house/subject/table.sql'), 'utf8');
const WORKFLOWS = require.resolve('../fixtures/house/subject/workflows.ts');

it('touches the registries of subjects and workflows, and the schema of the database', () => {
  expect([...filesTouchedBy('subject').keys()]).toEqual([
    'src/subject/domain/subjects.ts',
    'src/subject/api/subjects.ts',
    'workflows/index.ts',
    'prisma/schema.prisma',
  ]);
  expect(RESOURCES).toContain(auditResource);
});

async function openAudit(db: Database, openedAt: Date): Promise<{ id: string; workflowId: string }> {
  const id = `aud_${uuid()}`;
  const reference = `AUD-${id.slice(-6)}`;
  const workflowId = `audit/${reference}`;
  await db.$executeRaw`
    INSERT INTO audit (id, reference, workflow_id, title, status, desk_version, opened_at, updated_at)
    VALUES (${id}, ${reference}, ${workflowId}, 'The yearly audit', 'open', ${SHIPPED}, ${openedAt}, ${openedAt})`;
  return { id, workflowId };
}

describe('The API of a subject that is one more line of the registries', () => {
  let api: TestApi;
  let audit: { id: string; workflowId: string };
  let auditor: { id: string; token: string };
  beforeAll(async () => {
    api = await startApi();
    await api.db.$executeRawUnsafe(TABLE);
    audit = await openAudit(api.db, new Date(api.clock.nowMs));
    auditor = await api.person('auditor');
  });
  afterAll(() => api.close());

  const state = (name: string, json: object, token: string) =>
    api.call('POST', `/v1/audits/${audit.id}/signals/${name}`, { token, json });

  it('reads it, and has it in the document', async () => {
    expect((await api.call('GET', `/v1/audits/${audit.id}`)).body).toMatchObject({ status: 'open' });
    const { paths, components } = (await api.call('GET', '/openapi.json')).body as {
      paths: object;
      components: { schemas: object };
    };
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/v1/audits/{id}/signals/{name}', '/v1/audits/{id}/journal']),
    );
    expect(Object.keys(components.schemas)).toContain('AuditFindingReported');
  });

  it('takes a fact about it by its body, hands it to Temporal first, and tells its workflow the closed values', async () => {
    const answer = await state(
      'findingReported',
      { severity: 'major', text: 'A door stood open.' },
      auditor.token,
    );
    expect(answer.status).toBe(202);
    const [row] = await api.db.$queryRaw<
      { at: Date }[]
    >`SELECT handed_over_at AS at FROM audit WHERE id = ${audit.id}`;
    expect(row?.at).toBeInstanceOf(Date);
    const [signal] = await signalsAt(audit.workflowId);
    expect(signal).toMatchObject({ name: 'findingReported', fact: { fields: { severity: 'major' } } });
  });

  it.each([
    ['of a wrong form', 'findingReported', { severity: 'huge' }, 422],
    ['that it does not know', 'paymentReceived', {}, 404],
  ])('refuses a fact %s', async (_what, name, json, status) => {
    expect((await state(name, json, auditor.token)).status).toBe(status);
  });

  it('refuses whoever may not state it', async () => {
    const { token } = await api.person('consultant');
    const answer = await state('concluded', {}, token);
    expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('auditor')]);
  });
});

describe('Its workflow', () => {
  let env: TestWorkflowEnvironment;
  let db: Database;
  let worker: Worker;
  let running: Promise<void>;
  const queue = `queue-${uuid()}`;
  beforeAll(async () => {
    const [started, url] = await Promise.all([createTimeSkippingEnvironment(), databaseUrl()]);
    env = started;
    db = openTestDatabase(url);
    await db.$executeRawUnsafe(TABLE);
    worker = await Worker.create({
      connection: env.nativeConnection,
      taskQueue: queue,
      workflowBundle: await bundleWorkflowCode({ workflowsPath: WORKFLOWS }),
      activities: createJournalActivities(db, clockOf(REAL_TIME, Date.now)),
    });
    running = worker.run();
  });
  afterAll(async () => {
    worker.shutdown();
    await running;
    await db.$disconnect();
    await env.teardown();
  });

  it('lives by the one loop: hears facts, keeps its journal and its promise, climbs the ladder, and ends', async () => {
    const { id, workflowId } = await openAudit(db, new Date(await env.currentTimeMs()));
    const { calendars, calendar, ladder } = shippedDesk();
    const input: AuditInput = {
      ...{ auditId: id, reference: 'AUD-1', time: REAL_TIME, rules: { calendars, calendar, ladder } },
    };
    const handle = await env.client.workflow.start('audit', { workflowId, taskQueue: queue, args: [input] });
    const say = async (signal: string, fields: object) =>
      handle.signal(signal, {
        ...{ commandId: uuid(), actor: { kind: 'person', id: 'per_1', roles: ['auditor'] }, fields },
        occurredAtMs: await env.currentTimeMs(),
      });
    await say('findingReported', { severity: 'minor' });
    await env.sleep('60 days');
    const [escalation] = await db.escalation.findMany({ where: { subjectId: id } });
    expect(escalation?.level).toBeGreaterThan(0);
    expect([kindOfId(id), await tellNewListeners(db, new Date())]).toEqual(['audit', 0]);
    await say('concluded', {});
    await handle.result();

    const promise = await db.promiseRecord.findFirstOrThrow({ where: { subjectId: id, kind: 'task' } });
    expect(promise).toMatchObject({ state: 'kept', late: true });
    const rows = await db.$queryRaw<Body[]>`SELECT status, findings FROM audit WHERE id = ${id}`;
    expect(rows).toEqual([{ status: 'concluded', findings: 1 }]);
    const entries = await db.journalEntry.findMany({ where: { subjectId: id }, orderBy: { seq: 'asc' } });
    expect(entries.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['auditBegun', 'auditFindingReported', 'escalationRaised', 'auditConcluded']),
    );
    expect(entries[0]?.summary).toBe('Promisekeeper began the audit');
  });
});
