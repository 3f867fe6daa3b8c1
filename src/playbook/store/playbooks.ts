import { createHash } from 'node:crypto';
import type { Playbook } from '../domain/playbook';
import { parsePlaybook } from '../domain/playbook-text';
import type { TextFault } from '../domain/rules/text';
import type { NamedVendor } from '../domain/vendor-faults';
import type { Connection, Database } from '../../database/database';
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
  const { name, title } = parsed.playbook;
  const hash = createHash('sha256').update(source).digest('hex');
  return db.$transaction(async (tx) => {
    // Versions count without gaps, so two publishers of one name wait for each other.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`playbook:${name}`}, 0))`;
    const same = await tx.playbookVersion.findUnique({ where: { name_hash: { name, hash } } });
    if (same) {
      return { outcome: 'unchanged', name, version: same.version, title: same.title };
    }
    const { _max } = await tx.playbookVersion.aggregate({ where: { name }, _max: { version: true } });
    const version = (_max.version ?? 0) + 1;
    await tx.playbookVersion.create({ data: { name, version, hash, title, source, publishedAt: now } });
    return { outcome: 'published', name, version, title };
  });
}

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
  const key = `${name}@${version}`;
  const known = read.get(key);
  if (known) {
    return known;
  }
  const row = await findPlaybookVersion(db, name, version);
  const parsed = row ? parsePlaybook(row.source) : undefined;
  if (!parsed?.ok) {
    throw new Error(
      `The playbook ${key} ${row ? 'cannot be read by this release' : 'is not published here'}.`,
    );
  }
  if (read.size >= KEPT_AT_MOST) {
    read.delete(read.keys().next().value ?? '');
  }
  read.set(key, parsed.playbook);
  return parsed.playbook;
}
