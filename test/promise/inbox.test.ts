import { openPromise, startApi, type TestApi } from '../support/api';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

interface Item {
  id: string;
  engagement: { reference: string; title: string };
  client: { name: string };
}
async function inbox(token: string, query = ''): Promise<Item[]> {
  const { body } = await api.call('GET', `/v1/inbox${query}`, { token });
  return (body as { items: Item[] }).items;
}

describe('The inbox', () => {
  it('shows what the caller and the roles of the caller owe, most urgent first, with the words to recognise it', async () => {
    const me = await api.person('consultant');
    const colleague = await api.person('consultant');
    const id = await api.engagement({ title: 'Intranet', client: { name: 'Vandelay' } });
    const due = (hours: number) => ({ dueAt: new Date(api.clock.nowMs + hours * 3_600_000) });
    await openPromise(api, id, 'do-work', { id: 'p-late', ...due(-2) });
    await openPromise(api, id, 'do-work', { id: 'p-later', ...due(9) });
    await openPromise(api, id, 'do-work', { id: 'p-undated', dueAt: null, paused: true });
    await openPromise(api, id, 'do-work', { id: 'p-colleague', assigneeId: colleague.id, ...due(-5) });
    await openPromise(api, id, 'check', { id: 'p-assigned', assigneeId: me.id, ...due(1) });
    await openPromise(api, id, 'check', { id: 'p-foreign', ...due(1) });
    await openPromise(api, id, 'do-work', { id: 'p-kept', state: 'kept', ...due(1) });
    const items = await inbox(me.token);
    expect(items.map((item) => item.id)).toEqual([
      'p-late',
      'p-assigned',
      'p-later',
      'p-undated',
      'p-colleague',
    ]);
    expect(items[0]).toMatchObject({
      late: true,
      owedBy: 'consultant',
      engagementId: id,
      ticketId: null,
      engagement: { title: 'Intranet' },
      client: { name: 'Vandelay' },
      keptBy: [{ signal: 'stepCompleted' }],
    });
    const paged: string[] = [];
    let cursor = '';
    do {
      const { body } = await api.call('GET', `/v1/inbox?limit=2${cursor && `&cursor=${cursor}`}`, {
        token: me.token,
      });
      const page = body as { items: Item[]; nextCursor: string | null };
      paged.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor ?? '';
    } while (cursor !== '');
    expect(paged).toEqual(items.map((item) => item.id));
    expect((await inbox((await api.person('finance-manager')).token)).map((item) => item.id)).toEqual([]);
  });

  it('shows a deputy what an absent colleague owes, and the administrator everything', async () => {
    const absent = await api.person('project-manager');
    const deputy = await api.person('sales-manager');
    await api.call('PATCH', `/v1/people/${absent.id}`, {
      json: { deputyId: deputy.id, awayFrom: new Date(api.clock.nowMs - 1).toISOString() },
    });
    const id = await api.engagement();
    await openPromise(api, id, 'agree-cycle', { id: 'p-absent', assigneeId: absent.id });
    expect((await inbox(deputy.token)).map((item) => item.id)).toEqual(['p-absent']);
    expect((await inbox('test-administrator-token-0123456789')).length).toBe(
      await api.db.promiseRecord.count({ where: { state: 'open' } }),
    );
  });
});
