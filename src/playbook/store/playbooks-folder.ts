import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFaults } from '../domain/rules/text';
import type { NamedVendor } from '../domain/vendor-faults';
import type { Database } from '../../database/database';
import { publishPlaybook } from './playbooks';

/**
 * Publishes every `*.yaml` of a folder that is not published yet.
 * @param vendors those that they may name
 * @returns `name@version` of those that are new
 * @throws Error that names every fault with its line; the files before the faulty one are published by then
 */
export async function publishFolder(
  db: Database,
  folder: string,
  now: Date,
  vendors: readonly NamedVendor[],
): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).toSorted();
  const fresh: string[] = [];
  for (const file of files) {
    const outcome = await publishPlaybook(db, await readFile(join(folder, file), 'utf8'), now, vendors);
    if (outcome.outcome === 'faulty') {
      throw new Error(
        `The playbook ${file} has faults and was not published. Correct it and start again:\n${describeFaults(file, outcome.faults)}`,
      );
    }
    if (outcome.outcome === 'published') fresh.push(`${outcome.name}@${outcome.version}`);
  }
  return fresh;
}
