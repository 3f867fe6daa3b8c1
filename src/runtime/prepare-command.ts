import { readSettings } from '../settings/settings';
import { migrate } from '../database/migrate';
import { prepareNamespace } from '../temporal/namespace';

/**
 * `node dist/src/runtime/prepare-command.js`: what has to be done once before the processes of a new version start in
 * a real installation: the database's migrations, and the search attributes of Temporal's namespace. Safe to repeat.
 */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const applied = await migrate(settings.databaseUrl);
  console.log(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`);
  const added = await prepareNamespace(settings.temporal);
  const { namespace } = settings.temporal;
  console.log(
    added.length === 0
      ? `The namespace ${namespace} is ready.`
      : `Added to ${namespace}: ${added.join(', ')}.`,
  );
}

async function run(): Promise<void> {
  try {
    await main();
    process.exit(0);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

void run();
