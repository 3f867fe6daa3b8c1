import { randomUUID } from 'node:crypto';
import { openPromise, signalsAt, startApi, type TestApi } from '../support/api';

let api: TestApi;
const tokens: Record<string, string> = {};
const people: Record<string, string> = {};
const ROLES = [
  'operations-manager',
  'sales-manager',
  'head-of-department',
  'finance-manager',
  'head-of-revenue',
  'managing-director',
  'customer-relationship-manager',
  'project-manager',
  'consultant',
  'client',
];

beforeAll(async () => {
  api = await startApi();
  for (const role of ROLES) {
    const { id, token } = await api.person(role);
    tokens[role] = token;
    people[role] = id;
  }
});
afterAll(() => api.close());

/** An engagement with a workflow id that no other test has: all test files share one Temporal. */
async function engagement(): Promise<{ id: string; workflowId: string }> {
  const before = api.deps.temporal;
  const id = `eng_${randomUUID()}`;
  const started = await api.engagement({ title: id });
  const workflowId = `engagement/test-${started}`;
  await api.db.engagement.update({ where: { id: started }, data: { workflowId, handedOverAt: null } });
  expect(before).toBe(api.deps.temporal);
  return { id: started, workflowId };
}

const state = (
  id: string,
  name: string,
  role: string | null,
  json: object,
  headers: Record<string, string> = {},
) =>
  api.call('POST', `/v1/engagements/${id}/signals/${name}`, {
    json,
    headers,
    ...(role === null ? {} : { token: tokens[role]! }),
  });
const errorsOf = (reply: { body: unknown }) =>
  (reply.body as { errors: { pointer: string; message: string }[] }).errors;

