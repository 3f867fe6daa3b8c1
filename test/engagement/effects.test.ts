import type { JournalFact } from '../../src/subject/domain/subjects';
import { AT, at, fresh, opened, tell } from '../journal/told';
import { startApi, type TestApi } from '../support/api';

const ASKED = {
  key: 'engagement/REF-0001/invoice#1',
  action: 'accounting.createInvoice',
  vendor: 'xero',
} as const;
const asks = opened('prm_1', { title: 'Invoice', kind: 'action', effect: ASKED });
const done: JournalFact = {
  kind: 'promiseKept',
  promiseId: 'prm_1',
  title: 'Invoice',
  late: false,
  signal: 'accounting.createInvoice',
  effect: { refs: { invoiceId: 'inv-1' }, note: 'The invoice is out.' },
};
const byPerson: JournalFact = {
  kind: 'promiseKept',
  promiseId: 'prm_1',
  title: 'Invoice',
  late: false,
  signal: 'stepCompleted',
};
const failed: JournalFact = {
  kind: 'actionFailed',
  action: 'accounting.createInvoice',
  title: 'Invoice',
  failure: 'VendorRejected',
  promiseId: 'prm_1',
};

describe('What an engagement asks of a vendor', () => {
  const waiting = {
    ...ASKED,
    promiseId: 'prm_1',
    title: 'Invoice',
    state: 'waiting',
    askedAt: at(AT),
    endedAt: null,
  };
  it.each<[string, JournalFact[], object]>([
    ['waits from the moment at which it is asked', [asks], waiting],
    [
      'is done with the ids that it has there',
      [asks, done],
      { state: 'done', refs: { invoiceId: 'inv-1' }, note: 'The invoice is out.', endedAt: at(AT) },
    ],
    [
      'is handed over to a person when the vendor refuses',
      [asks, failed],
      { state: 'handedOver', failure: 'VendorRejected', endedAt: null },
    ],
    [
      'is by hand when a person has done it then',
      [asks, failed, byPerson],
      { state: 'byHand', endedAt: at(AT) },
    ],
    [
      'is cancelled with its promise',
      [asks, { kind: 'promiseCancelled', promiseId: 'prm_1', title: 'Invoice', why: 'cancelled' }],
      { state: 'cancelled', endedAt: at(AT) },
    ],
    [
      'is undone when that was done',
      [
        asks,
        done,
        { kind: 'actionUndone', action: 'accounting.voidInvoice', undoes: ASKED.key, note: 'Voided.' },
      ],
      { state: 'undone', note: 'Voided.', refs: { invoiceId: 'inv-1' } },
    ],
  ])('%s', (_what, facts, expected) => {
    const model = fresh('engagement');
    tell(model, facts);
    expect(model.all('effect')).toMatchObject([expected]);
  });

  it('stands there once it is done where no promise goes with it', () => {
    const model = fresh('engagement');
    const reminder = { key: 'REF-0001/survey#1/reminder', action: 'mail.send', vendor: 'gmail' } as const;
    const refs = { messageId: 'm-1' };
    tell(model, [{ kind: 'actionDone', title: 'Reminder: survey', ...reminder, refs, note: 'Sent.' }]);
    expect(model.all('effect')).toMatchObject([{ ...reminder, promiseId: null, state: 'done', refs }]);
  });
});

describe('GET /v1/engagements/{id}/effects', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  const effect = (engagementId: string, number: number, more: object = {}) => ({
    key: `engagement/${engagementId}/step-${number}`,
    engagementId,
    ...{ promiseId: null, action: 'mail.send', vendor: 'gmail', title: `Mail ${number}`, state: 'done' },
    refs: { messageId: `m-${number}` },
    askedAt: new Date(api.clock.nowMs + Math.floor(number / 2)),
    endedAt: new Date(api.clock.nowMs + number),
    ...more,
  });

  it('lists all of them by pages, the oldest first', async () => {
    const id = await api.engagement();
    await api.db.effect.createMany({ data: [3, 1, 4, 2].map((number) => effect(id, number)) });
    const seen: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { status, body } = await api.call('GET', `/v1/engagements/${id}/effects?limit=1${page}`);
      expect(status).toBe(200);
      seen.push(...(body['items'] as { title: string }[]).map(({ title }) => title));
      cursor = body['nextCursor'] as string | null;
    }
    expect(seen).toEqual(['Mail 1', 'Mail 2', 'Mail 3', 'Mail 4']);
  });

  it('answers 404 for an engagement that is not there', async () => {
    expect((await api.call('GET', '/v1/engagements/eng_nobody/effects')).status).toBe(404);
  });

  it('shows at the connector what waits for it, since when, and when it did something last', async () => {
    const id = await api.engagement();
    const waiting = { vendor: 'xero', state: 'waiting', endedAt: null };
    await api.db.effect.createMany({
      data: [effect(id, 10, waiting), effect(id, 12, waiting), effect(id, 14, { vendor: 'xero' })],
    });
    const { body } = await api.call('GET', '/v1/connectors?limit=200');
    const of = (vendor: string) =>
      (body['items'] as { vendor: string; calls: object }[]).find((one) => one.vendor === vendor)?.calls;
    expect(of('xero')).toEqual({
      ...{ circuit: 'closed', since: null, failure: null, waiting: 2 },
      waitingSince: new Date(api.clock.nowMs + 5).toISOString(),
      lastSuccessAt: new Date(api.clock.nowMs + 14).toISOString(),
    });
    expect(of('slack')).toMatchObject({ waiting: 0, waitingSince: null, lastSuccessAt: null });
    const listed = await api.call('GET', '/v1/connectors/xero/waiting');
    expect((listed.body['items'] as object[]).map((item) => (item as { title: string }).title)).toEqual([
      'Mail 10',
      'Mail 12',
    ]);
  });
});
