import { openPromise, startApi, type TestApi } from '../support/api';

describe('For machines', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());
  const ask = (path: string) => api.call('GET', path, { token: null });

  it('says that it lives and that it can work', async () => {
    expect((await ask('/livez')).status).toBe(200);
    expect((await ask('/readyz')).status).toBe(200);
  });

  it('shows promises open and late by stage, escalations by level and the age of the oldest webhook', async () => {
    const id = await api.engagement();
    await openPromise(api, id, 'do-work', { dueAt: new Date(api.clock.nowMs - 1) });
    await openPromise(api, id, 'plan-work', {});
    await api.db.webhookDelivery.create({
      data: {
        vendor: 'hubspot',
        key: 'k',
        payload: {},
        state: 'received',
        receivedAt: new Date(api.clock.nowMs - 90_000),
      },
    });
    const { text, headers } = await ask('/metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(text).toContain('promisekeeper_promises_open{stage="delivery"} 2');
    expect(text).toContain('promisekeeper_promises_late{stage="delivery"} 1');
    expect(text).toContain('promisekeeper_webhook_inbox_age_seconds 90');
    expect(text).toContain('promisekeeper_engagements{status="active"} 1');
    expect(text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/livez",status="200"\} 1/,
    );
    expect(text).not.toContain(id);
  });
});

describe('While Temporal is away', () => {
  it('says that it lives, that it is not ready, and what is missing', async () => {
    const api = await startApi({ temporalAddress: '127.0.0.1:9' });
    try {
      expect((await api.call('GET', '/livez')).status).toBe(200);
      const ready = await api.call('GET', '/readyz');
      expect([ready.status, ready.text.includes('Temporal cannot be reached')]).toEqual([503, true]);
      expect(ready.text).not.toContain('PostgreSQL');
    } finally {
      await api.close();
    }
  });
});
