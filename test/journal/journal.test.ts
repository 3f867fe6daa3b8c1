import { startApi, type TestApi } from '../support/api';

interface Page {
  items: { seq: number; summary: string; actor: object; data: object }[];
  nextCursor: string | null;
}

describe('The journal of a ticket and of an incident', () => {
  let api: TestApi;
  let person: { id: string; token: string };

  beforeAll(async () => {
    api = await startApi();
    person = await api.person('operations-manager');
  });
  afterAll(() => api.close());

  const ticket = () =>
    api.call('POST', '/v1/tickets', {
      json: {
        client: 'Acme',
        requester: { name: 'Carla', email: 'carla@acme.example' },
        subject: `Printer ${Math.random()}`,
        channel: 'email',
        priority: 'low',
        category: 'technical',
      },
    });
  const incident = () =>
    api.call('POST', '/v1/incidents', { token: person.token, json: { kind: 'dataBreach', title: 'A leak' } });

  it.each([
    ['tickets', ticket],
    ['incidents', incident],
  ])('is read as that of an engagement, page by page: %s', async (resource, make) => {
    const { id } = (await make()).body as { id: string };
    const actor = { kind: 'person', id: person.id, roles: ['operations-manager'] };
    await api.db.journalEntry.createMany({
      data: [1, 2, 3].map((seq) => ({
        subjectId: id,
        seq,
        writer: 'w',
        writerSeq: seq,
        toldAt: new Date(api.clock.nowMs),
        at: new Date(api.clock.nowMs),
        kind: 'ticketResponded',
        actor,
        summary: `Entry ${seq}`,
        data: { public: true },
      })),
    });
    const path = `/v1/${resource}/${id}/journal`;
    const first = (await api.call('GET', `${path}?limit=2`, { token: person.token })).body as unknown as Page;
    expect(first.items.map(({ seq, summary }) => [seq, summary])).toEqual([
      [1, 'Entry 1'],
      [2, 'Entry 2'],
    ]);
    expect(first.items[0]).toMatchObject({
      kind: 'ticketResponded',
      actor: { ...actor, name: expect.any(String) },
      data: { public: true },
    });
    const rest = (await api.call('GET', `${path}?cursor=${first.nextCursor}`)).body as unknown as Page;
    expect([rest.items.map(({ seq }) => seq), rest.nextCursor]).toEqual([[3], null]);
    expect((await api.call('GET', path, { token: null })).status).toBe(401);
    expect((await api.call('GET', `/v1/${resource}/nobody/journal`)).status).toBe(404);
  });
});
