import { handOver } from '../../src/dispatch/hand-over';
import { ENGAGEMENTS } from '../../src/engagement/dispatch/hand-over';
import { waysToKeep } from '../../src/fact/domain/declaration';
import { ESCALATION_FACTS } from '../../src/promise/domain/escalation-facts';
import { openPromise, signalsAt, startApi, type TestApi } from '../support/api';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

let made = 0;
async function escalation(
  extra: object = {},
): Promise<{ id: string; engagementId: string; workflowId: string }> {
  made += 1;
  const engagementId = await api.engagement();
  const workflowId = `engagement/escalated-${engagementId}`;
  await api.db.engagement.update({ where: { id: engagementId }, data: { workflowId, handedOverAt: null } });
  await handOver(api.deps, ENGAGEMENTS, engagementId);
  const promiseId = await openPromise(api, engagementId, 'do-work');
  const id = `esc_${made}`;
  const raisedAt = new Date(api.clock.nowMs + made);
  await api.db.escalation.create({
    data: {
      id,
      subjectId: engagementId,
      engagementId,
      promiseId,
      level: 1,
      role: 'account-manager',
      raisedAt,
      respondBy: new Date(api.clock.nowMs + 86_400_000),
      state: 'open',
      climbs: [{ level: 1, at: raisedAt.toISOString(), told: ['per_told'] }],
      updatedAt: raisedAt,
      ...extra,
    },
  });
  return { id, engagementId, workflowId };
}
const soon = () => new Date(api.clock.nowMs + 3_600_000).toISOString();
const state = (id: string, name: string, token: string, json: object) =>
  api.call('POST', `/v1/escalations/${id}/signals/${name}`, { token, json });

