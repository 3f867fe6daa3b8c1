import { HandOver } from '../hand-over';
import { HOUR_MS, TicketHarness, type Ticketed } from './ticket-harness';

describe('A crisis that a ladder reaches', () => {
  let harness: TicketHarness;
  let dispatcher: HandOver;

  beforeAll(async () => {
    harness = await TicketHarness.start();
    dispatcher = new HandOver(harness);
  });
  afterAll(async () => {
    await harness.stop();
  });

  const incidentOf = async (ticket: Ticketed) => {
    const escalation = await ticket.escalation('firstResponse');
    return await harness.db.incident.findUniqueOrThrow({ where: { id: escalation.incidentId! } });
  };
  const reach = async (...tickets: Ticketed[]) => {
    await harness.pass(17);
    for (const ticket of tickets) await ticket.untilClimbs('firstResponse', 4);
  };
  const promises = (subjectId: string, step: string) =>
    harness.db.promiseRecord.findMany({ where: { subjectId, step }, orderBy: { openedAt: 'asc' } });
  const linkedIn = async (ticket: Ticketed) =>
    (await ticket.journal()).filter(({ kind }) => kind === 'incidentLinked').map(({ summary }) => summary);

  it('[OOES-38] opens an incident in the transaction of the climb, linked with what it is about', async () => {
    const ticket = await harness.open({ priority: 'critical', clientId: 'cli_one' });
    await reach(ticket);
    const escalation = await ticket.escalation('firstResponse');
    const row = await incidentOf(ticket);
    expect(row).toMatchObject({
      kind: 'brokenPromise',
      status: 'open',
      declaredBy: { kind: 'system', name: 'promisekeeper' },
      title: `"First response" is late: ${ticket.reference}, The report is empty`,
      tickets: [ticket.id],
      engagements: [],
      escalationId: escalation.id,
      clientId: 'cli_one',
      handedOverAt: null,
    });
    expect((row.declaredAt.getTime() - ticket.openedAtMs) / HOUR_MS).toBe(16);
  });

  it('[OOES-38] owes updates and a root cause as a declared one, and tells nobody a second time', async () => {
    const ticket = await harness.open({ priority: 'critical', clientId: 'cli_two' });
    await reach(ticket);
    const told = (await ticket.notices()).filter(({ level }) => level === 4);
    expect(told.map(({ personId }) => personId)).toEqual(['per_amy', 'per_mia', 'per_otto']);
    await dispatcher.round();
    const { id, reference } = await incidentOf(ticket);
    const [closing] = await harness.until('the two promises', async () => {
      const both = [...(await promises(id, 'incident')), ...(await promises(id, 'incident-update'))];
      return both.length === 2 && both.every(({ dueAt }) => dueAt !== null) && both;
    });
    const [update] = await promises(id, 'incident-update');
    expect([closing!.owedBy, update!.owedBy]).toEqual(['operations-manager', 'operations-manager']);
    expect((update!.dueAt!.getTime() - update!.openedAt.getTime()) / HOUR_MS).toBeCloseTo(1, 3);
    await ticket.until('the link', async () => (await linkedIn(ticket)).length === 1);
    expect(await linkedIn(ticket)).toEqual([`Affected by the crisis ${reference}`]);
    expect(await harness.db.notice.count({ where: { subjectId: id } })).toBe(0);
    expect(await harness.db.escalation.count({ where: { subjectId: id } })).toBe(0);
  });

  it('[OOES-38] joins the open incident of the same client, and only of that client', async () => {
    const first = await harness.open({ priority: 'critical', clientId: 'cli_three' });
    const other = await harness.open({ priority: 'critical', clientId: 'cli_four' });
    await reach(first, other);
    await dispatcher.round();
    const second = await harness.open({ priority: 'critical', clientId: 'cli_three' });
    await reach(second);
    await dispatcher.round();
    await second.until('the link', async () => (await linkedIn(second)).length === 1);
    const [one, two, three] = [await incidentOf(first), await incidentOf(second), await incidentOf(other)];
    expect(two.id).toBe(one.id);
    expect(three.id).not.toBe(one.id);
    expect(two.tickets).toEqual([first.id, second.id]);
    expect(await harness.db.factToTell.count()).toBe(0);
    expect(await harness.db.incident.count({ where: { clientId: 'cli_three' } })).toBe(1);
  });

  it('[OOES-38] of matters without a client is managed by itself', async () => {
    const [first, second] = [
      await harness.open({ priority: 'critical' }),
      await harness.open({ priority: 'critical' }),
    ];
    await reach(first, second);
    expect((await incidentOf(second)).id).not.toBe((await incidentOf(first)).id);
  });

  it("[OOES-38] of the incident's own ladder opens no other; it ends with its root cause, not with the promise", async () => {
    const ticket = await harness.open({ priority: 'critical', clientId: 'cli_five' });
    await reach(ticket);
    await dispatcher.round();
    const { id } = await incidentOf(ticket);
    await ticket.say('cancelled', {});
    await harness.pass(8);
    const own = await harness.until('the crisis of the update', async () => {
      const found = await harness.db.escalation.findFirst({ where: { subjectId: id, level: 4 } });
      return found ?? undefined;
    });
    expect(own.incidentId).toBe(id);
    expect(await harness.db.incident.findMany({ where: { clientId: 'cli_five' } })).toMatchObject([
      { id, status: 'open' },
    ]);
  });

  it('[OOES-38] that an incident was not told of before it was closed gets one of its own', async () => {
    const first = await harness.open({ priority: 'critical', clientId: 'cli_six' });
    await reach(first);
    await dispatcher.round();
    const closed = await incidentOf(first);
    await first.say('cancelled', {});
    const second = await harness.open({ priority: 'critical', clientId: 'cli_six' });
    await reach(second);
    await dispatcher.close(closed);
    const next = await harness.until('the next incident', async () => {
      const row = await incidentOf(second);
      return row.id !== closed.id && row;
    });
    expect(next).toMatchObject({ kind: 'brokenPromise', status: 'open', tickets: [second.id] });
    expect(await harness.db.factToTell.count({ where: { subjectId: closed.id } })).toBe(0);
  });
});
