import { tellTicket, Told } from '../report/support';
import { type Body, signalsAt, startApi, type TestApi } from '../support/api';
import { SHIPPED } from '../support/service-desk';

interface Shown {
  id: string;
  reference: string;
  status: string;
  tickets: string[];
  rootCause: string | null;
  promises: unknown[];
}

const day = (number: number, hour = 0) => new Date(Date.UTC(2026, 4, number, hour));

describe('Problems', () => {
  let api: TestApi;
  let manager: { id: string; token: string };
  let agent: { id: string; token: string };

  beforeAll(async () => {
    api = await startApi();
    manager = await api.person('operations-manager');
    agent = await api.person('support-agent');
    await Told.start(api.db, 'CD-9', 'cli_9', day(1));
    // Resolved at the first answer: one of two before the 16th of May, both after it.
    for (const [id, at, firstTime] of [
      ['T-1', day(5), true],
      ['T-2', day(6), false],
      ['T-3', day(20), true],
      ['T-4', day(21), true],
    ] as const) {
      await tellTicket(api.db, 'eng_CD-9', id, at, [{ kind: 'ticketResolved', firstTime }]);
    }
  });
  afterAll(async () => {
    await api.close();
  });

  const request = { title: 'Exports are empty', source: 'clientFeedback', tickets: ['T-1', 'T-2'] };
  const open = async (change: object = {}, token = agent.token, headers: Record<string, string> = {}) =>
    await api.call('POST', '/v1/problems', { token, json: { ...request, ...change }, headers });
  const opened = async (change: object = {}) => {
    const reply = await open(change);
    expect([reply.status, reply.text]).toEqual([201, expect.any(String)]);
    return reply.body as unknown as Shown;
  };
  const state = async (id: string, signal: string, json: object, token = manager.token) =>
    await api.call('POST', `/v1/problems/${id}/signals/${signal}`, { token, json });
  const pointers = (body: Body) => (body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
  /** As if its workflow had told so much: that it does is shown in test/workflows. */
  const brought = async (status: string) => {
    const { id } = await opened();
    const data = { status, openedAt: day(15), implementedAt: day(16) };
    await api.db.problem.update({ where: { id }, data });
    return id;
  };

  it('[OOES-34] is opened with its tickets, at once known to Temporal, and found by a ticket', async () => {
    const problem = await opened({ tickets: ['T-1', 'T-2', 'T-1'] });
    expect(problem).toMatchObject({
      ...{ reference: expect.stringMatching(/^PRB-\d{4,}$/), status: 'identified', tickets: ['T-1', 'T-2'] },
    });
    const row = await api.db.problem.findUniqueOrThrow({ where: { id: problem.id } });
    expect([row.workflowId, row.handedOverAt]).toEqual([`problem/${problem.reference}`, expect.any(Date)]);
    const found = await api.call('GET', '/v1/problems?ticket=T-2&status=identified&limit=1');
    expect((found.body['items'] as Shown[]).map(({ id }) => id)).toEqual([problem.id]);
    expect((await api.call('GET', '/v1/problems?ticket=T-4')).body['items']).toEqual([]);
    expect((await api.call('GET', `/v1/problems/${problem.id}`)).body['id']).toBe(problem.id);
  });

  it('[OOES-34] is not opened without a ticket, nor with one that is not there', async () => {
    const before = await api.db.problem.count();
    for (const [change, pointer] of [
      [{ tickets: [] }, '/tickets'],
      [{ tickets: undefined }, '/tickets'],
      [{ tickets: ['T-1', 'T-none'] }, '/tickets/1'],
      [{ incidentId: 'inc_none' }, '/incidentId'],
    ] as const) {
      const reply = await open(change);
      expect([reply.status, pointers(reply.body)]).toEqual([422, [pointer]]);
    }
    expect((await open({}, (await api.person('finance-manager')).token)).status).toBe(403);
    expect((await api.call('POST', '/v1/problems', { json: request })).status).toBe(403);
    expect(await api.db.problem.count()).toBe(before);
  });

  it('[OOES-34] knows its root cause already when a crisis has told it', async () => {
    const at = day(10);
    await api.db.incident.create({
      data: {
        ...{
          id: 'inc_1',
          reference: 'INC-1',
          workflowId: 'incident/INC-1',
          kind: 'systemFailure',
          title: 'x',
        },
        ...{ status: 'closed', declaredBy: {}, engagements: [], tickets: ['T-1'], updateEverySeconds: 3_600 },
        ...{
          deskVersion: SHIPPED,
          rootCause: 'A full disk.',
          declaredAt: at,
          updatedAt: at,
          handedOverAt: at,
        },
      },
    });
    expect(await opened({ incidentId: 'inc_1' })).toMatchObject({
      ...{ status: 'analysed', rootCause: 'A full disk.', incidentId: 'inc_1' },
    });
  });

  it('is one problem for one key, however often it is sent', async () => {
    const send = () => open({ title: 'Keyed' }, agent.token, { 'idempotency-key': 'problem-key' });
    const replies = await Promise.all(Array.from({ length: 8 }, send));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(replies.map(({ body }) => body['id'])).size).toBe(1);
  });

  it('[OOES-34] cannot be closed without a measured effect, by nobody and not in the table either', async () => {
    for (const status of ['identified', 'analysed', 'implemented']) {
      const reply = await state(await brought(status), 'closed', {});
      expect([reply.status, reply.body['detail']]).toEqual([
        409,
        expect.stringContaining('cannot be closed without a measured effect'),
      ]);
    }
    const id = await brought('measured');
    await expect(api.db.problem.update({ where: { id }, data: { status: 'closed' } })).rejects.toThrow(
      /problem_is_closed_with_an_effect/,
    );
    await expect(api.db.problem.update({ where: { id }, data: { tickets: [] } })).rejects.toThrow(
      /problem_comes_from_a_ticket/,
    );
  });

  it('[OOES-34] [OOES-40] measures the effect by our own records, before and after the solution', async () => {
    const id = await brought('implemented');
    const reply = await state(id, 'effectMeasured', { metric: 'firstTimeResolution', commandId: 'measured' });
    expect([reply.status, reply.text]).toEqual([202, expect.any(String)]);
    const { workflowId } = await api.db.problem.findUniqueOrThrow({ where: { id } });
    const command = await api.db.command.findUniqueOrThrow({
      where: { subjectId_id: { subjectId: id, id: 'measured' } },
    });
    expect((command.body as Body)['effect']).toEqual({
      ...{ metric: 'firstTimeResolution', client: null, before: 50, after: 100, computed: true },
      // As long as the solution has been in use, until the problem was opened.
      beforePeriod: { from: '2026-04-28T15:00:00.000Z', to: '2026-05-15T00:00:00.000Z' },
      afterPeriod: { from: '2026-05-16T00:00:00.000Z', to: '2026-06-01T09:00:00.000Z' },
    });
    expect(await signalsAt(workflowId)).toEqual([
      { name: 'effectMeasured', fact: expect.objectContaining({ commandId: 'measured', fields: {} }) },
    ]);
  });

  it.each([
    ['a value of our own metric', { metric: 'firstTimeResolution', before: 1 }, '/before'],
    ['a metric of theirs without values', { metric: 'minutesToLogIn', before: 5 }, '/after'],
    ['a metric that has no case', { metric: 'nps' }, '/beforePeriod'],
    ['a metric that no client has', { metric: 'uptime', client: 'cli_9' }, '/client'],
    [
      'a time after that begins before the solution',
      { metric: 'nps', afterPeriod: { from: '2026-05-01T00:00:00Z', to: '2026-05-20T00:00:00Z' } },
      '/afterPeriod/from',
    ],
    [
      'a time before that reaches beyond it',
      { metric: 'nps', beforePeriod: { from: '2026-05-01T00:00:00Z', to: '2026-05-20T00:00:00Z' } },
      '/beforePeriod/to',
    ],
    [
      'the future',
      { metric: 'nps', afterPeriod: { from: '2026-05-20T00:00:00Z', to: '2026-07-01T00:00:00Z' } },
      '/afterPeriod/to',
    ],
    ['words in place of a metric', { metric: 'people are happier' }, '/metric'],
  ])('[OOES-34] takes no effect from %s', async (_, body, pointer) => {
    const id = await brought('implemented');
    const reply = await state(id, 'effectMeasured', body);
    expect([reply.status, pointers(reply.body)]).toEqual([422, [pointer]]);
    expect(await api.db.command.count({ where: { subjectId: id } })).toBe(0);
  });

  it('[OOES-34] takes a metric of their own with both values, and says who may state what', async () => {
    const id = await brought('implemented');
    const effect = { metric: 'minutesToLogIn', before: 5, after: 1 };
    expect((await state(id, 'effectMeasured', effect, agent.token)).status).toBe(403);
    const accounts = (await api.person('account-manager')).token;
    expect((await state(id, 'effectMeasured', { ...effect, commandId: 'own' }, accounts)).status).toBe(202);
    const command = await api.db.command.findFirstOrThrow({ where: { subjectId: id, id: 'own' } });
    expect((command.body as Body)['effect']).toMatchObject({ ...effect, computed: false });
    expect((await state(id, 'linked', { tickets: ['T-3'] }, agent.token)).status).toBe(202);
    expect((await state(id, 'rootCauseFound', { rootCause: 'x' })).status).toBe(409);
    expect((await state(await brought('cancelled'), 'linked', { tickets: ['T-3'] })).status).toBe(409);
    expect((await state('prb_none', 'linked', { tickets: ['T-3'] })).status).toBe(404);
  });
});
