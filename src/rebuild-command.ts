import { openDatabase } from './database/database';
import { checkReadModel, type Difference, rebuildReadModel } from './journal/store/rebuild';
import { readInstallation } from './runtime/installation';
import { readStartSettings } from './settings/settings';

const SHOWN_AT_MOST = 50;
const USAGE = 'Usage: npm run rebuild -- --check   (compare only), or npm run rebuild   (write it anew)';

/**
 * `npm run rebuild`: computes the read model from the journals again and writes it; with `--check` it is only compared,
 * row by row, and the exit code is 1 when anything differs. Works on `DATABASE_URL`, or on the installation that runs.
 */
async function main(args: readonly string[]): Promise<number> {
  const unknown = args.filter((arg) => arg !== '--check');
  if (unknown.length > 0) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const settings = readStartSettings(process.env);
  const databaseUrl = settings.databaseUrl ?? readInstallation(settings.dataDir)?.databaseUrl;
  if (databaseUrl === undefined) {
    process.stderr.write(
      `No installation was ever started on ${settings.dataDir}. Nothing was read. Start one (npm start), or set DATABASE_URL.\n`,
    );
    return 2;
  }
  const db = openDatabase(databaseUrl, { statementTimeoutMs: 60_000 });
  try {
    return args.includes('--check') ? await check() : await rebuild();
  } finally {
    await db.$disconnect();
  }

  async function check(): Promise<number> {
    const startedAt = performance.now();
    let count = 0;
    const { subjects, entries, rows } = await checkReadModel(db, (difference) => {
      count += 1;
      if (count <= SHOWN_AT_MOST) process.stdout.write(`${tell(difference)}\n`);
    });
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    process.stdout.write(
      `${subjects} journals, ${entries} entries, ${rows} rows compared in ${seconds} s: ` +
        `${count === 0 ? 'the read model is what they say' : `${count} differences`}\n`,
    );
    return count === 0 ? 0 : 1;
  }

  async function rebuild(): Promise<number> {
    process.stdout.write(`The read model of ${await rebuildReadModel(db)} journals was written anew\n`);
    return 0;
  }
}

function tell({ kind, subjectId, table, key, what, columns }: Difference): string {
  const details = columns.map(
    ({ name, stored, told }) => `${name} is ${JSON.stringify(stored)}, told ${JSON.stringify(told)}`,
  );
  return `${kind} ${subjectId}: ${table} ${key} ${what}${details.length > 0 ? `: ${details.join('; ')}` : ''}`;
}

async function run(): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`The read model could not be computed: ${reason}\n`);
    process.exitCode = 1;
  }
}

void run();
