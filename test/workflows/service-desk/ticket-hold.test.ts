import * as fc from 'fast-check';
import type { TicketSignal } from '../../../src/ticket/domain/facts/registry';
import { TicketHarness, type Ticketed } from './ticket-harness';

/** Hours after the opening; the clock of a critical resolution, at every hour. */
const OWED = 8;

type Said = [TicketSignal, number];

describe('The clocks of a ticket whose engagement is on hold', () => {
  let harness: TicketHarness;
  beforeAll(async () => {
    harness = await TicketHarness.start();
  });
  afterAll(async () => {
    await harness.stop();
  });

  const say = async (ticket: Ticketed, said: readonly Said[]) => {
    for (const [signal, atHours] of said) {
      await ticket.say(signal, signal === 'responded' ? { public: true } : {}, { atHours });
    }
  };
  const due = async (ticket: Ticketed, step = 'resolution') => {
    await ticket.until(`a deadline of ${step}`, async () => (await ticket.promise(step)).dueAt !== null);
    return await ticket.dueHours(step);
  };

  /** Hours that hold or the waiting for the client took, each hour once. */
  const stoodStill = (said: readonly Said[]): number => {
    let [held, waits, since, sum] = [false, false, 0, 0];
    for (const [signal, atHours] of said) {
      if (held || waits) sum += atHours - since;
      since = atHours;
      if (signal === 'engagementHeld') held = true;
      if (signal === 'engagementResumed') held = false;
      if (signal === 'waitingForClient') waits = true;
      if (signal === 'clientReplied') waits = false;
    }
    return sum;
  };

  const quarter = fc.integer({ min: 1, max: 6 }).map((quarters) => quarters / 4);
  const turns = fc.constantFrom<TicketSignal>(
    'engagementHeld',
    'engagementResumed',
    'waitingForClient',
    'clientReplied',
  );
  const histories = fc
    .array(fc.tuple(turns, quarter), { minLength: 3, maxLength: 7 })
    .map((steps): Said[] => {
      let atHours = 0;
      const said = steps.map(([signal, apart]): Said => [signal, (atHours += apart)]);
      return [...said, ['engagementResumed', atHours + 0.25], ['clientReplied', atHours + 0.5]];
    });

  it.each([
    ['hold within waiting', ['waitingForClient', 'engagementHeld', 'engagementResumed', 'clientReplied']],
    ['waiting within hold', ['engagementHeld', 'waitingForClient', 'clientReplied', 'engagementResumed']],
    ['overlapping', ['engagementHeld', 'waitingForClient', 'engagementResumed', 'clientReplied']],
    [
      'overlapping the other way',
      ['waitingForClient', 'engagementHeld', 'clientReplied', 'engagementResumed'],
    ],
    ['twice', ['engagementHeld', 'engagementResumed', 'engagementHeld', 'engagementResumed']],
  ] as const)('count no hour in which they stood still: %s', async (_what, signals) => {
    const ticket = await harness.open({ priority: 'critical' });
    const said = signals.map((signal, index): Said => [signal, index + 1]);
    await say(ticket, said);
    expect(await due(ticket)).toBe(OWED + stoodStill(said));
  });

  it('count no hour in which they stood still, in whatever order it is stated', async () => {
    for (const said of fc.sample(histories, { numRuns: 8, seed: 12 })) {
      const ticket = await harness.open({ priority: 'critical' });
      await say(ticket, said);
      expect([said, await due(ticket)]).toEqual([said, OWED + stoodStill(said)]);
    }
  });

  it('stand still for both reasons until neither holds', async () => {
    const ticket = await harness.open({ priority: 'critical' });
    await say(ticket, [
      ['waitingForClient', 1],
      ['engagementHeld', 2],
      ['engagementResumed', 3],
    ]);
    expect(await ticket.promise('resolution')).toMatchObject({ paused: true, dueAt: null });
    expect(await ticket.promise('firstResponse')).toMatchObject({ paused: false });
    const told = (await ticket.journal()).map(({ summary }) => summary);
    expect(told.filter((summary) => summary === 'A clock goes on')).toHaveLength(2);
  });

  it('stand still from the beginning where it is opened on hold, and so does what is promised meanwhile', async () => {
    const ticket = await harness.open({ priority: 'critical', held: true });
    await ticket.until('the promises', async () => (await ticket.promises()).length === 3);
    expect((await ticket.promises()).map(({ paused, dueAt }) => [paused, dueAt])).toEqual(
      Array.from({ length: 3 }, () => [true, null]),
    );
    await say(ticket, [
      ['responded', 1],
      ['clientReplied', 2],
    ]);
    await ticket.say('handedOver', { team: 'engineering', personId: null }, { atHours: 3 });
    await ticket.say('elevated', { to: 'product' }, { atHours: 3 });
    expect((await ticket.promises()).filter(({ state }) => state === 'open')).toEqual(
      expect.not.arrayContaining([expect.objectContaining({ paused: false })]),
    );
    await harness.pass(10);
    await ticket.say('engagementResumed', {}, { atHours: 10 });
    expect(await due(ticket)).toBe(10 + OWED);
    // What was asked during the hold is owed an answer from its end on.
    expect(await due(ticket, 'nextResponse')).toBe(10 + 4);
    expect((await ticket.promises()).flatMap(({ brokenAt }) => brokenAt ?? [])).toEqual([]);
  });

  it('warn nobody and climb no level while they stand still', async () => {
    const ticket = await harness.open({ priority: 'critical' });
    await harness.pass(5);
    await ticket.untilClimbs('firstResponse', 1);
    await ticket.say('engagementHeld', {});
    await harness.pass(200);
    expect(await ticket.climbs('firstResponse')).toHaveLength(1);
    await ticket.say('engagementResumed', {});
    await harness.pass(24);
    await ticket.untilClimbs('firstResponse', 2);
  });

  it('of a resolved ticket leave its approval open, and of a closed one its satisfaction running', async () => {
    const ticket = await harness.open({ priority: 'critical' });
    await ticket.say('resolved', {});
    await ticket.say('engagementHeld', {});
    await harness.pass(24 * 10);
    expect((await ticket.row()).status).toBe('resolved');
    await ticket.say('reopened', {}, { atHours: 240 });
    await ticket.say('engagementResumed', {}, { atHours: 250 });
    expect(await due(ticket)).toBeCloseTo(250 + OWED, 2);
    await ticket.say('resolved', {});
    await ticket.say('engagementHeld', {});
    await ticket.say('completionApproved', {});
    await ticket.until('the question how it was', async () =>
      (await ticket.promises()).some(({ step, dueAt }) => step === 'satisfaction' && dueAt !== null),
    );
    expect((await ticket.row()).heldSince).toBeNull();
    await harness.pass(24 * 8);
    await ticket.until('its end', async () =>
      (await ticket.promises()).every(({ state }) => state !== 'open'),
    );
  });
});
