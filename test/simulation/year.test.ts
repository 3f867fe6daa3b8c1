import { Audit } from './audit';
import { Year } from './year';

const COUNT = Number(process.env['SIMULATION_ENGAGEMENTS'] ?? 8);
const SEED = Number(process.env['SIMULATION_SEED'] ?? 20_261);
/** Wall-clock milliseconds; the small run takes well under a minute on a machine of its own. */
const WITHIN_MS = 240_000 + COUNT * 30_000;

describe(`A year of ${COUNT} engagements with random people, seed ${SEED}`, () => {
  const year = new Year(SEED, COUNT);
  let audit: Audit;

  beforeAll(async () => {
    const startedAt = performance.now();
    const world = await year.run();
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
});
