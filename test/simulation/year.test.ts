import { Audit } from './audit';
import { auditMeetings } from './meetings/meeting-audit';
import { MoneyAudit } from './money/money-audit';
import { auditStarts } from './outside/start-audit';
import type { World } from './world';
import { Year } from './year';

/** So many tell every kind of story. */
const COUNT = Number(process.env['SIMULATION_ENGAGEMENTS'] ?? 5);
const SEED = Number(process.env['SIMULATION_SEED'] ?? 20_261);
/** Wall-clock milliseconds; the small run takes a minute on a machine of its own, and many times that beside others. */
const WITHIN_MS = 600_000 + COUNT * 60_000;

describe(`A year of ${COUNT} engagements with random people, seed ${SEED}`, () => {
  const year = new Year(SEED, COUNT);
  let audit: Audit;
  let world: World;

  beforeAll(async () => {
    const startedAt = performance.now();
    world = await year.run();
    audit = await new Audit(year, world).run();
    audit.figures['wall seconds'] = Math.round((performance.now() - startedAt) / 1000);
    const lines = Object.entries({ seed: SEED, ...audit.figures }).map(
      ([name, value]) => `  ${name}: ${value}`,
    );
    process.stdout.write(`A simulated year\n${lines.join('\n')}\n`);
  }, WITHIN_MS);
  afterAll(async () => {
    await year.close();
  });

  it('[BY-01] every warning, breach and level comes at the instant that follows from the playbook, pauses taken out, none missing', () => {
    expect(audit.findings.ladders).toEqual([]);
  });

  it('every promise is settled or open in a running workflow; none is open in an engagement that has ended', () => {
    expect(audit.findings.open).toEqual([]);
  });

  it('everybody who must hear of something has exactly one notice of it, and it was sent', () => {
    expect(audit.findings.notices).toEqual([]);
  });

  it('every notice stands in exactly one message that went out', () => {
    expect(audit.findings.messages).toEqual([]);
  });

  it('nothing that can wait goes out in the quiet hours of its recipient', () => {
    expect(audit.findings.nights).toEqual([]);
  });

  it('every effect was had once, whatever the vendors did', () => {
    expect(audit.findings.effects).toEqual([]);
  });

  it('no cent is lost: the ledgers, the gates and the invoices in Xero are what the books of the oracle say', () => {
    expect(audit.findings.money).toEqual([]);
  });

  it('no meeting lies on a closed day or outside of working hours, and nobody is in two', () => {
    expect(audit.findings.meetings).toEqual([]);
  });

  it('nothing that was told twice or merged has a second engagement, and clients are one as people said', () => {
    expect(audit.findings.starts).toEqual([]);
  });

  it('the journal has no gaps, and the read model is what the journal says', () => {
    expect([audit.findings.journal, audit.findings.readModel]).toEqual([[], []]);
  });

  it('tells every kind of story: money by hand and in the books, and what turned out to be one', () => {
    const acts = ['foreign', 'pay', 'refund', 'payInXero', 'takeBackInXero', 'creditInXero', 'voidInXero'];
    expect([...year.money.done.keys()]).toEqual(expect.arrayContaining([...acts, 'record', 'waive']));
    expect(year.cases.some(({ aliases }) => aliases.size > 1)).toBe(true);
    expect(year.mergedClients).not.toEqual([]);
  });

  it('would be noticed: a cent too much, a meeting at night, and a second engagement for a deal', async () => {
    const { db } = world;
    const paid = await db.ledgerEntry.findFirstOrThrow({ where: { kind: 'payment' } });
    const more = { id: 'stray', entryId: 'stray', position: 1_000, amount: '1' };
    await db.ledgerEntry.create({ data: { ...paid, ...more, currency: 'JPY' } });
    const money = new MoneyAudit(world, [], [], year.endMs);
    for (const one of year.cases) await money.check(one);
    expect(money.findings).not.toEqual([]);

    const time = { dateTime: '2027-03-06T03:00:00Z' };
    const end = { dateTime: '2027-03-06T03:30:00Z' };
    const [event] = await world.objects<{ id: string }>('google-calendar', 'event');
    await world.tell('google-calendar', 'event.updated', {
      id: event?.id,
      status: 'confirmed',
      start: time,
      end,
    });
    const meetings = await auditMeetings(world, year.cases);
    expect(meetings.findings.join()).toMatch(/2027-03-06.* is (on a Sat|outside of working hours)/);

    const one = year.cases.find(({ id, dealId }) => id !== null && dealId !== null);
    const other = year.cases.find(({ id, aliases }) => id !== null && !aliases.has(one?.dealId ?? ''));
    await db.externalId.create({
      data: { system: 'a second system', externalId: one?.dealId ?? '', engagementId: other?.id ?? '' },
    });
    expect(await auditStarts(world, year.cases, year.mergedClients)).not.toEqual([]);
  });
});