describe('Escalations', () => {
  it('are listed newest first, by state and by engagement, with every climb and who was told', async () => {
    const open = await escalation();
    const crisis = await escalation({ level: 4, state: 'acknowledged' });
    const list = async (query: string) =>
      ((await api.call('GET', `/v1/escalations?${query}`)).body as { items: { id: string }[] }).items;
    expect((await list('')).map((item) => item.id)).toEqual([crisis.id, open.id]);
    expect((await list('limit=1')).map((item) => item.id)).toEqual([crisis.id]);
    expect(await list(`engagementId=${open.engagementId}`)).toEqual([
      {
        id: open.id,
        engagementId: open.engagementId,
        ticketId: null,
        incidentId: null,
        incidentReference: null,
        promiseId: expect.any(String),
        level: 1,
        role: 'account-manager',
        raisedAt: expect.any(String),
        respondBy: expect.any(String),
        state: 'open',
        climbs: [{ level: 1, at: expect.any(String), told: ['per_told'] }],
      },
    ]);
    expect(await list('state=acknowledged')).toMatchObject([{ id: crisis.id, level: 'crisis' }]);
    expect(await list('ticketId=tkt_1')).toEqual([]);
  });

  it('[OOES-37] are acknowledged by whoever is on the ladder, with the time of the next update', async () => {
    const { id, engagementId, workflowId } = await escalation();
    const { token } = await api.person('account-manager');
    const nextUpdateAt = soon();
    const reply = await state(id, 'escalationAcknowledged', token, {
      nextUpdateAt,
      comment: 'Bo looks into it',
    });
    expect(reply.status).toBe(202);
    const signals = await signalsAt(workflowId);
    expect(signals).toMatchObject([
      {
        name: 'escalationAcknowledged',
        fact: { fields: { escalationId: id, nextUpdateAtMs: Date.parse(nextUpdateAt) } },
      },
    ]);
    expect(JSON.stringify(signals)).not.toContain('Bo');
    expect(await api.db.command.findMany({ where: { subjectId: engagementId } })).toMatchObject([
      { signal: 'escalationAcknowledged', body: { comment: 'Bo looks into it' }, state: 'accepted' },
    ]);
  });

  it('are for the roles of the ladder and the people who were told, and for nobody else', async () => {
    const told = await api.person('consultant');
    const { id, engagementId } = await escalation({
      climbs: [{ level: 1, at: new Date(api.clock.nowMs).toISOString(), told: [told.id] }],
    });
    const outsider = await api.person('consultant');
    const refused = await state(id, 'escalationResolved', outsider.token, { note: 'done' });
    expect([refused.status, refused.text.includes('managing-director')]).toEqual([403, true]);
    const admin = await api.call('POST', `/v1/escalations/${id}/signals/escalationResolved`, {
      json: { note: 'x' },
    });
    expect(admin.status).toBe(403);
    expect(await api.db.command.count({ where: { subjectId: engagementId } })).toBe(0);
    expect((await state(id, 'escalationResolved', told.token, { note: 'done' })).status).toBe(202);
  });

  it('[OOES-37] an update that is owed is given at the engagement by what its promise lists, with the time or the note added', async () => {
    const { id, engagementId, workflowId } = await escalation();
    const { promiseId } = await api.db.escalation.findUniqueOrThrow({ where: { id } });
    const late = await api.db.promiseRecord.findUniqueOrThrow({ where: { id: promiseId } });
    const amy = await api.person('consultant', 'account-manager');
    const ways = waysToKeep<unknown>(ESCALATION_FACTS, 'update', `prm_update_${id}`, null);
    await openPromise(api, engagementId, 'do-work', {
      id: `prm_update_${id}`,
      key: `${late.key}/update-1`,
      kind: 'update',
      workflowId: late.workflowId,
      owedBy: 'account-manager',
      assigneeId: amy.id,
      keptBy: JSON.parse(JSON.stringify(ways)),
    });
    const own: Record<string, object> = {
      escalationAcknowledged: { nextUpdateAt: soon() },
      escalationResolved: { note: 'all is well' },
    };
    const inbox = (await api.call('GET', '/v1/inbox', { token: amy.token })).body as {
      items: { id: string; keptBy: { signal: string; body: object }[] }[];
    };
    const shown = inbox.items.find((item) => item.id === `prm_update_${id}`);
    expect(shown?.keptBy).toHaveLength(2);
    const say = (signal: string, token: string, json: object) =>
      api.call('POST', `/v1/engagements/${engagementId}/signals/${signal}`, { token, json });
    for (const { signal, body } of shown?.keptBy ?? []) {
      expect((await say(signal, amy.token, { ...body, ...own[signal] })).status).toBe(202);
    }
    expect((await signalsAt(workflowId)).map(({ fact }) => fact)).toMatchObject([
      { promiseId, fields: { escalationId: id } },
      { promiseId, fields: { escalationId: id } },
    ]);
    const outsider = await api.person('consultant');
    const note = { promiseId: `prm_update_${id}`, note: 'x' };
    expect((await say('escalationResolved', outsider.token, note)).status).toBe(403);
    const unnamed = await say('escalationResolved', amy.token, { note: 'x' });
    expect(unnamed).toMatchObject({ status: 422, body: { errors: [{ pointer: '/promiseId' }] } });
    await api.db.promiseRecord.update({ where: { id: `prm_update_${id}` }, data: { state: 'kept' } });
    expect((await say('escalationResolved', amy.token, note)).status).toBe(409);
  });

  it('tell the workflow in which roles a deputy stands in', async () => {
    const deputy = await api.person('consultant');
    const boss = await api.person('account-manager');
    const { id, workflowId } = await escalation();
    expect((await state(id, 'escalationAcknowledged', deputy.token, { nextUpdateAt: soon() })).status).toBe(
      403,
    );
    await api.call('PATCH', `/v1/people/${boss.id}`, {
      json: { deputyId: deputy.id, awayFrom: new Date(api.clock.nowMs - 1).toISOString() },
    });
    expect((await state(id, 'escalationAcknowledged', deputy.token, { nextUpdateAt: soon() })).status).toBe(
      202,
    );
    expect((await signalsAt(workflowId))[0]?.fact).toMatchObject({
      fields: { standsIn: ['account-manager'] },
    });
  });

  it('[OOES-37] are told to whoever gets a role of the present level or comes back, once', async () => {
    await api.db.escalation.updateMany({ data: { state: 'resolved' } });
    const { id } = await escalation({
      level: 3,
      climbs: [{ level: 3, at: '2026-06-01T09:00:00Z', told: [] }],
    });
    const notices = () => api.db.notice.findMany({ where: { id: { startsWith: id } } });
    const mia = await api.person('consultant');
    expect(await notices()).toEqual([]);
    const change = (json: object) => api.call('PATCH', `/v1/people/${mia.id}`, { json });
    await change({ roles: ['managing-director'], active: false });
    expect((await notices()).map((one) => one.personId)).toEqual([]);
    await change({ active: true });
    await change({ awayFrom: null });
    expect((await notices()).map((one) => one.personId)).toEqual([mia.id]);
    const other = await api.person('managing-director');
    expect((await notices()).map((one) => one.personId).sort()).toEqual([mia.id, other.id].sort());
  });

  it('take no update time that has passed, and nothing once they are resolved', async () => {
    const { token } = await api.person('operations-manager');
    const { id } = await escalation();
    const past = { nextUpdateAt: new Date(api.clock.nowMs - 1).toISOString() };
    expect(await state(id, 'escalationAcknowledged', token, past)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/nextUpdateAt' }] },
    });
    const far = { nextUpdateAt: new Date(api.clock.nowMs + 14 * 86_400_000 + 1).toISOString() };
    expect(await state(id, 'escalationAcknowledged', token, far)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/nextUpdateAt' }] },
    });
    await api.db.escalation.update({ where: { id }, data: { state: 'resolved' } });
    expect((await state(id, 'escalationResolved', token, { note: 'again' })).status).toBe(409);
  });
});
