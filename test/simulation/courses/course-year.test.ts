import * as metrics from '../../../src/report/store/metrics';
import { DeliveryAudit, type Sum } from '../deliveries/delivery-audit';
import type { World } from '../world';
import { CourseYear, type Enrolment } from './course-year';
import { finishes } from './students';

/** So many tell every kind of story. */
const COUNT = Number(process.env['SIMULATION_STUDENTS'] ?? 6);
const SEED = Number(process.env['SIMULATION_SEED'] ?? 20_261);
/** Wall-clock milliseconds; the small run takes less than a minute on a machine of its own. */
const WITHIN_MS = 600_000 + COUNT * 10_000;

describe(`A year of courses with ${COUNT} students, seed ${SEED}`, () => {
  const year = new CourseYear(SEED, COUNT);
  let audit: DeliveryAudit;
  let world: World;

  beforeAll(async () => {
    const startedAt = performance.now();
    world = await year.run();
    audit = await new DeliveryAudit(year, world).run();
    const [all, finished] = [
      year.students.length,
      year.students.filter(({ doings }) => finishes(doings)).length,
    ];
    await audit.compare('course completion', metrics.courseCompletion, { counts: finished, outOf: all });
    await audit.compare('satisfaction of learners', metrics.learnerSatisfaction, ratings());
    await audit.compare('first pass', metrics.firstPass, firstPass());
    await audit.compare('completion', metrics.completion, {
      counts: year.sold.length,
      outOf: year.sold.length,
    });
    const shown = await world.db.$queryRaw<Sum[]>`
      SELECT counts::int, out_of::int AS "outOf" FROM reporting.course_progress`;
    const staying = year.sold.map(({ people }) => {
      const mine = year.students.filter(({ email, doings }) => people.includes(email) && finishes(doings));
      return `${mine.length} of ${mine.length}`;
    });
    audit.same(
      'progress',
      shown.map(({ counts, outOf }) => `${counts} of ${outOf}`),
      staying,
    );
    audit.figures['wall seconds'] = Math.round((performance.now() - startedAt) / 1000);
    const lines = Object.entries({ seed: SEED, students: COUNT, ...audit.figures });
    const text = lines.map(([name, value]) => `  ${name}: ${value}\n`).join('');
    process.stdout.write(`A simulated year of courses\n${text}`);
  }, WITHIN_MS);

  afterAll(async () => {
    await year.close();
  }, 60_000);

  /** What learners said, as the journals tell it. */
  function ratings(): Sum {
    const said = audit.rows
      .map(({ kind, data }) => ({ kind, ...(data as { signal?: string; detail?: string }) }))
      .filter(({ kind, signal }) => kind === 'factStated' && signal === 'studentFeedback');
    return { counts: said.reduce((sum, { detail }) => sum + Number(detail), 0), outOf: said.length };
  }

  /** The first check of each course's content, as the journals tell it. */
  function firstPass(): Sum {
    const first = new Map<string, string>();
    for (const { kind, subjectId, data } of audit.rows) {
      const { signal = '' } = data as { signal?: string };
      const isCheck = kind === 'promiseKept' && /^content(Approved|Refused)$/.test(signal);
      if (isCheck && !first.has(subjectId)) first.set(subjectId, signal);
    }
    const passed = [...first.values()].filter((signal) => signal === 'contentApproved');
    return { counts: passed.length, outOf: first.size };
  }

  it('every student is enrolled once in each course of the bundle, and whoever left has no access', async () => {
    const enrolments = await world.objects<Enrolment>('thinkific', 'enrollment');
    const stands = year.students.map(({ email }) => {
      const own = enrolments.filter(({ user_email }) => user_email === email);
      const isOver = own.every(({ expiry_date }) => expiry_date !== null);
      return [email, own.map(({ course_id }) => course_id).toSorted((a, b) => a - b), isOver];
    });
    expect(stands).toEqual(year.students.map(({ email, doings }) => [email, [101, 102], !finishes(doings)]));
  });

  it('a certificate is issued once to whoever came to 100 %, and to nobody else', async () => {
    const contacts = await world.db.contact.findMany();
    const issued = [...year.actions.done.keys()].filter((key) => /\/certificate#\d+\//.test(key));
    const holders = issued.map((key) => contacts.find(({ id }) => key.endsWith(`/${id}`))?.email ?? key);
    const wanted = year.students.filter(({ doings }) => finishes(doings)).map(({ email }) => email);
    expect(holders.toSorted()).toEqual(wanted.toSorted());
  });

  it('nothing is left open or running, there is one invoice for each closure, and every effect was had once', () => {
    const { ends, invoices, effects } = audit.findings;
    expect([ends, invoices, effects]).toEqual([[], [], []]);
  });

  it('the journal has no gaps, and told again it is the read model', () => {
    expect([audit.findings.journal, audit.findings.readModel]).toEqual([[], []]);
  });

  it('completion, first pass, progress and satisfaction are what is counted by hand', () => {
    expect(audit.findings.figures).toEqual([]);
  });
});
