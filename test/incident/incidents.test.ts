import { type Body, startApi, type TestApi } from '../support/api';

interface Named {
  id: string;
  reference: string;
}
const named = (body: Body) => body as unknown as Named;

describe('Incidents', () => {
  let api: TestApi;
  let manager: { id: string; token: string };

  beforeAll(async () => {
    api = await startApi();
    manager = await api.person('operations-manager');
  });
  afterAll(() => api.close());

  const ticket = async (change: object = { client: 'Acme' }) =>
    named(
      (
        await api.call('POST', '/v1/tickets', {
          json: {
            requester: { name: 'Carla', email: 'carla@acme.example' },
            subject: `Printer ${Math.random()}`,
            channel: 'email',
            priority: 'low',
            category: 'technical',
            ...change,
          },
        })
      ).body,
    );
  const declare = async (json: object) => {
    const reply = await api.call('POST', '/v1/incidents', {
      token: manager.token,
      json: { kind: 'systemFailure', title: 'All is down', ...json },
    });
    expect(reply.status).toBe(201);
    return reply.body as unknown as Named & {
      engagements: string[];
      tickets: string[];
      concerned: object[];
      reachedBy: object[];
    };
  };
  const escalate = async (
    id: string,
    of: { subjectId: string; engagementId?: string; ticketId?: string },
  ) => {
    const at = new Date(api.clock.nowMs);
    const promiseId = `prm_${id}`;
    const same = { subjectId: of.subjectId, engagementId: of.engagementId, ticketId: of.ticketId };
    await api.db.promiseRecord.create({
      data: {
        ...same,
        id: promiseId,
        workflowId: 'w',
        key: 'resolution#1',
        step: 'resolution',
        kind: 'task',
        title: 'Resolution',
        owedBy: 'operations-manager',
        openedAt: at,
        state: 'open',
        keptBy: [],
        explanation: [],
      },
    });
    const climb = {
      level: 2,
      role: 'operations-manager',
      raisedAt: at,
      state: 'open',
      climbs: [],
      updatedAt: at,
    };
    await api.db.escalation.create({ data: { ...same, id, promiseId, ...climb } });
    return id;
  };

  it('are found from the tickets and engagements that they concern, while they are open', async () => {
    const engagement = await api.engagement();
    const concerned = await ticket();
    const { id, reference } = await declare({ engagements: [engagement], tickets: [concerned.id] });
    const open = async () => [
      (await api.call('GET', `/v1/tickets/${concerned.id}`)).body['incidents'],
      (await api.call('GET', `/v1/engagements/${engagement}`)).body['incidents'],
    ];
    expect(await open()).toEqual([[{ id, reference }], [{ id, reference }]]);
    await api.db.incident.update({ where: { id }, data: { status: 'closed' } });
    expect(await open()).toEqual([[], []]);
  });

  it('declared from an escalation are linked with what that is about, and it with them', async () => {
    const engagementId = await api.engagement();
    const about = await ticket({ engagementId });
    const other = await ticket();
    const escalationId = await escalate('esc_cause', {
      subjectId: about.id,
      engagementId,
      ticketId: about.id,
    });
    const { id, reference, ...incident } = await declare({ escalationId, tickets: [other.id] });
    expect(incident.tickets.toSorted()).toEqual([about.id, other.id].toSorted());
    expect(incident.engagements).toEqual([engagementId]);
    expect(incident.concerned).toHaveLength(3);
    expect(incident.reachedBy).toMatchObject([
      { escalationId, ticketId: about.id, promise: { state: 'open' } },
    ]);
    const listed = await api.call('GET', `/v1/escalations?incidentId=${id}`);
    expect(listed.body['items']).toMatchObject([
      { id: escalationId, ticketId: about.id, incidentId: id, incidentReference: reference },
    ]);
  });

  it('tell of each update when it was given, not when that was stated', async () => {
    const { id } = await declare({});
    const given = new Date(api.clock.nowMs - 600_000).toISOString();
    const update = { subjectId: id, signal: 'updateGiven', actor: {}, state: 'applied' };
    const receivedAt = new Date(api.clock.nowMs);
    await api.db.command.createMany({
      data: [
        { ...update, id: 'u1', receivedAt, body: { text: 'We know more.', occurredAt: given } },
        { ...update, id: 'u2', receivedAt, body: { text: 'It is over.' } },
      ],
    });
    expect((await api.call('GET', `/v1/incidents/${id}`)).body['updates']).toMatchObject([
      { at: given, text: 'We know more.' },
      { at: receivedAt.toISOString(), text: 'It is over.' },
    ]);
  });

  it('are named in the inbox and in their own escalations', async () => {
    const { id, reference } = await declare({});
    const escalationId = await escalate('esc_own', { subjectId: id });
    await api.db.escalation.update({ where: { id: escalationId }, data: { incidentId: id } });
    const inbox = await api.call('GET', '/v1/inbox?limit=200', { token: manager.token });
    const item = (inbox.body['items'] as { id: string }[]).find((one) => one.id === `prm_${escalationId}`);
    expect(item).toMatchObject({ incidentId: id, engagement: { reference, title: 'All is down' } });
    const listed = (await api.call('GET', '/v1/escalations')).body['items'] as { id: string }[];
    expect(listed.find((one) => one.id === escalationId)).toMatchObject({
      incidentId: id,
      incidentReference: reference,
    });
  });
});
