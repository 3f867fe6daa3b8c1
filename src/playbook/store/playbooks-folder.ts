import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFaults } from '../domain/rules/text';
import { parsePlaybook } from '../domain/playbook-text';
import type { NamedVendor } from '../domain/vendor-faults';
import type { Database } from '../../database/database';
import { publishPlaybook } from './playbooks';

/**
 * Publishes every `*.yaml` of a folder that is not published yet, one that others go on by before these.
 * @param vendors those that they may name
 * @returns `name@version` of those that are new
 * @throws Error that names every fault with its line; the files before the faulty one are published by then. Where some go
 * on by one another in a circle, none is published
 */
export async function publishFolder(
  db: Database,
  folder: string,
  now: Date,
  vendors: readonly NamedVendor[],
): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).toSorted();
  const texts: PlaybookFile[] = [];
  for (const file of files) {
    texts.push({ file, source: await readFile(join(folder, file), 'utf8') });
  }
  const fresh: string[] = [];
  for (const { file, source } of inOrder(texts)) {
    const outcome = await publishPlaybook(db, source, now, vendors);
    if (outcome.outcome === 'faulty') {
      throw new Error(
        `The playbook ${file} has faults and was not published. Correct it and start again:\n${describeFaults(file, outcome.faults)}`,
      );
    }
    if (outcome.outcome === 'published') fresh.push(`${outcome.name}@${outcome.version}`);
  }
  return fresh;
}

interface PlaybookFile {
  file: string;
  source: string;
}

/** The files in the order of their names, but each after the one that it goes on by. @throws when they go in a circle */
function inOrder(files: readonly PlaybookFile[]): PlaybookFile[] {
  const named = files.map((each) => ({ each, ...namesIn(each.source) }));
  const ordered = new Set<PlaybookFile>();
  const add = ({ each, name, next }: (typeof named)[number], trail: readonly string[]) => {
    const way = [...trail, name ?? each.file];
    const following = next === undefined ? undefined : named.find((one) => one.name === next);
    if (following && way.includes(next ?? '')) {
      throw new Error(
        `The playbooks go on by one another in a circle, and none was published: ${[...way, next].join(' -> ')}. Let one of them have no next and start again.`,
      );
    }
    if (following) add(following, way);
    ordered.add(each);
  };
  named.forEach((one) => add(one, []));
  return [...ordered];
}

/** What is faulty names nothing here: it is refused when it is its turn. */
function namesIn(source: string): { name?: string; next?: string | undefined } {
  const parsed = parsePlaybook(source);
  return parsed.ok ? { name: parsed.playbook.name, next: parsed.playbook.next } : {};
}
