import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../../database/database';
import { describeFaults } from '../../playbook/domain/rules/text';
import { publishServiceDesk } from './versions';

const FILE = 'service-desk.yaml';

/**
 * Publishes the rules of a folder if they are not published yet. Rules that were published since stay the newest: the
 * file counts again when it is changed.
 * @returns the version if it is new; null otherwise
 * @throws Error that names every fault with its line
 */
export async function publishServiceDeskFolder(
  db: Database,
  folder: string,
  now: Date,
): Promise<number | null> {
  const outcome = await publishServiceDesk(db, await readFile(join(folder, FILE), 'utf8'), now);
  switch (outcome.outcome) {
    case 'faulty':
      throw new Error(
        `The service desk's rules have faults and were not published. Correct them and start again:\n${describeFaults(FILE, outcome.faults)}`,
      );
    case 'published':
      return outcome.version;
    case 'unchanged':
      return null;
  }
}