describe('Stating a fact', () => {
  it('is safe with 202: both PostgreSQL and Temporal hold it, though no worker runs; free text stays in PostgreSQL', async () => {
    const { id, workflowId } = await engagement();
    const reply = await state(id, 'held', 'operations-manager', { reason: 'Ann is ill', comment: 'call Bo' });
    expect(reply.status).toBe(202);
    const { commandId } = reply.body as { commandId: string };
    expect(reply.body).toEqual({ commandId, state: 'accepted' });
    const command = await api.db.command.findUniqueOrThrow({
      where: { subjectId_id: { subjectId: id, id: commandId } },
    });
    expect(command).toMatchObject({ state: 'accepted', body: { reason: 'Ann is ill', comment: 'call Bo' } });
    const signals = await signalsAt(workflowId);
    expect(signals).toEqual([
      {
        name: 'held',
        fact: {
          commandId,
          actor: { kind: 'person', id: people['operations-manager'], roles: ['operations-manager'] },
          occurredAtMs: api.clock.nowMs,
          fields: {},
        },
      },
    ]);
    expect(JSON.stringify(signals)).not.toMatch(/Ann|Bo/);
  });

  it('has one effect for the same command id, and refuses that id for anything else', async () => {
    const { id, workflowId } = await engagement();
    const body = { reason: 'waiting', commandId: 'hold-1' };
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => state(id, 'held', 'operations-manager', body)),
    );
    expect(replies.map((reply) => reply.status)).toEqual(replies.map(() => 202));
    expect(await state(id, 'held', 'operations-manager', body)).toMatchObject({
      status: 202,
      body: { commandId: 'hold-1', state: 'accepted' },
    });
    expect(await api.db.command.count({ where: { subjectId: id } })).toBe(1);
    const facts = await signalsAt(workflowId);
    expect(new Set(facts.map(({ fact }) => fact['commandId']))).toEqual(new Set(['hold-1']));
    for (const other of [
      state(id, 'held', 'operations-manager', { ...body, reason: 'other' }),
      state(id, 'cancelled', 'operations-manager', body),
      state(id, 'held', 'managing-director', body),
    ]) {
      const reply = await other;
      expect([reply.status, errorsOf(reply)[0]?.pointer]).toEqual([422, '/commandId']);
    }
  });

  it('waits for the outcome when asked to: applied, ignored with its reason, or accepted when time is up', async () => {
    const { id } = await engagement();
    const settle = (commandId: string, data: object) => {
      const look = async () => {
        const { count } = await api.db.command.updateMany({
          where: { id: commandId, state: 'accepted' },
          data,
        });
        if (count === 0) setTimeout(() => void look(), 50);
      };
      void look();
    };
    const wait = { prefer: 'respond-async, wait=5' };
    settle('w-1', { state: 'applied' });
    const applied = await state(id, 'held', 'operations-manager', { reason: 'x', commandId: 'w-1' }, wait);
    expect(applied).toMatchObject({ status: 200, body: { commandId: 'w-1', state: 'applied' } });
    expect(applied.headers.get('preference-applied')).toBe('wait=5');
    settle('w-2', { state: 'ignored', reason: 'it is held already' });
    expect(
      await state(id, 'held', 'operations-manager', { reason: 'x', commandId: 'w-2' }, wait),
    ).toMatchObject({
      status: 200,
      body: { commandId: 'w-2', state: 'ignored', reason: 'it is held already' },
    });
    const late = await state(id, 'held', 'operations-manager', { reason: 'x' }, { prefer: 'wait=1' });
    expect(late).toMatchObject({ status: 202, body: { state: 'accepted' } });
  });

  it('finds the one open promise that it keeps, and goes to the workflow that holds it', async () => {
    const { id } = await engagement();
    const track = await engagement();
    await state(track.id, 'held', 'operations-manager', { reason: 'so that its workflow is there' });
    const promise = await openPromise(api, id, 'do-work', { workflowId: track.workflowId });
    const reply = await state(id, 'stepCompleted', 'consultant', {});
    expect(reply.status).toBe(202);
    expect((await signalsAt(track.workflowId)).at(-1)).toMatchObject({
      name: 'stepCompleted',
      fact: { promiseId: promise, fields: { answers: {} } },
    });
  });

  it('asks which promise is meant when it could be several', async () => {
    const { id } = await engagement();
    const promises = [
      await openPromise(api, id, 'internal-handover'),
      await openPromise(api, id, 'kick-off'),
    ];
    const reply = await state(id, 'meetingHeld', 'operations-manager', {});
    expect(reply.status).toBe(422);
    for (const promise of promises) expect(errorsOf(reply)[0]?.message).toContain(promise);
    expect((await state(id, 'meetingHeld', 'operations-manager', { promiseId: promises[1] })).status).toBe(
      202,
    );
  });

  it.each([
    ['stepCompleted', 'consultant', {}],
    ['approvalGiven', 'head-of-department', {}],
    ['meetingHeld', 'operations-manager', {}],
    ['qualityChecked', 'operations-manager', { passed: true }],
    ['deliveryAccepted', 'client', { acceptedBy: 'Ann' }],
    ['revisionRequested', 'client', { items: ['blue'] }],
  ])('answers 409 to %s while no open promise waits for it', async (signal, role, body) => {
    const { id } = await engagement();
    expect((await state(id, signal, role, body)).status).toBe(409);
    expect(await api.db.command.count({ where: { subjectId: id } })).toBe(0);
  });

  it('answers 409 for a promise that is settled, and for an engagement that has ended', async () => {
    const { id } = await engagement();
    const promiseId = await openPromise(api, id, 'do-work', { state: 'kept' });
    expect((await state(id, 'stepCompleted', 'consultant', { promiseId })).status).toBe(409);
    await api.db.engagement.update({ where: { id }, data: { status: 'cancelled' } });
    const ended = await state(id, 'held', 'operations-manager', { reason: 'x' });
    expect([ended.status, ended.text.includes('cancelled')]).toEqual([409, true]);
    expect(await api.db.command.count({ where: { subjectId: id } })).toBe(0);
  });

  it('refuses a promise of another engagement, and a promise that another fact keeps', async () => {
    const { id } = await engagement();
    const other = await engagement();
    const foreign = await openPromise(api, other.id, 'do-work');
    const own = await openPromise(api, id, 'do-work');
    for (const [signal, promiseId] of [
      ['stepCompleted', foreign],
      ['deadlineExtended', foreign],
    ]) {
      const extra = signal === 'deadlineExtended' ? { reason: 'x', dueAt: '2027-01-01T00:00:00Z' } : {};
      const reply = await state(id, signal!, 'operations-manager', { promiseId, ...extra });
      expect([reply.status, errorsOf(reply)[0]?.pointer]).toEqual([422, '/promiseId']);
    }
    const reply = await state(id, 'qualityChecked', 'consultant', { promiseId: own, passed: true });
    expect([reply.status, errorsOf(reply)[0]?.message.includes('stepCompleted')]).toEqual([422, true]);
  });

  it('takes what happened earlier, and nothing from the future or from before the engagement', async () => {
    const { id, workflowId } = await engagement();
    api.clock.nowMs += 60_000;
    const at = (ms: number) => ({ reason: 'x', occurredAt: new Date(ms).toISOString() });
    expect((await state(id, 'held', 'operations-manager', at(api.clock.nowMs - 30_000))).status).toBe(202);
    expect((await signalsAt(workflowId))[0]?.fact['occurredAtMs']).toBe(api.clock.nowMs - 30_000);
    for (const wrong of [api.clock.nowMs + 60_000, api.clock.nowMs - 600_000]) {
      const reply = await state(id, 'held', 'operations-manager', at(wrong));
      expect([reply.status, errorsOf(reply)[0]?.pointer]).toEqual([422, '/occurredAt']);
    }
  });

  it('[CD-16] lets a payment be waived by the two roles that may, and keeps the reason', async () => {
    for (const role of ROLES) {
      const { id } = await engagement();
      await openPromise(api, id, 'first-payment');
      const reply = await state(id, 'paymentWaived', role, { reason: 'an old client' });
      const may = role === 'managing-director' || role === 'head-of-revenue';
      expect([role, reply.status]).toEqual([role, may ? 202 : 403]);
      const commands = await api.db.command.findMany({ where: { subjectId: id } });
      expect(commands.map((command) => command.body)).toMatchObject(may ? [{ reason: 'an old client' }] : []);
      if (!may) expect(reply.text).toContain('managing-director, head-of-revenue');
    }
  });

  it('takes a person to decide: the administrator is told so, and nothing happens', async () => {
    const { id } = await engagement();
    await openPromise(api, id, 'do-work');
    for (const [signal, body] of [
      ['stepCompleted', {}],
      ['held', { reason: 'x' }],
    ] as const) {
      const reply = await state(id, signal, null, body);
      expect([reply.status, reply.text.includes('takes a person')]).toEqual([403, true]);
    }
    expect(await api.db.command.count({ where: { subjectId: id } })).toBe(0);
  });

  it('lets the assignee keep a promise, and the deputy while the assignee is away, and nobody else', async () => {
    const { id } = await engagement();
    const acting = await api.person('consultant');
    const deputy = await api.person('consultant');
    await api.call('PATCH', `/v1/people/${acting.id}`, {
      json: { deputyId: deputy.id, awayFrom: new Date(api.clock.nowMs).toISOString(), awayUntil: null },
    });
    const promiseId = await openPromise(api, id, 'check', { assigneeId: acting.id });
    const check = (token: string) =>
      api.call('POST', `/v1/engagements/${id}/signals/qualityChecked`, {
        token,
        json: { promiseId, passed: true },
      });
    expect((await check(tokens['sales-manager']!)).status).toBe(403);
    expect((await check(acting.token)).status).toBe(202);
    expect((await check(deputy.token)).status).toBe(202);
    await api.call('PATCH', `/v1/people/${acting.id}`, { json: { awayFrom: null } });
    expect((await check(deputy.token)).status).toBe(403);
  });

  it('[OOES-33] takes a quality check point by point: what failed is named, and is one of the points of the step', async () => {
    const { id, workflowId } = await engagement();
    const promiseId = await openPromise(api, id, 'check');
    const check = (body: object) => state(id, 'qualityChecked', 'operations-manager', { promiseId, ...body });
    for (const [body, pointer] of [
      [{ passed: false, findings: 'slow' }, '/failed'],
      [{ passed: true, failed: ['security'] }, '/passed'],
      [{ passed: false, failed: ['security', 'luck'] }, '/failed/1'],
    ] as const) {
      const reply = await check(body);
      expect([reply.status, errorsOf(reply).map((error) => error.pointer)]).toEqual([422, [pointer]]);
    }
    expect((await check({ passed: false, failed: ['security'], commandId: 'failing' })).status).toBe(202);
    const stored = await api.db.command.findFirstOrThrow({ where: { subjectId: id, id: 'failing' } });
    expect(stored.body).toMatchObject({ passed: false, failed: ['security'] });
    const signals = await signalsAt(workflowId);
    expect(signals.map(({ fact }) => fact['fields'])).toEqual([{ passed: false, failed: ['security'] }]);
    const told = {
      promiseId,
      step: 'check',
      checklist: 'implementation',
      point: 'security',
      title: 'Security',
    };
    const at = new Date(api.clock.nowMs);
    const by = { playbookName: 'client-delivery', playbookVersion: 1, passed: false, at };
    await api.db.qualityCheck.create({ data: { ...told, ...by, engagementId: id } });
    const shown = await api.call('GET', `/v1/engagements/${id}/quality-checks`);
    const playbook = { name: 'client-delivery', version: 1 };
    expect(shown.body['items']).toEqual([{ ...told, passed: false, at: at.toISOString(), playbook }]);
  });

  it('every fact that a promise offers is taken as it is offered, with only the input of the person added', async () => {
    const added: Record<string, object> = {
      approvalRefused: { reason: 'too thin' },
      paymentWaived: { reason: 'old client' },
      revisionRequested: { items: ['blue'] },
      surveyAnswered: { nps: 9, csat: 5 },
    };
    for (const [step, role] of [
      ['sales-details', 'operations-manager'],
      ['propose-team', 'operations-manager'],
      ['confirm-team', 'head-of-department'],
      ['client-signature', 'client'],
      ['provider-signature', 'sales-manager'],
      ['first-payment', 'managing-director'],
      ['welcome-meeting', 'customer-relationship-manager'],
      ['check', 'operations-manager'],
      ['acceptance', 'client'],
      ['survey-answer', 'client'],
      ['agree-cycle', 'project-manager'],
    ] as const) {
      const { id } = await engagement();
      const promiseId = await openPromise(api, id, step);
      const { body } = await api.call('GET', `/v1/engagements/${id}`);
      const [promise] = (body as { promises: { keptBy: { signal: string; body: object }[] }[] }).promises;
      expect(promise!.keptBy.length).toBeGreaterThan(0);
      for (const { signal, body: offered } of promise!.keptBy) {
        const reply = await state(id, signal, role, { ...offered, ...added[signal] });
        expect([step, signal, reply.status, reply.text]).toEqual([step, signal, 202, expect.any(String)]);
        expect(offered).toMatchObject({ promiseId });
      }
    }
  });
});

