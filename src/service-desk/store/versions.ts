import { createHash } from 'node:crypto';
import type { Connection, Database } from '../../database/database';
import type { ServiceDeskVersion } from '../../database/generated/client';
import { lockName } from '../../database/lock';
import type { TextFault } from '../../playbook/domain/rules/text';
import type { ServiceDesk } from '../domain/service-desk';
import { parseServiceDesk } from '../domain/service-desk-text';

/** The service desk's rules in one of their published versions. */
export interface PublishedDesk {
  desk: ServiceDesk;
  version: number;
}

export type PublishOutcome =
  | { outcome: 'published' | 'unchanged'; version: number; title: string }
  | { outcome: 'faulty'; faults: TextFault[] };

/**
 * Publishes the text of the service desk's rules as their next version; the same text again is the version that it was.
 * What is open keeps the version that it was begun with.
 */
export async function publishServiceDesk(db: Database, source: string, now: Date): Promise<PublishOutcome> {
  const parsed = parseServiceDesk(source);
  if (!parsed.ok) {
    return { outcome: 'faulty', faults: parsed.faults };
  }
  const { title } = parsed.rules;
  const hash = createHash('sha256').update(source).digest('hex');
  return db.$transaction(async (tx) => {
    // Versions count without gaps, so two publishers wait for each other.
    await lockName(tx, 'service-desk');
    const same = await tx.serviceDeskVersion.findUnique({ where: { hash } });
    if (same) {
      return { outcome: 'unchanged', version: same.version, title: same.title };
    }
    const { _max } = await tx.serviceDeskVersion.aggregate({ _max: { version: true } });
    const version = (_max.version ?? 0) + 1;
    await tx.serviceDeskVersion.create({ data: { version, hash, title, source, publishedAt: now } });
    return { outcome: 'published', version, title };
  });
}

/** Newest first. `before` is the version that the page before ended with. */
export async function listServiceDeskVersions(
  db: Connection,
  limit: number,
  before: number | null,
): Promise<Omit<ServiceDeskVersion, 'source'>[]> {
  return db.serviceDeskVersion.findMany({
    where: before === null ? {} : { version: { lt: before } },
    omit: { source: true },
    orderBy: { version: 'desc' },
    take: limit,
  });
}

export async function findServiceDeskVersion(
  db: Connection,
  version: number,
): Promise<ServiceDeskVersion | null> {
  return db.serviceDeskVersion.findUnique({ where: { version } });
}

/**
 * The rules that hold for whatever is begun now. Asked of the database each time: another process may have published.
 * @throws Error when none was ever published
 */
export async function newestServiceDesk(db: Connection): Promise<PublishedDesk> {
  const { _max } = await db.serviceDeskVersion.aggregate({ _max: { version: true } });
  if (_max.version === null) {
    throw new Error(
      'No rules of the service desk are published here. The server publishes service-desk/service-desk.yaml when it starts: start it, or publish rules by POST /v1/service-desk.',
    );
  }
  return { desk: await loadServiceDesk(db, _max.version), version: _max.version };
}

/** Published versions never change, so what was read once is kept. */
const read = new Map<number, ServiceDesk>();
const KEPT_AT_MOST = 100;

/**
 * The rules of one published version.
 * @throws Error when there is no such version
 */
export async function loadServiceDesk(db: Connection, version: number): Promise<ServiceDesk> {
  const known = read.get(version);
  if (known) {
    return known;
  }
  const row = await findServiceDeskVersion(db, version);
  const parsed = row ? parseServiceDesk(row.source) : undefined;
  if (!parsed?.ok) {
    const why = row ? 'cannot be read by this release' : 'is not published here';
    throw new Error(`Version ${version} of the service desk's rules ${why}.`);
  }
  if (read.size >= KEPT_AT_MOST) {
    read.delete(read.keys().next().value ?? version);
  }
  read.set(version, parsed.rules);
  return parsed.rules;
}
