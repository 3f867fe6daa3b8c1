import { join, relative } from 'node:path';
import { createMigration } from '../database/create-migration';
import { migrate } from '../database/migrate';
import { projectRoot } from '../settings/project-root';
import { startThrowAwayPostgres } from './embedded/throw-away-postgres';

/**
 * `npm run db:migration -- NAME`: writes the migration that leads from the checked-in ones to prisma/schema.prisma,
 * and proves on an empty database that all of them apply.
 */
async function main(name: string | undefined): Promise<number> {
  if (!name || !/^[a-z0-9_]+$/.test(name)) {
    console.error('Say what the migration is for, in snake_case: npm run db:migration -- add_tickets');
    return 2;
  }
  const prismaFolder = join(projectRoot(), 'prisma');
  const postgres = await startThrowAwayPostgres();
  try {
    const file = await createMigration(name, prismaFolder, postgres.databaseUrl);
    if (file === undefined) {
      console.log('Nothing to write: the migrations already lead to prisma/schema.prisma.');
      return 0;
    }
    const applied = await migrate(postgres.databaseUrl, prismaFolder);
    console.log(
      `Wrote ${relative(process.cwd(), file)}; all ${applied.length} migrations apply to an empty database.`,
    );
    return 0;
  } finally {
    await postgres.stop();
  }
}

async function run(): Promise<void> {
  try {
    process.exitCode = await main(process.argv[2]);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

void run();
