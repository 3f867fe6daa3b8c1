import { createHash } from 'node:crypto';
import { nextFaults } from '../domain/legs/next-faults';
import type { Playbook } from '../domain/playbook';
import { parsePlaybook } from '../domain/playbook-text';
import type { TextFault } from '../domain/rules/text';
import type { NamedVendor } from '../domain/vendor-faults';
import type { Connection, Database } from '../../database/database';
import { lockName } from '../../database/lock';
import { Prisma, type PlaybookVersion } from '../../database/generated/client';

export type PublishOutcome =
  | { outcome: 'published' | 'unchanged'; name: string; version: number; title: string }
  | { outcome: 'faulty'; faults: TextFault[] };

/**
 * Publishes a playbook's text as the next version of its name; the same text again is the version that it was. Running
 * engagements keep theirs.
 * @param vendors those that it may name; left out, it may name any
 */
export async function publishPlaybook(
  db: Database,
  source: string,
  now: Date,
  vendors?: readonly NamedVendor[],
): Promise<PublishOutcome> {
  const parsed = parsePlaybook(source, vendors);
  if (!parsed.ok) {
    return { outcome: 'faulty', faults: parsed.faults };
  }
  const { playbook, locate } = parsed;
  const { name, title } = playbook;
  const hash = createHash('sha256').update(source).digest('hex');
  return db.$transaction(async (tx) => {
    // Versions count without gaps, and playbooks name each other, so one publisher waits for another.
    await lockName(tx, 'playbooks');
    const same = await tx.playbookVersion.findUnique({ where: { name_hash: { name, hash } } });
    if (same) {
      return { outcome: 'unchanged', name, version: same.version, title: same.title };
    }
    const faults = nextFaults(playbook, await newestPlaybooks(tx));
    if (faults.length > 0) {
      return { outcome: 'faulty', faults: faults.map(locate) };
    }
    const { _max } = await tx.playbookVersion.aggregate({ where: { name }, _max: { version: true } });
    const version = (_max.version ?? 0) + 1;
    await tx.playbookVersion.create({ data: { name, version, hash, title, source, publishedAt: now } });
    return { outcome: 'published', name, version, title };
  });
}

/** The newest version of each playbook that this release can read, by name. */
async function newestPlaybooks(tx: Connection): Promise<Map<string, Playbook>> {
  const newest = new Map<string, Playbook>();
  for (const { name, version } of await listPlaybooks(tx, ALL, null)) {
    const { playbook } = await readVersion(tx, name, version);
    if (playbook) newest.set(name, playbook);
  }
  return newest;
}

/** Nobody has so many. */
const ALL = 10_000;

/** The newest version of each playbook, by name. */
export async function listPlaybooks(
  db: Connection,
  limit: number,
  after: string | null,
): Promise<Omit<PlaybookVersion, 'source'>[]> {
  return db.$queryRaw(Prisma.sql`
    SELECT DISTINCT ON (name) name, version, hash, title, published_at AS "publishedAt"
    FROM playbook_version WHERE name > ${after ?? ''} ORDER BY name, version DESC LIMIT ${limit}`);
}

/** Which of these playbooks was published first, in whatever version; undefined when there is none. */
export async function firstPublished(db: Connection, names: readonly string[]): Promise<string | undefined> {
  const first = await db.playbookVersion.findFirst({
    where: { name: { in: [...names] } },
    orderBy: [{ publishedAt: 'asc' }, { name: 'asc' }],
    select: { name: true },
  });
  return first?.name;
}

export async function findPlaybookVersion(
  db: Connection,
  name: string,
  version: number,
): Promise<PlaybookVersion | null> {
  return db.playbookVersion.findUnique({ where: { name_version: { name, version } } });
}

/** The version that `name` (the newest) or `name@version` stands for; null when there is none. */
export async function resolvePlaybook(
  db: Connection,
  wanted: string,
): Promise<{ name: string; version: number } | null> {
  const [name = '', version] = wanted.split('@');
  if (version !== undefined && !/^[1-9]\d{0,5}$/.test(version)) {
    return null;
  }
  return db.playbookVersion.findFirst({
    where: { name, ...(version === undefined ? {} : { version: Number(version) }) },
    orderBy: { version: 'desc' },
    select: { name: true, version: true },
  });
}

/** Published versions never change, so what was read once is kept. */
const read = new Map<string, Playbook>();
const KEPT_AT_MOST = 500;

/**
 * The rules of one published version.
 * @throws Error when there is no such version
 */
export async function loadPlaybook(db: Connection, name: string, version: number): Promise<Playbook> {
  const { playbook, isPublished } = await readVersion(db, name, version);
  if (!playbook) {
    const why = isPublished ? 'cannot be read by this release' : 'is not published here';
    throw new Error(`The playbook ${name}@${version} ${why}.`);
  }
  return playbook;
}

async function readVersion(
  db: Connection,
  name: string,
  version: number,
): Promise<{ playbook?: Playbook; isPublished: boolean }> {
  const key = `${name}@${version}`;
  const known = read.get(key);
  if (known) {
    return { playbook: known, isPublished: true };
  }
  const row = await findPlaybookVersion(db, name, version);
  const parsed = row ? parsePlaybook(row.source) : undefined;
  if (!parsed?.ok) {
    return { isPublished: row !== null };
  }
  if (read.size >= KEPT_AT_MOST) {
    read.delete(read.keys().next().value ?? '');
  }
  read.set(key, parsed.playbook);
  return { playbook: parsed.playbook, isPublished: true };
}