describe('A role or a deadline', () => {
  it('is given to the deputy of somebody who is away, and to nobody who is away without one', async () => {
    const { id, workflowId } = await engagement();
    const [away, deputy] = [await api.person('consultant'), await api.person('consultant')];
    const awayUntil = new Date(api.clock.nowMs + 86_400_000).toISOString();
    const leave = { awayFrom: new Date(api.clock.nowMs - 1).toISOString(), awayUntil };
    await api.call('PATCH', `/v1/people/${away.id}`, { json: leave });
    const reassign = () =>
      state(id, 'reassigned', 'operations-manager', { role: 'consultant', personId: away.id });
    const refused = await reassign();
    expect([refused.status, errorsOf(refused)[0]?.pointer]).toEqual([422, '/personId']);
    expect(errorsOf(refused)[0]?.message).toContain(awayUntil);
    await api.call('PATCH', `/v1/people/${away.id}`, { json: { deputyId: deputy.id } });
    expect((await reassign()).status).toBe(202);
    expect((await signalsAt(workflowId))[0]?.fact['fields']).toEqual({
      role: 'consultant',
      personId: deputy.id,
      insteadOf: { personId: away.id, untilMs: Date.parse(awayUntil) },
    });
  });

  it('is extended only: never to a time that is not later than the present one', async () => {
    const { id } = await engagement();
    const dueAt = new Date(api.clock.nowMs + 3_600_000);
    const promiseId = await openPromise(api, id, 'sales-details', { dueAt });
    const extend = (atMs: number) =>
      state(id, 'deadlineExtended', 'operations-manager', {
        promiseId,
        dueAt: new Date(atMs).toISOString(),
        reason: 'x',
      });
    for (const atMs of [dueAt.getTime(), dueAt.getTime() - 60_000]) {
      const refused = await extend(atMs);
      expect([refused.status, errorsOf(refused)[0]?.pointer]).toEqual([422, '/dueAt']);
    }
    expect((await extend(dueAt.getTime() + 60_000)).status).toBe(202);
  });
});

