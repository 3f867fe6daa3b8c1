import type { Database } from '../../src/database/database';
import type { NoticeState } from '../../src/post/store/outbox';
import { findStuck } from '../../src/trouble/store/stuck';
import { openTestDatabase } from '../support/database';
import { databaseUrl } from '../support/environment';

const BEGUN_AT = new Date('2026-06-01T09:00:00Z');
const NOW = new Date('2026-06-03T09:00:00Z');

describe('What was begun in an outside system and has no end', () => {
  let db: Database;
  beforeAll(async () => {
    db = openTestDatabase(await databaseUrl());
  });
  afterAll(async () => {
    await db.$disconnect();
  });

  const put = (kind: string, key: string) =>
    db.externalRef.create({ data: { system: 'slack', kind, key, vendorId: 'D1', createdAt: BEGUN_AT } });
  const crisis = (id: string, chatKey: string, state: NoticeState) =>
    db.notice.create({
      data: {
        ...{ id, personId: 'per_1', subjectId: 'eng_1', promiseId: 'prm_1', reason: 'Crisis', level: 4 },
        ...{ urgent: true, late: false, text: 'x', chatKey, state, createdAt: BEGUN_AT },
      },
    });
  const calm = (messageKey: string) =>
    db.notice.create({
      data: {
        ...{ id: messageKey, personId: 'per_1', subjectId: 'eng_1', promiseId: 'prm_1', reason: 'Due soon' },
        ...{
          level: 0,
          urgent: false,
          late: false,
          text: 'x',
          messageKey,
          state: 'claimed',
          createdAt: BEGUN_AT,
        },
      },
    });
  const stuck = async () =>
    ((await findStuck(db, NOW)).get('effect') ?? []).map(({ about }) => about.replace('slack/', ''));

  it('is a trouble; what has ended is none, nor what was settled before the chat had said it', async () => {
    await put('message-begun', 'unknown');
    await put('message-begun', 'said');
    await put('message', 'said');
    await put('message-begun', 'settled');
    await crisis('n-1', 'settled', 'withdrawn');
    await put('message-begun', 'told by mail alone');
    await crisis('n-2', 'told by mail alone', 'sent');
    await put('message-begun', 'settled in part');
    await crisis('n-3', 'settled in part', 'withdrawn');
    await crisis('n-4', 'settled in part', 'claimed');
    expect((await stuck()).toSorted()).toEqual(['settled in part', 'told by mail alone', 'unknown']);
  });

  it('is none as long as it waits for the morning', async () => {
    await db.externalRef.deleteMany();
    await put('mail-begun', 'calm');
    await calm('calm');
    expect(await stuck()).toEqual([]);
    const weekLater = new Date(BEGUN_AT.getTime() + 7 * 86_400_000);
    expect((await findStuck(db, weekLater)).get('effect')).toHaveLength(1);
  });
});
