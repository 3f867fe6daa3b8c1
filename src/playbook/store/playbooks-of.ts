import type { Connection } from '../../database/database';
import type { Playbook } from '../domain/playbook';
import { loadPlaybook } from './playbooks';

/** What an engagement's row says of its playbooks. */
export interface PlaybooksOfRow {
  playbookName: string;
  playbookVersion: number;
  /** `{name, version}` of each before, oldest first. */
  earlierPlaybooks: unknown;
}

/** The rules by which an engagement goes. */
export interface PlaybooksOf {
  /** Those in force. */
  playbook: Playbook;
  /** Those before, oldest first. */
  earlier: Playbook[];
}

/** Reads the rules by which an engagement goes, and those by which it went before. */
export async function playbooksOf(
  db: Connection,
  { playbookName, playbookVersion, earlierPlaybooks }: PlaybooksOfRow,
): Promise<PlaybooksOf> {
  const before = earlierPlaybooks as { name: string; version: number }[];
  const [playbook, ...earlier] = await Promise.all([
    loadPlaybook(db, playbookName, playbookVersion),
    ...before.map(({ name, version }) => loadPlaybook(db, name, version)),
  ]);
  return { playbook, earlier };
}
