import { startApi, type TestApi } from './support';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const start = (json: object, headers: Record<string, string> = {}) =>
  api.call('POST', '/v1/engagements', { json, headers });
const order = { playbook: 'client-delivery', client: { name: 'Globex' }, title: 'Website relaunch' };

describe('Starting an engagement', () => {
  it('answers 201 with the engagement as the contract shows it, and where it is', async () => {
    const started = await start({
      ...order,
      client: { name: 'Initech', contacts: [{ name: 'Ann Ode', email: 'ann@initech.example', role: 'CEO' }] },
      value: { amount: '1200.00', currency: 'EUR' },
      facts: { size: 'large', note: 'call Ann first, she knows' },
    });
    expect(started.status).toBe(201);
    const { id, reference } = started.body as unknown as { id: string; reference: string };
    expect(started.headers.get('location')).toBe(`/v1/engagements/${id}`);
    expect(reference).toMatch(/^CD-\d{4}$/);
    expect(started.body).toEqual({
      id: expect.stringMatching(/^eng_/),
      reference,
      title: 'Website relaunch',
      playbook: { name: 'client-delivery', version: 1 },
      client: {
        id: expect.stringMatching(/^cli_/),
        name: 'Initech',
        contacts: [{ id: expect.any(String), name: 'Ann Ode', email: 'ann@initech.example', role: 'CEO' }],
      },
      stage: 'qualification',
      status: 'active',
      facts: { size: 'large', note: 'call Ann first, she knows' },
      team: {},
      promises: [],
      tracks: [],
      links: {
        temporal: `http://127.0.0.1:8233/namespaces/default/workflows/engagement%2F${reference}`,
      },
    });
    const row = await api.db.engagement.findUniqueOrThrow({ where: { id } });
    expect(row.handedOverAt).not.toBeNull();
  });
});
