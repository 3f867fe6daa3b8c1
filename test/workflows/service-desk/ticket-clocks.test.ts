import type { ServiceDesk } from '../../../src/service-desk/domain/service-desk';
import { ticketRules } from '../../../src/service-desk/domain/service-desk';
import { publishChangedDesk } from '../../support/service-desk';
import { TicketHarness, type Ticketed } from './ticket-harness';

describe('The clocks of a ticket', () => {
  let harness: TicketHarness;

  beforeAll(async () => {
    harness = await TicketHarness.start();
  });
  afterAll(async () => {
    await harness.stop();
  });

  const broken = async (ticket: Ticketed, step: string) =>
    (await ticket.promises()).filter((one) => one.step === step).flatMap((one) => one.brokenAt ?? []);

  const changed = async (change: (desk: ServiceDesk) => void) => {
    const { desk, version } = await publishChangedDesk(harness.db, change);
    return ticketRules(desk, version);
  };

  it('stop when the client is answered, and stay stopped', async () => {
    const ticket = await harness.open();
    await harness.pass(2);
    await ticket.say('responded', { public: true });
    expect(await ticket.promise('firstResponse', 'kept')).toMatchObject({ late: false });
    await harness.pass(30);
    expect(await broken(ticket, 'firstResponse')).toEqual([]);
  });

  it('set the next clock when the client writes again: the oldest unanswered message counts', async () => {
    const ticket = await harness.open();
    await harness.pass(1);
    await ticket.say('responded', { public: true });
    await harness.pass(2);
    await ticket.say('clientReplied', {}, { atHours: 2 });
    await ticket.say('clientReplied', {}, { atHours: 3 });
    expect(await ticket.dueHours('nextResponse')).toBe(2 + 24);
    await ticket.say('clientReplied', {}, { atHours: 1.5 });
    await ticket.until(
      'the clock of the older message',
      async () => (await ticket.dueHours('nextResponse')) === 25.5,
    );
    await ticket.say('responded', { public: true });
    expect(await ticket.promise('nextResponse', 'kept')).toMatchObject({ late: false });
    await ticket.say('clientReplied', {}, { atHours: 2.5 });
    expect(
      (await ticket.promises()).filter(({ step, state }) => step === 'nextResponse' && state === 'open'),
    ).toEqual([]);
  });

  it('are not stopped by an internal note or an automatic answer', async () => {
    const ticket = await harness.open();
    await ticket.say('responded', { public: false });
    expect(await ticket.promise('firstResponse')).toMatchObject({ state: 'open' });
    expect((await ticket.row()).status).toBe('new');
  });

  it('run each for itself: a message before the first answer leaves the first-response clock as it is', async () => {
    const ticket = await harness.open();
    const due = await ticket.dueHours('firstResponse');
    await harness.pass(5);
    await ticket.say('clientReplied', {});
    expect(await ticket.dueHours('firstResponse')).toBe(due);
    expect((await ticket.promises()).map(({ step }) => step)).not.toContain('nextResponse');
    await ticket.say('resolved', {});
    const kept = (await ticket.promises()).filter(({ state }) => state === 'kept').map(({ step }) => step);
    expect(kept.toSorted()).toEqual(['firstResponse', 'resolution']);
  });

  it('stand still while the desk waits for the client, but for the first response', async () => {
    const ticket = await harness.open({ priority: 'critical' });
    await harness.pass(1);
    await ticket.say('waitingForClient', {}, { atHours: 1 });
    await ticket.until('the pause', async () => (await ticket.promise('resolution')).paused);
    expect(await ticket.dueHours('resolution')).toBeNull();
    expect(await ticket.dueHours('firstResponse')).toBe(4);
    await harness.pass(20);
    expect(await broken(ticket, 'resolution')).toEqual([]);
    expect(await broken(ticket, 'firstResponse')).toHaveLength(1);
    await ticket.say('clientReplied', {}, { atHours: 21 });
    await ticket.until(
      'the end of the pause',
      async () => (await ticket.promise('resolution')).dueAt !== null,
    );
    expect(await ticket.dueHours('resolution')).toBe(8 + 20);
  });

  it('never count paused time, however often it is paused', async () => {
    const ticket = await harness.open({ priority: 'critical' });
    for (const [from, to] of [
      [0.5, 0.75],
      [1, 2.5],
      [2.75, 3],
    ] as const) {
      await ticket.say('waitingForClient', {}, { atHours: from });
      await ticket.say('clientReplied', {}, { atHours: to });
    }
    await ticket.until('the deadline', async () => (await ticket.promise('resolution')).dueAt !== null);
    expect(await ticket.dueHours('resolution')).toBe(8 + 0.25 + 1.5 + 0.25);
  });

  it('of a critical ticket have a call beside them, which no mail keeps', async () => {
    const ticket = await harness.open({ priority: 'critical' });
    const call = await ticket.promise('call');
    expect(call).toMatchObject({
      title: 'Call the requester',
      state: 'open',
      keptBy: [{ signal: 'responded' }],
    });
    await ticket.say('responded', { public: true });
    expect(await ticket.promise('firstResponse', 'kept')).toMatchObject({ late: false });
    expect((await ticket.promise('call')).state).toBe('open');
    await ticket.say('responded', { public: true, called: true });
    expect(await ticket.promise('call', 'kept')).toMatchObject({ late: false });
    const calm = await harness.open({ priority: 'low' });
    const calls = async () => (await calm.promises()).filter(({ step }) => step === 'call');
    expect(await calls()).toEqual([]);
    await calm.say('priorityChanged', { priority: 'critical' });
    await calm.until('the call', async () => (await calls()).length === 1);
    await calm.say('priorityChanged', { priority: 'low' });
    await calm.until('no call', async () => (await calls()).every(({ state }) => state === 'cancelled'));
  });

  it('are measured by a new priority from their beginning; a breach stays on record', async () => {
    const ticket = await harness.open({ priority: 'critical' });
    await harness.pass(5);
    await ticket.untilClimbs('firstResponse', 1);
    await ticket.say('priorityChanged', { priority: 'low' });
    await ticket.until('the new deadline', async () => (await ticket.dueHours('firstResponse')) === 72);
    expect(await broken(ticket, 'firstResponse')).toHaveLength(1);
    expect((await ticket.promise('firstResponse')).late).toBe(false);
    expect(
      await harness.db.escalation.findMany({ where: { subjectId: ticket.id, state: { not: 'resolved' } } }),
    ).toEqual([]);
    await ticket.say('priorityChanged', { priority: 'critical' });
    await ticket.until('the level that goes on', async () =>
      (await harness.db.journalEntry.findMany({ where: { subjectId: ticket.id } })).some(
        ({ kind }) => kind === 'escalationResumed',
      ),
    );
    expect((await ticket.row()).priority).toBe('critical');
    const [escalation, ...others] = await harness.db.escalation.findMany({ where: { subjectId: ticket.id } });
    expect([escalation?.state, escalation?.level, others]).toEqual(['open', 1, []]);
    const promise = await ticket.promise('firstResponse');
    expect([promise.late, promise.level]).toEqual([true, 1]);
    expect(await broken(ticket, 'firstResponse')).toEqual([new Date(ticket.openedAtMs + 4 * 3_600_000)]);
  });

  it('start anew with a new priority where the rules say so', async () => {
    const ticket = await harness.open({
      priority: 'medium',
      rules: (desk) => {
        desk.policies.priorityChange = 'restart';
      },
    });
    await harness.pass(3);
    await ticket.say('priorityChanged', { priority: 'critical' }, { atHours: 3 });
    await ticket.until('the new deadline', async () => (await ticket.dueHours('firstResponse')) === 7);
  });

  it.each([
    ['exclude-resolved', 8 + 47],
    ['include-resolved', 8],
    ['new-cycle', 50 + 8],
  ] as const)('go on after a reopening by the policy %s', async (reopen, due) => {
    const ticket = await harness.open({
      priority: 'critical',
      rules: (desk) => {
        desk.policies.reopen = reopen;
      },
    });
    await harness.pass(3);
    await ticket.say('resolved', {}, { atHours: 3 });
    await harness.pass(47);
    await ticket.say('reopened', {}, { atHours: 50 });
    await ticket.until('the deadline', async () => {
      const newest = (await ticket.promises()).filter(({ step }) => step === 'resolution').at(-1);
      return newest?.state === 'open' && newest.dueAt?.getTime() === ticket.openedAtMs + due * 3_600_000;
    });
    expect(await ticket.row()).toMatchObject({ status: 'open', firstTimeResolution: false });
    expect((await ticket.promises()).find(({ step }) => step === 'resolution')).toMatchObject({
      state: 'kept',
      late: false,
    });
  });

  it('judge an answer by when it happened, not by when it was told', async () => {
    const inTime = await harness.open({ priority: 'critical' });
    const late = await harness.open({ priority: 'critical' });
    await harness.pass(6);
    await inTime.untilClimbs('firstResponse', 1);
    await inTime.say('responded', { public: true }, { atHours: 3.5 });
    await late.say('responded', { public: true }, { atHours: 4.5 });
    expect(await inTime.promise('firstResponse', 'kept')).toMatchObject({ late: false });
    expect(await late.promise('firstResponse', 'kept')).toMatchObject({ late: true });
    expect(await broken(inTime, 'firstResponse')).toHaveLength(1);
  });

  it('are withdrawn with their ladders when their rule is, and the journal says why', async () => {
    const ticket = await harness.open({ priority: 'critical' });
    await harness.pass(5);
    await ticket.untilClimbs('firstResponse', 1);
    await ticket.say('rulesRenewed', {
      rules: await changed((desk) => (desk.targets.critical.firstResponse = 'off')),
    });
    expect(await ticket.promise('firstResponse', 'cancelled')).toBeDefined();
    await harness.pass(40);
    await ticket.untilClimbs('resolution', 2);
    expect(await ticket.climbs('firstResponse')).toHaveLength(1);
    const journal = (await ticket.journal()).map(({ summary }) => summary);
    expect(journal).toContain(
      'Withdrawn: First response, because the rules have no such clock at priority critical',
    );
  });

  it('follow a change of the calendar', async () => {
    const ticket = await harness.open({ priority: 'high' });
    const weekend = await changed((desk) => {
      desk.calendars['clock'] = { tz: 'Etc/UTC', hours: { mon: [['00:00', '01:00']] }, holidays: [] };
    });
    await ticket.dueHours('firstResponse');
    await ticket.say('rulesRenewed', { rules: weekend });
    await ticket.until(
      'the new deadline',
      async () => Number(await ticket.dueHours('firstResponse')) > 24 * 7 * 20,
    );
  });

  it('[CRM-28] hand-offs between teams have a clock of their own and leave the ticket with an owner at every moment', async () => {
    const ticket = await harness.open({ priority: 'high', assigneeId: 'per_sam' });
    await harness.pass(1);
    await ticket.say('handedOver', { team: 'engineering', personId: null }, { atHours: 1 });
    expect(await ticket.row()).toMatchObject({ team: 'engineering', assigneeId: 'per_sam' });
    expect(await ticket.dueHours('handOver')).toBe(1 + 72);
    await ticket.say('handedOver', { team: 'product', personId: 'per_pat' });
    expect(await ticket.row()).toMatchObject({ team: 'product', assigneeId: 'per_pat' });
    const open = (await ticket.promises()).filter(({ state }) => state === 'open');
    expect(open.map(({ owedBy, assigneeId }) => [owedBy, assigneeId])).toEqual(
      open.map(() => ['product-manager', 'per_pat']),
    );
    expect(open.map(({ step }) => step).toSorted()).toEqual(['firstResponse', 'handOver', 'resolution']);
    expect(
      (await ticket.promises()).filter(({ step }) => step === 'handOver').map(({ state }) => state),
    ).toEqual(['kept', 'open']);
    await ticket.say('assigned', { personId: 'per_sue' });
    expect((await ticket.row()).assigneeId).toBe('per_sue');
  });
});
