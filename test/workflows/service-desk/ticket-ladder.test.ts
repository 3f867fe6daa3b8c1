import { TicketHarness } from './ticket-harness';

describe('A ticket that nobody answers', () => {
  let harness: TicketHarness;

  beforeAll(async () => {
    harness = await TicketHarness.start();
  });
  afterAll(async () => {
    await harness.stop();
  });

  it('[OOES-30] [OOES-37] with high priority breaches at 24 h; Level 1 is told then, Level 2, 3 and crisis 24, 12 and 4 h later', async () => {
    const ticket = await harness.open({ priority: 'high' });
    expect(await ticket.dueHours('firstResponse')).toBe(24);
    await harness.pass(23);
    expect(await ticket.climbs('firstResponse')).toEqual([]);
    await harness.pass(42);
    expect(await ticket.untilClimbs('firstResponse', 4)).toEqual([
      [1, 24],
      [2, 48],
      [3, 60],
      [4, 64],
    ]);
    const told = (await ticket.notices()).filter(({ promiseId, urgent }) => urgent && promiseId !== null);
    const first = await ticket.promise('firstResponse');
    expect(told.filter((one) => one.promiseId === first.id).map((one) => [one.level, one.personId])).toEqual([
      [1, 'per_amy'],
      [2, 'per_otto'],
      [3, 'per_mia'],
      [4, 'per_amy'],
      [4, 'per_mia'],
      [4, 'per_otto'],
    ]);
  });

  it('[OOES-29] [OOES-37] with critical priority climbs every 4 h: at 4, 8, 12 and 16', async () => {
    const ticket = await harness.open({ priority: 'critical' });
    await harness.pass(17);
    expect(await ticket.untilClimbs('firstResponse', 4)).toEqual([
      [1, 4],
      [2, 8],
      [3, 12],
      [4, 16],
    ]);
  });
});

describe('A ticket whose workers are away', () => {
  let harness: TicketHarness;

  beforeAll(async () => {
    // An hour of the product is a tenth of a second here.
    harness = await TicketHarness.startOnDevServer(36_000);
  });
  afterAll(async () => {
    await harness.stop();
  });

  it('[BY-01] after three days without a worker all levels fire in order, once each, marked late', async () => {
    await harness.stopWorker();
    const ticket = await harness.open({ priority: 'critical' });
    await harness.pass(72);
    await harness.startWorker();
    expect(await ticket.untilClimbs('firstResponse', 4)).toEqual([
      [1, 4],
      [2, 8],
      [3, 12],
      [4, 16],
    ]);
    const { brokenAt, noticedAt } = await ticket.promise('firstResponse');
    expect((brokenAt!.getTime() - ticket.openedAtMs) / 3_600_000).toBe(4);
    expect((noticedAt!.getTime() - ticket.openedAtMs) / 3_600_000).toBeGreaterThanOrEqual(72);
    const told = (await ticket.notices()).filter((one) => one.urgent);
    expect(told.every((one) => one.late && one.text.includes('late'))).toBe(true);
    expect(new Set(told.map((one) => one.id)).size).toBe(told.length);
  });
});
