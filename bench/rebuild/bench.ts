import { openDatabase } from '../../src/database/database';
import { checkReadModel, type Difference } from '../../src/journal/store/rebuild';
import { say, type Servers } from '../support/servers';
import { circumstances, table } from '../support/table';
import { multiply, tellOneEngagement } from './seed';

/** What computing the read model of so many engagements again may take. */
const AIM_S = 600;

/**
 * Computes the read model of so many finished engagements from their journals and compares it row by row, beside a
 * reader that only fetches the same rows.
 */
export async function benchRebuild(servers: Servers, engagements: number): Promise<void> {
  const where = circumstances();
  say('Starting PostgreSQL ...');
  const postgres = await servers.postgres();
  const db = openDatabase(postgres.address, { statementTimeoutMs: 120_000 });
  try {
    await tellOneEngagement(db);
    say(`Making ${engagements} engagements of one ...`);
    await multiply(postgres.address, engagements);
    say('Fetching every row ...');
    const fetched = await seconds(async () => {
      for (let after = ''; ; ) {
        const rows = await db.journalEntry.findMany({
          where: { subjectId: { gt: after } },
          orderBy: [{ subjectId: 'asc' }, { seq: 'asc' }],
          take: 10_000,
        });
        const last = rows.at(-1);
        if (!last) return;
        after = last.subjectId;
      }
    });
    say('Computing and comparing ...');
    const differences: Difference[] = [];
    let checked = { subjects: 0, entries: 0, rows: 0 };
    const compared = await seconds(async () => {
      checked = await checkReadModel(db, (difference) => differences.push(difference));
    });
    const held = compared <= AIM_S ? 'held' : 'missed';
    process.stdout.write(
      `The read model of ${checked.subjects} engagements, ${checked.entries} entries, ${checked.rows} rows (${where})\n\n` +
        `${table([
          ['', 'seconds', 'ratio', 'differences', 'aim'],
          ['fetch the journals', fetched.toFixed(1), '1.0', '', ''],
          [
            'compute and compare',
            compared.toFixed(1),
            (compared / fetched).toFixed(1),
            String(differences.length),
            `${held} (${AIM_S} s)`,
          ],
        ])}\n`,
    );
  } finally {
    await db.$disconnect();
  }
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}
