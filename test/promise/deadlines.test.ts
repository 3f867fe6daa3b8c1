import { startApi, type TestApi } from '../support/api';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const one = {
  id: 'B01',
  calendar: { tz: 'Etc/UTC', hours: '24x7', holidays: [] },
  start: '2026-06-01T09:00:00Z',
  target: { kind: 'firstResponse', seconds: 14_400 },
};
const ask = (json: unknown) => api.call('POST', '/v1/deadlines', { json });

describe('Asking for deadlines', () => {
  it('[BY-07] answers one case with its deadline and the sum that leads to it', async () => {
    const { status, body } = await ask(one);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: 'B01', deadline: expect.stringMatching(/^2026-06-01T13:00:00/) });
    expect((body as { explanation: string[] }).explanation.length).toBeGreaterThan(0);
  });

  it('answers a list with a list in its order, the impossible ones with their error', async () => {
    const { body } = await ask([
      one,
      { ...one, id: 'X', calendar: { ...one.calendar, tz: 'Mars' } },
      { id: 'Y' },
      5,
    ]);
    expect(body).toMatchObject([
      { id: 'B01', deadline: expect.any(String) },
      { id: 'X', deadline: null, error: expect.stringContaining('CALENDAR_UNKNOWN_ZONE') },
      { id: 'Y', deadline: null, error: expect.any(String) },
      { id: null, deadline: null, error: expect.stringContaining('CASE_MALFORMED') },
    ]);
    expect((await ask([])).body).toEqual([]);
  });

  it('is open to every person', async () => {
    const { token } = await api.person('consultant');
    expect((await api.call('POST', '/v1/deadlines', { token, json: one })).status).toBe(200);
  });
});
