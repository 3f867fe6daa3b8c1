import * as metrics from '../../../src/report/store/metrics';
import { DeliveryAudit, type Sum } from '../deliveries/delivery-audit';
import { HandCount } from './hand-count';
import { ProjectYear } from './project-year';

/** So many tell every kind of story. */
const COUNT = Number(process.env['SIMULATION_PROJECTS'] ?? 2);
const SEED = Number(process.env['SIMULATION_SEED'] ?? 20_261);
/** Wall-clock milliseconds; the small run takes less than a minute on a machine of its own. */
const WITHIN_MS = 600_000 + COUNT * 60_000;

describe(`A year of ${COUNT} tech-support projects, seed ${SEED}`, () => {
  const year = new ProjectYear(SEED, COUNT);
  let audit: DeliveryAudit;
  let count: HandCount;

  beforeAll(async () => {
    const startedAt = performance.now();
    const world = await year.run();
    audit = await new DeliveryAudit(year, world).run();
    count = new HandCount(audit.rows);
    await audit.compare('on time', metrics.onTimeDelivery, count.onTime);
    await audit.compare('first pass', metrics.firstPass, count.firstPass);
    await audit.compare('revisions', metrics.revisionsPerDelivery, count.revisions);
    await audit.compare('completion', metrics.completion, count.completion);
    await audit.compare('satisfaction', metrics.customerSatisfaction, count.satisfaction);
    const shown = await world.db.$queryRaw<Sum[]>`
      SELECT counts::int, out_of::int AS "outOf" FROM reporting.plan_progress`;
    audit.same('progress', inWords(shown), inWords(count.progress));
    audit.figures['wall seconds'] = Math.round((performance.now() - startedAt) / 1000);
    const lines = Object.entries({ seed: SEED, projects: COUNT, ...audit.figures });
    const text = lines.map(([name, value]) => `  ${name}: ${value}\n`).join('');
    process.stdout.write(`A simulated year of projects\n${text}`);
  }, WITHIN_MS);

  afterAll(async () => {
    await year.close();
  }, 60_000);

  it('every task is planned after what it waits for, done after it, and ends once', () => {
    expect([count.faults, count.openTasksOfWhatIsOver]).toEqual([[], []]);
  });

  it('what has ended leaves nothing open and nothing running, and is silent once it was called off', () => {
    expect(audit.findings.ends).toEqual([]);
  });

  it('there is one invoice for each closure, over the whole value, and none for what was called off', () => {
    expect(audit.findings.invoices).toEqual([]);
  });

  it('every effect was had once, whatever the vendors did', () => {
    expect(audit.findings.effects).toEqual([]);
  });

  it('the journal has no gaps, and told again it is the read model', () => {
    expect([audit.findings.journal, audit.findings.readModel]).toEqual([[], []]);
  });

  it('on time, first pass, revisions, completion, progress and satisfaction are what is counted by hand', () => {
    expect(audit.findings.figures).toEqual([]);
  });

  it('tells every kind of story', () => {
    const acts = ['task', 'task again', 'moved', 'added', 'dropped', 'failed', 'passed', 'revision'];
    expect([...year.done.keys()]).toEqual(expect.arrayContaining(acts));
  });
});

function inWords(sums: readonly Sum[]): string[] {
  return sums.map(({ counts, outOf }) => `${counts} of ${outOf}`);
}