describe('Completing a step with a form', () => {
  it('[CD-02] takes suggestions for what was left open, and lets only closed answers reach the workflow', async () => {
    const { id, workflowId } = await engagement();
    await openPromise(api, id, 'sales-details');
    const reply = await state(id, 'stepCompleted', 'operations-manager', {
      form: { timeline: 'by Easter, says Ann', services: null },
    });
    expect(reply.status).toBe(202);
    const [command] = await api.db.command.findMany({ where: { subjectId: id } });
    expect(command?.body).toMatchObject({
      form: {
        scale: 'medium',
        timeline: 'by Easter, says Ann',
        desiredStart: 'as soon as the first payment is in',
        services: 'as listed in the deal',
      },
    });
    expect((await signalsAt(workflowId))[0]?.fact['fields']).toEqual({ answers: { scale: 'medium' } });
  });

  it('[CD-03] fills the roles that were left open with whoever holds them, and leaves out what nobody holds', async () => {
    const { id, workflowId } = await engagement();
    await openPromise(api, id, 'propose-team');
    const chosen = await api.person('consultant');
    const reply = await state(id, 'stepCompleted', 'operations-manager', {
      form: { team: { consultant: chosen.id } },
    });
    expect(reply.status).toBe(202);
    expect((await signalsAt(workflowId))[0]?.fact['fields']).toEqual({
      answers: {},
      team: {
        'operations-manager': people['operations-manager'],
        'customer-relationship-manager': people['customer-relationship-manager'],
        'sales-manager': people['sales-manager'],
        'project-manager': people['project-manager'],
        consultant: chosen.id,
      },
    });
  });

  it.each([
    ['sales-details', 'operations-manager', { scale: 'gigantic' }, '/form/scale'],
    ['sales-details', 'operations-manager', { scale: 3 }, '/form/scale'],
    ['sales-details', 'operations-manager', { colour: 'blue' }, '/form/colour'],
    ['agree-cycle', 'project-manager', { cycleFactor: 5 }, '/form/cycleFactor'],
    ['agree-cycle', 'project-manager', { cycleFactor: '100' }, '/form/cycleFactor'],
    ['propose-team', 'operations-manager', { team: { consultant: 'per_nobody' } }, '/form/team/consultant'],
    ['propose-team', 'operations-manager', { team: 'all' }, '/form/team'],
    ['do-work', 'consultant', { anything: 1 }, '/form/anything'],
  ])('refuses a wrong answer to %s by %s: %j', async (step, role, form, pointer) => {
    const { id } = await engagement();
    await openPromise(api, id, step);
    const reply = await state(id, 'stepCompleted', role, { form });
    expect([reply.status, errorsOf(reply)[0]?.pointer]).toEqual([422, pointer]);
    expect(await api.db.command.count({ where: { subjectId: id } })).toBe(0);
  });
});

describe('While Temporal is away', () => {
  it('nothing is accepted, and the same command id works once Temporal is back', async () => {
    const { id, workflowId } = await engagement();
    const away = await startApi({ temporalAddress: '127.0.0.1:9' });
    const temporal = api.deps.temporal;
    try {
      api.deps.temporal = away.deps.temporal;
      const body = { reason: 'x', commandId: 'again' };
      const refused = await state(id, 'held', 'operations-manager', body);
      expect(refused.status).toBe(503);
      expect(refused.body).toMatchObject({ promiseSafe: false, code: 'unavailable' });
      expect(refused.text).toContain('same commandId');
      api.deps.temporal = temporal;
      expect((await state(id, 'held', 'operations-manager', body)).status).toBe(202);
      expect(await signalsAt(workflowId)).toHaveLength(1);
    } finally {
      api.deps.temporal = temporal;
      await away.close();
    }
  }, 30_000);
});
