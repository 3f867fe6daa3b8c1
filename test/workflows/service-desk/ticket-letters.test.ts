import { TicketHarness, type Ticketed } from './ticket-harness';

const HOUR_MS = 3_600_000;

const lettersOf = (harness: TicketHarness, ticket: Ticketed) =>
  harness.letters.filter(({ ticketId }) => ticketId === ticket.id).map(({ letter }) => letter);
const tellings = async (ticket: Ticketed) =>
  (await ticket.journal())
    .filter(({ kind }) => kind.startsWith('ticketLetter'))
    .map(({ kind, data }) => `${String(data['letter'])} ${kind.slice('ticketLetter'.length).toLowerCase()}`);

describe('Letters to the requester', () => {
  let harness: TicketHarness;

  beforeAll(async () => {
    harness = await TicketHarness.start();
  });
  afterAll(async () => {
    await harness.stop();
  });
  afterEach(() => {
    harness.mail = () => ({ outcome: 'sent' });
  });

  it('[OOES-28] go out in order; what was overtaken while the mail was away is dropped, and said to be', async () => {
    harness.mail = () => {
      throw new Error('the mail is away');
    };
    const ticket = await harness.open();
    await ticket.say('resolved', {});
    await harness.pass(0.1);
    await ticket.until('the first letter to be dropped', async () => (await tellings(ticket)).length === 1);
    await ticket.say('completionApproved', {});
    await harness.pass(0.1);
    harness.mail = () => ({ outcome: 'sent' });
    await harness.pass(0.2);
    await ticket.until('the last letter', async () => (await tellings(ticket)).length === 3);
    expect(await tellings(ticket)).toEqual(['opened dropped', 'resolved dropped', 'closed sent']);
    expect(lettersOf(harness, ticket)).toEqual(['closed']);
    expect((await ticket.journal()).map(({ summary }) => summary)).toContain(
      'Not sent to the requester any more, because the ticket is resolved: opened',
    );
    await ticket.say('csatGiven', { csat: 5 });
    await ticket.until('the end of the workflow', () => ticket.isOver());
  });

  it('[OOES-28] that can wait go in the morning; silence counts from the last reminder', async () => {
    let morningMs: number | null = 0;
    harness.mail = ({ mayWait }) =>
      mayWait && morningMs !== null ? { outcome: 'quiet', untilMs: morningMs } : { outcome: 'sent' };
    const ticket = await harness.open();
    await ticket.until('the first letter', async () => lettersOf(harness, ticket).length === 1);
    await ticket.say('resolved', {});
    const hours = async () => ((await harness.nowMs()) - ticket.openedAtMs) / HOUR_MS;
    morningMs = ticket.openedAtMs + 130 * HOUR_MS;
    await harness.pass(129);
    expect(await ticket.row()).toMatchObject({ status: 'resolved' });
    expect(lettersOf(harness, ticket)).toEqual(['opened', 'resolved']);
    morningMs = null;
    await harness.pass(2);
    await ticket.until('the reminder', async () => lettersOf(harness, ticket).length === 3);
    expect(await tellings(ticket)).toEqual([
      'opened sent',
      'resolved sent',
      'reminder dropped',
      'reminder sent',
    ]);
    await harness.pass(22);
    expect(await ticket.row()).toMatchObject({ status: 'resolved' });
    await harness.pass(3);
    await ticket.until('the closing', async () => (await ticket.row()).status === 'closed');
    expect(await hours()).toBeGreaterThan(154);
  });

  it('are dropped when the ticket is reopened before their time', async () => {
    harness.mail = ({ mayWait }) =>
      mayWait ? { outcome: 'quiet', untilMs: Date.now() + 365 * 24 * HOUR_MS } : { outcome: 'sent' };
    const ticket = await harness.open();
    await ticket.say('resolved', {});
    await harness.pass(50);
    await ticket.say('reopened', {});
    await ticket.until('the reminder to be dropped', async () =>
      (await tellings(ticket)).includes('reminder dropped'),
    );
    await ticket.say('cancelled', {});
    await ticket.until('the end of the workflow', () => ticket.isOver());
  });
});

describe('Letters after days without a worker', () => {
  let harness: TicketHarness;

  beforeAll(async () => {
    // An hour of the product is a tenth of a second here.
    harness = await TicketHarness.startOnDevServer(36_000);
  });
  afterAll(async () => {
    await harness.stop();
  });

  it('[OOES-28] one reminder goes, marked late, and the client has a day from it before the ticket closes', async () => {
    const ticket = await harness.open();
    await ticket.until('the first letter', async () => lettersOf(harness, ticket).length === 1);
    await ticket.say('resolved', {});
    await ticket.until('the letters', async () => lettersOf(harness, ticket).length === 2);
    await harness.stopWorker();
    await harness.pass(24 * 6);
    await harness.startWorker();
    await ticket.until('the closing', async () => (await ticket.row()).status === 'closed');
    await ticket.until('the last letter', async () => lettersOf(harness, ticket).length === 4);
    const told = harness.letters.filter(({ ticketId }) => ticketId === ticket.id);
    expect(told.map(({ letter, late }) => [letter, late])).toEqual([
      ['opened', false],
      ['resolved', false],
      ['reminder', true],
      ['closed', false],
    ]);
    const at = (await ticket.journal()).filter(
      ({ kind, data }) =>
        kind === 'ticketClosed' || (kind === 'ticketLetterSent' && data['letter'] === 'reminder'),
    );
    expect(at).toHaveLength(2);
    expect(at[1]!.hours - at[0]!.hours).toBeGreaterThanOrEqual(24);
  });
});
