import { tellFacts } from '../../src/fact/dispatch/tell-facts';
import { putFact } from '../../src/fact/store/facts-to-tell';
import type { Database } from '../../src/database/database';
import { REAL_TIME } from '../../src/promise/domain/time';
import { TICKETS } from '../../src/ticket/dispatch/hand-over';
import { firstProviders } from '../../src/vendors/registry';
import { type TemporalGateway, WorkflowGone } from '../../src/temporal/client';
import { openTestDatabase } from '../support/database';
import { databaseUrl } from '../support/environment';
import { SHIPPED } from '../support/service-desk';

describe('Facts that wait to be told', () => {
  let db: Database;
  const told: string[] = [];
  let trouble: (workflowId: string, commandId: string) => Promise<void> = async () => {};
  const temporal: TemporalGateway = {
    start: async () => {},
    signal: async (workflowId, _signal, payload) => {
      const { commandId } = payload as { commandId: string };
      await trouble(workflowId, commandId);
      told.push(commandId);
    },
    signalWithStart: async () => {},
    ping: async () => {},
    close: async () => {},
  };

  beforeAll(async () => {
    db = openTestDatabase(await databaseUrl());
  });
  afterAll(() => db.$disconnect());
  beforeEach(async () => {
    told.length = 0;
    trouble = async () => {};
    await db.factToTell.deleteMany();
    await db.command.deleteMany();
    await db.ticket.deleteMany();
  });

  const at = new Date('2026-06-01T09:00:00Z');
  const subject = (id: string, handedOverAt: Date | null = at) =>
    db.ticket.create({
      data: {
        ...{
          id,
          reference: id,
          workflowId: `ticket/${id}`,
          requesterName: 'x',
          requesterEmail: 'x@x.example',
        },
        ...{ requesterKey: 'x', subject: 's', description: '', channel: 'email', priority: 'low' },
        ...{ category: 'technical', status: 'new', team: 'tech-support', articles: [], openedBy: {} },
        ...{ deskVersion: SHIPPED, openedAt: at, updatedAt: at, handedOverAt },
      },
    });
  const put = (subjectId: string, commandId: string) =>
    putFact(
      db,
      {
        ...{ subjectId, commandId, signal: 'clientReplied', body: {}, fields: {}, occurredAtMs: 0 },
        actor: { kind: 'client' } as never,
      },
      at,
    );
  const clock = { productNow: () => at.getTime() };
  const settings = { time: REAL_TIME, capabilities: firstProviders() };
  const tell = () => tellFacts({ db, temporal, clock, settings, handedOver: [TICKETS] });

  it('reach their subject in the order in which they were put down, at one instant too', async () => {
    await subject('t1');
    const names = ['z', 'm', 'a', 'q', 'b'];
    for (const name of names) await put('t1', name);
    expect(await tell()).toBe(5);
    expect(told).toEqual(names);
    expect(await tell()).toBe(0);
  });

  it('reach it in order and once however many dispatchers are at it', async () => {
    await subject('t1');
    await subject('t2');
    trouble = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
    const names = (id: string) => Array.from({ length: 6 }, (_, index) => `${id}-${index}`);
    const tellers = [1, 2, 3].map(async () => {
      for (let round = 0; round < 12; round += 1) {
        await tell();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
    for (let index = 0; index < 6; index += 1) {
      await Promise.all([put('t1', `t1-${index}`), put('t2', `t2-${index}`)]);
    }
    await Promise.all(tellers);
    await tell();
    for (const id of ['t1', 't2']) {
      expect(told.filter((name) => name.startsWith(id))).toEqual(names(id));
    }
  });

  it('wait behind one that cannot be told, and hold up no other subject', async () => {
    await subject('t1');
    await subject('t2');
    await put('t1', 'first');
    await put('t1', 'second');
    await put('t2', 'other');
    trouble = async (_workflowId, commandId) => {
      if (commandId === 'first') throw new Error('refused');
    };
    await expect(tell()).rejects.toThrow('refused');
    expect(told).toEqual(['other']);
    trouble = async () => {};
    await tell();
    expect(told).toEqual(['other', 'first', 'second']);
  });

  it('are told in several rounds where one would take longer than its transaction may', async () => {
    await subject('t1');
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) await put('t1', name);
    let nowMs = Date.now();
    const wallClock = jest.spyOn(Date, 'now').mockImplementation(() => nowMs);
    trouble = async () => void (nowMs += 8_000);
    try {
      expect(await tell()).toBe(3);
      expect(await tell()).toBe(2);
    } finally {
      wallClock.mockRestore();
    }
    expect(told).toEqual(names);
  });

  it('are withdrawn one by one when what they are about has ended, and wait while it is not handed over', async () => {
    await subject('t1');
    await subject('t2', null);
    await put('t1', 'late');
    await put('t2', 'early');
    trouble = async () => {
      throw new WorkflowGone('gone');
    };
    expect(await tell()).toBe(0);
    expect(await db.command.findMany({ select: { id: true, state: true }, orderBy: { id: 'asc' } })).toEqual([
      { id: 'early', state: 'received' },
      { id: 'late', state: 'ignored' },
    ]);
  });
});
