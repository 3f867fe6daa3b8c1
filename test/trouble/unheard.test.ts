import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { REAL_TIME } from '../../src/promise/domain/time';
import { lookOnce } from '../../src/trouble/dispatch/watch';
import { startApi, type TestApi } from '../support/api';
import { devServerAddress } from '../support/environment';

const HOUR_MS = 3_600_000;

describe('People who cannot be told', () => {
  let api: TestApi;
  let connection: Connection;
  let manager: { id: string; token: string };
  let consultant: { id: string; token: string };

  beforeAll(async () => {
    api = await startApi();
    connection = await Connection.connect({ address: await devServerAddress() });
    manager = await api.person('operations-manager');
    consultant = await api.person('consultant');
  });
  afterAll(async () => {
    await connection.close();
    await api.close();
  });

  const look = () =>
    lookOnce({
      db: api.db,
      client: new Client({ connection }),
      clock: api.clock,
      time: REAL_TIME,
      schedules: [],
      log: pino({ level: 'silent' }),
    });
  const troubles = async () => {
    const { body } = await api.call('GET', '/v1/troubles', { token: manager.token });
    const items = body['items'] as { kind: string; what: string; why: string; since: string }[];
    return items.filter(({ kind }) => kind === 'notice');
  };
  const untold = async (id: string, reason: string, minutes: number) => {
    const same = { personId: consultant.id, subjectId: 'eng_1', level: 1, late: false, state: 'announced' };
    const createdAt = new Date(api.clock.nowMs - minutes * 60_000);
    await api.db.notice.create({
      data: { ...same, id, reason, urgent: reason !== 'Due soon', text: 'x', createdAt },
    });
  };
  const told = () => api.db.notice.findMany({ where: { personId: manager.id, reason: 'Trouble' } });

  it('are one trouble each, which is told again only to those who have heard of it, and gone when they are told', async () => {
    await untold('n-1', 'Level 1', 30);
    await untold('n-2', 'Level 2', 20);
    await untold('n-3', 'Level 1', 10);
    await untold('n-4', 'Due soon', 40);
    await untold('n-5', 'Crisis', 1);
    await look();
    expect(await troubles()).toMatchObject([
      {
        what: expect.stringMatching(/ was not told: Level 1, Level 2$/),
        why: 'The mail has not taken it so far.',
        since: new Date(api.clock.nowMs - 30 * 60_000).toISOString(),
      },
    ]);
    expect(await told()).toHaveLength(1);

    api.clock.nowMs += 5 * HOUR_MS;
    await look();
    expect(await troubles()).toMatchObject([
      { what: expect.stringMatching(/ was not told: Crisis, Level 1, Level 2$/) },
    ]);
    expect(await told()).toHaveLength(1);

    await api.db.notice.updateMany({ where: { personId: manager.id }, data: { state: 'sent' } });
    api.clock.nowMs += 5 * HOUR_MS;
    await look();
    expect(await told()).toHaveLength(2);

    await api.db.notice.updateMany({ where: { personId: consultant.id }, data: { state: 'sent' } });
    await look();
    expect(await troubles()).toEqual([]);
  });

  it('are shown to nobody but those who run the house', async () => {
    expect((await api.call('GET', '/v1/troubles', { token: consultant.token })).status).toBe(403);
    expect((await api.call('GET', '/v1/troubles')).status).toBe(200);
  });
});
