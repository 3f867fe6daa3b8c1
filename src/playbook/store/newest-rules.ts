import type { Connection } from '../../database/database';
import type { Playbook } from '../domain/playbook';
import { listPlaybooks, loadPlaybook } from './playbooks';

/** Nobody has so many. */
const ALL = 10_000;

/** The newest version of every playbook. */
export async function newestRules(db: Connection): Promise<(Playbook & { version: number })[]> {
  const all: (Playbook & { version: number })[] = [];
  for (const { name, version } of await listPlaybooks(db, ALL, null)) {
    all.push({ ...(await loadPlaybook(db, name, version)), version });
  }
  return all;
}
