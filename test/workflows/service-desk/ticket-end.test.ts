import { showTicket } from '../../../src/ticket/api/ticket-view';
import { ticketWorkflowId } from '../../../src/ticket/domain/ticket';
import { findTicketDetail } from '../../../src/ticket/store/tickets';
import { TicketHarness, type Ticketed } from './ticket-harness';

describe('The end of a ticket', () => {
  let harness: TicketHarness;

  beforeAll(async () => {
    harness = await TicketHarness.start();
  });
  afterAll(async () => {
    await harness.stop();
  });

  const liveTimers = async (ticket: Ticketed) => {
    const history = await harness.env.client.workflow
      .getHandle(ticketWorkflowId(ticket.reference))
      .fetchHistory();
    const events = history.events ?? [];
    const started = events.filter((event) => event.timerStartedEventAttributes).length;
    const ended = events.filter(
      (event) => event.timerFiredEventAttributes ?? event.timerCanceledEventAttributes,
    ).length;
    return (await ticket.isOver()) ? 0 : started - ended;
  };
  const letters = (ticket: Ticketed) =>
    harness.letters.filter(({ ticketId }) => ticketId === ticket.id).map(({ letter }) => letter);

  it('[OOES-28] comes with the approval of the client, who is then asked how satisfied they are', async () => {
    const ticket = await harness.open();
    await ticket.say('responded', { public: true });
    await ticket.until('the first letter', async () => letters(ticket).length === 1);
    await ticket.say('resolved', {});
    expect(await ticket.row()).toMatchObject({ status: 'resolved', firstTimeResolution: true });
    await ticket.until('the second letter', async () => letters(ticket).length === 2);
    await ticket.say('completionApproved', {});
    expect((await ticket.row()).status).toBe('closed');
    await ticket.say('csatGiven', { csat: 4 });
    await ticket.until('the end of the workflow', () => ticket.isOver());
    expect((await ticket.row()).csat).toBe(4);
    expect(letters(ticket)).toEqual(['opened', 'resolved', 'closed']);
  });

  it('[OOES-28] comes after days of silence with two reminders', async () => {
    const ticket = await harness.open();
    await ticket.until('the first letter', async () => letters(ticket).length === 1);
    await ticket.say('resolved', {});
    await harness.pass(24 * 5);
    await ticket.until('the closing', async () => (await ticket.row()).status === 'closed');
    await ticket.until('the last letter', async () => letters(ticket).length === 5);
    expect(letters(ticket)).toEqual(['opened', 'resolved', 'reminder', 'reminder', 'closed']);
    await harness.pass(24 * 8);
    await ticket.until('the end of the workflow', () => ticket.isOver());
    expect((await ticket.promises()).filter(({ state }) => state === 'open')).toEqual([]);
    expect(await harness.db.notice.count({ where: { subjectId: ticket.id, urgent: true } })).toBe(0);
  });

  it('does not come when the client writes again: the ticket is open again', async () => {
    const ticket = await harness.open();
    await ticket.say('responded', { public: true });
    await ticket.say('resolved', {});
    await harness.pass(24);
    await ticket.say('clientReplied', {});
    expect(await ticket.row()).toMatchObject({ status: 'open', firstTimeResolution: false });
    await harness.pass(24 * 6);
    expect((await ticket.row()).status).toBe('open');
    await ticket.say('resolved', {});
    await ticket.say('completionApproved', {});
    expect((await ticket.row()).status).toBe('closed');
  });

  it('leaves no live timer to a merged ticket, whatever was due', async () => {
    const target = await harness.open();
    const ticket = await harness.open({ priority: 'critical' });
    await harness.pass(5);
    await ticket.untilClimbs('firstResponse', 1);
    await ticket.say('merged', { into: target.id, intoReference: target.reference });
    await ticket.until('the end of the workflow', () => ticket.isOver());
    expect(await liveTimers(ticket)).toBe(0);
    await harness.pass(100);
    expect(await ticket.climbs('firstResponse')).toHaveLength(1);
    expect(await ticket.row()).toMatchObject({ status: 'merged', mergedInto: target.id });
    expect((await ticket.promises()).every(({ state }) => state === 'cancelled')).toBe(true);
    expect((await target.journal()).map(({ kind }) => kind)).toContain('ticketAbsorbed');
    expect(
      await harness.db.escalation.count({ where: { subjectId: ticket.id, state: { not: 'resolved' } } }),
    ).toBe(0);
  });

  it('leaves no live timer to a withdrawn ticket', async () => {
    const ticket = await harness.open({ priority: 'critical' });
    await ticket.say('cancelled', {});
    await ticket.until('the end of the workflow', () => ticket.isOver());
    expect((await ticket.promises()).every(({ state }) => state === 'cancelled')).toBe(true);
    await harness.pass(30);
    expect(await ticket.notices()).toEqual([]);
  });

  it('[OOES-37] an acknowledged escalation stops climbing until the next update, then climbs on', async () => {
    const ticket = await harness.open({ priority: 'critical' });
    await harness.pass(4.5);
    await ticket.untilClimbs('firstResponse', 1);
    const escalation = await ticket.escalation('firstResponse');
    const nextUpdateAtMs = ticket.openedAtMs + 30 * 3_600_000;
    await ticket.say('escalationAcknowledged', { escalationId: escalation.id, nextUpdateAtMs });
    await harness.pass(20);
    expect(await ticket.climbs('firstResponse')).toEqual([[1, 4]]);
    await harness.pass(8);
    expect(await ticket.untilClimbs('firstResponse', 2)).toEqual([
      [1, 4],
      [2, 30],
    ]);
    await ticket.say('responded', { public: true });
    await harness.pass(60);
    expect(await ticket.climbs('firstResponse')).toHaveLength(2);
  });

  it('tells everybody again when the update that was promised at crisis does not come', async () => {
    const ticket = await harness.open({ priority: 'critical' });
    await harness.pass(17);
    await ticket.untilClimbs('firstResponse', 4);
    const { id: escalationId } = await ticket.escalation('firstResponse');
    const nextUpdateAtMs = ticket.openedAtMs + 20 * 3_600_000;
    await ticket.say('escalationAcknowledged', { escalationId, nextUpdateAtMs });
    await harness.pass(4);
    expect((await ticket.untilClimbs('firstResponse', 5)).at(-1)).toEqual([4, 20]);
    const first = await ticket.promise('firstResponse');
    const told = (await ticket.notices()).filter(
      ({ promiseId, level }) => promiseId === first.id && level === 4,
    );
    expect(told).toHaveLength(6);
  });

  it('[CRM-28] has a status back from the department that a request was taken up to', async () => {
    const ticket = await harness.open();
    await ticket.say('elevated', { to: 'product' });
    expect(await ticket.promise('elevation')).toMatchObject({ owedBy: 'product-manager', state: 'open' });
    await ticket.say('elevationAnswered', { outcome: 'planned' });
    expect((await ticket.promise('elevation', 'kept')).settledBy).toMatchObject({ signal: 'planned' });
    expect(await ticket.promise('elevationReport', 'open')).toMatchObject({ owedBy: 'product-manager' });
    await ticket.say('elevationAnswered', { outcome: 'planned' });
    await ticket.say('elevationAnswered', { outcome: 'delivered' });
    await ticket.until('the final answer', async () => {
      const reports = (await ticket.promises()).filter(({ step }) => step === 'elevationReport');
      return reports.length === 2 && reports.every(({ state }) => state === 'kept');
    });
    const detail = await findTicketDetail(harness.db, ticket.id);
    expect(showTicket(detail!, new Date(), () => '')['elevations']).toMatchObject([
      {
        to: 'product',
        status: 'delivered',
        dueAt: null,
        answers: [{ outcome: 'planned' }, { outcome: 'planned' }, { outcome: 'delivered' }],
      },
    ]);
  });

  it('hears every fact once, and harms nothing with one that no longer fits', async () => {
    const ticket = await harness.open();
    await ticket.say('responded', { public: true }, { commandId: 'same' });
    await ticket.say('responded', { public: true }, { commandId: 'same' });
    await ticket.say('reopened', {});
    await ticket.until('an ignored fact', async () => {
      const ignored = (await ticket.journal()).filter(({ kind }) => kind === 'factIgnored');
      return ignored.length === 1;
    });
    expect((await ticket.journal()).filter(({ kind }) => kind === 'ticketResponded')).toHaveLength(1);
  });
});
