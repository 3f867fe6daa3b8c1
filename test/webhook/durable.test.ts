import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Client } from 'pg';
import { DAY_MS, HOUR_MS, opened, STARTED, WebhookHouse } from './house';

describe('What a subscriber is to be told', () => {
  let house: WebhookHouse;
  beforeAll(async () => {
    house = await WebhookHouse.open();
  });
  afterEach(() => house.clear());
  afterAll(() => house.close());

  /** A transaction that stores an entry as the journal does, and is committed when the test says. */
  const transaction = async (url: string) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query('BEGIN');
    return {
      store: async (subjectId: string, seq: number) => {
        await client.query(
          `INSERT INTO journal_entry (subject_id, seq, writer, writer_seq, told_at, at, kind, actor, summary, data)
           VALUES ($1, $2, 'w', $2, now(), now(), 'engagementStarted', '{"kind":"system","name":"x"}', 'x', '{}')`,
          [subjectId, seq],
        );
      },
      end: async (how: 'COMMIT' | 'ROLLBACK') => {
        await client.query(how);
        await client.end();
      },
    };
  };

  it('is not passed over when transactions are committed in another order than they began', async () => {
    const url = house.url;
    const { receiver } = await house.subscriber();
    const [early, middle, late] = [await transaction(url), await transaction(url), await transaction(url)];
    await early.store('eng_early', 1);
    await middle.store('eng_middle', 1);
    await late.store('eng_late', 1);
    await late.end('COMMIT');
    await house.tellAll();
    expect(receiver.received.map(({ body }) => body.data.id)).toEqual(['eng_late']);
    await early.store('eng_early', 2);
    await early.end('COMMIT');
    await house.tellAll();
    await middle.end('ROLLBACK');
    const last = await transaction(url);
    await last.store('eng_middle', 1);
    await last.end('COMMIT');
    await house.tellAll();
    expect(receiver.received.map(({ body }) => `${body.data.id} ${body.data.seq}`)).toEqual([
      'eng_late 1',
      'eng_early 1',
      'eng_early 2',
      'eng_middle 1',
    ]);
  });

  it('is found whole when two look at the same time and others store meanwhile', async () => {
    const { receiver } = await house.subscriber();
    const engagements = await Promise.all(Array.from({ length: 6 }, () => house.engagement()));
    const storing = engagements.map(async (engagement) => {
      for (let round = 0; round < 10; round += 1)
        await house.happens(engagement, opened(`prm_${engagement}_${round}`));
    });
    const tellers = [house.teller(), house.teller()];
    const over = new AbortController();
    const telling = tellers.map(async (teller) => {
      while (!over.signal.aborted) await teller.round();
      await teller.rest();
    });
    await Promise.all(storing);
    over.abort();
    await Promise.all(telling);
    await house.tellAll();
    for (const engagement of engagements) {
      const seqs = receiver.received
        .filter(({ body }) => body.data.id === engagement)
        .map(({ body }) => body.data.seq);
      expect(seqs).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    }
  });

  it('is told again with the same id when the process that told it was killed before it could record that', async () => {
    const engagement = await house.engagement();
    const { receiver } = await house.subscriber();
    await house.happens(engagement, STARTED, opened('prm_1'));
    receiver.answer = () => 'silence';
    const script = join(__dirname, 'stand-ins', 'teller.cjs');
    const child = spawn(process.execPath, [script, house.url, String(house.api.clock.nowMs)]);
    try {
      await receiver.heard(1);
    } finally {
      child.kill('SIGKILL');
    }
    await once(child, 'exit');
    receiver.answer = () => ({ status: 200 });
    await house.tellAll();
    // Whoever was killed still holds it, for as long as a call may take.
    expect(receiver.received).toHaveLength(1);
    await house.api.db.webhookQueue.updateMany({ data: { heldUntil: new Date(Date.now() - 1) } });
    await house.tellAll();
    expect(receiver.story).toEqual([
      'engagement.engagementStarted#1',
      'engagement.engagementStarted#1',
      'engagement.promiseOpened#2',
    ]);
    expect(receiver.received[1]?.id).toBe(receiver.received[0]?.id);
    expect(receiver.received[1]?.text).toBe(receiver.received[0]?.text);
  });

  it('waits for a subscriber that is away for less than three days, and is told whole when it is back', async () => {
    const engagement = await house.engagement();
    const { receiver, id } = await house.subscriber();
    receiver.answer = () => ({ status: 503 });
    for (let hour = 0; hour < 71; hour += 1) {
      await house.happens(engagement, opened(`prm_${hour}`));
      house.pass(HOUR_MS);
      await house.tellAll();
    }
    expect(await house.shown(id)).toMatchObject({ state: 'active', waiting: 71 });
    receiver.answer = () => ({ status: 200 });
    receiver.received.length = 0;
    house.pass(3 * HOUR_MS);
    await house.tellAll();
    expect(receiver.received.map(({ body }) => body.data.seq)).toEqual(
      Array.from({ length: 71 }, (_, i) => i + 1),
    );
  });

  it('ends in a disabled subscription after three days of failures, which people hear of; a replay brings it all', async () => {
    const engagement = await house.engagement();
    const { receiver, id } = await house.subscriber();
    receiver.answer = () => ({ status: 500 });
    await house.happens(engagement, STARTED, opened('prm_1'));
    for (let hour = 0; hour <= 75; hour += 3) {
      await house.tellAll();
      house.pass(3 * HOUR_MS);
    }
    const tries = receiver.received.length;
    expect(tries).toBeGreaterThan(20);
    expect(await house.shown(id)).toMatchObject({
      state: 'disabled',
      waiting: 2,
      stoppedAt: expect.any(String),
    });
    expect(await house.troubles()).toEqual([
      expect.objectContaining({ kind: 'webhook', what: `The webhook subscription ${id} is disabled` }),
    ]);
    await house.happens(engagement, opened('prm_2'));
    house.pass(DAY_MS);
    await house.tellAll();
    expect(receiver.received).toHaveLength(tries);
    receiver.answer = () => ({ status: 200 });
    receiver.received.length = 0;
    expect((await house.replay(id, { from: '2026-06-01T00:00:00Z' })).body).toEqual({ messages: 3 });
    await house.tellAll();
    expect(receiver.received.map(({ body }) => body.data.seq)).toEqual([1, 2, 3]);
    expect(await house.shown(id)).toMatchObject({ state: 'active', waiting: 0, failingSince: null });
    expect(await house.troubles()).toEqual([]);
  });

  it('goes on without a message that alone was refused for three days, which waits for a replay', async () => {
    const engagement = await house.engagement();
    const other = await house.engagement();
    const { receiver, id } = await house.subscriber();
    receiver.answer = ({ body }) => ({
      status: body.data.id === engagement && body.data.seq === 1 ? 400 : 200,
    });
    await house.happens(engagement, STARTED, opened('prm_1'));
    for (let hour = 0; hour <= 75; hour += 3) {
      await house.happens(other, opened(`prm_o${hour}`));
      await house.tellAll();
      house.pass(3 * HOUR_MS);
    }
    expect(await house.shown(id)).toMatchObject({ state: 'active', waiting: 0, undelivered: 1 });
    expect(receiver.story.at(-1)).not.toBe('engagement.engagementStarted#1');
    const ofIt = receiver.received.filter(({ body }) => body.data.id === engagement);
    expect(ofIt.at(-1)?.body.data.seq).toBe(2);
    expect(await house.troubles()).toEqual([
      expect.objectContaining({ what: `The webhook subscription ${id} was not told everything` }),
    ]);
    receiver.answer = () => ({ status: 200 });
    const message = `msg_${engagement}-1`;
    expect((await house.replay(id, { message })).body).toEqual({ messages: 1 });
    await house.tellAll();
    expect(receiver.received.at(-1)?.id).toBe(message);
    expect(await house.shown(id)).toMatchObject({ undelivered: 0 });
  });

  it('is told again by a replay with the ids that it always had, in order, and no more than was asked for', async () => {
    const engagement = await house.engagement();
    const { receiver, id } = await house.subscriber({ events: ['promiseOpened'] });
    await house.happens(engagement, STARTED, opened('prm_1'));
    const from = new Date(house.api.clock.nowMs + 1).toISOString();
    await house.happens(engagement, opened('prm_2'), opened('prm_3'));
    const to = new Date(house.api.clock.nowMs + 1).toISOString();
    await house.happens(engagement, opened('prm_4'));
    await house.tellAll();
    const first = receiver.received.map((call) => call.id);
    expect((await house.replay(id, { from, to })).body).toEqual({ messages: 2 });
    await house.tellAll();
    expect(receiver.received.map((call) => call.id).slice(4)).toEqual(first.slice(1, 3));
    expect((await house.replay(id, { message: `msg_${engagement}-1` })).body).toEqual({ messages: 0 });
    for (const wish of [{}, { from, message: first[0] }, { message: 'nothing' }]) {
      expect((await house.replay(id, wish)).status).toBe(422);
    }
  });

  it('is kept through an outage of the database between telling and recording', async () => {
    const engagement = await house.engagement();
    const { receiver } = await house.subscriber();
    await house.happens(engagement, STARTED);
    receiver.answer = async () => {
      await house.api.db.$executeRaw`ALTER TABLE webhook_message RENAME TO webhook_message_away`;
      return { status: 200 };
    };
    const teller = house.teller();
    await teller.round();
    await teller.rest();
    await expect(teller.round()).rejects.toThrow();
    await house.api.db.$executeRaw`ALTER TABLE webhook_message_away RENAME TO webhook_message`;
    receiver.answer = () => ({ status: 200 });
    await house.api.db.webhookQueue.updateMany({ data: { heldUntil: new Date(Date.now() - 1) } });
    await house.tellAll(teller);
    expect(receiver.received.map((call) => call.id)).toEqual([`msg_${engagement}-1`, `msg_${engagement}-1`]);
  });
});
