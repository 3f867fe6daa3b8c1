import { createHash } from 'node:crypto';
import type { Connection } from '../../database/database';
import { documentLinked } from '../../engagement/domain/facts/documents/facts';
import type { CommandState } from '../../fact/store/commands';
import { Prisma } from '../../database/generated/client';
import { type Broken, brokenOf, type LinkState } from '../domain/link';

/** Where a link stands. */
export interface LinkPlace {
  engagementId: string;
  /** The id of a task in its plan; null: it leads to a document. */
  task: string | null;
  document: string | null;
  title: string;
  url: string;
}

/** The links of open tasks, and those to documents, of all engagements that are under way. */
const PLACES = Prisma.sql`
  SELECT task.engagement_id AS "engagementId", task.task, NULL AS document, link->>'title' AS title, link->>'url' AS url
  FROM plan_task AS task JOIN engagement ON engagement.id = task.engagement_id
  CROSS JOIN LATERAL jsonb_array_elements(task.links) AS link
  WHERE task.state = 'open' AND engagement.status IN ('active', 'held')
  UNION ALL
  SELECT command.subject_id, NULL, command.id, command.body->>'title', command.body->>'url'
  FROM command JOIN engagement ON engagement.id = command.subject_id
  WHERE command.signal = ${documentLinked.name} AND command.state <> ${'ignored' satisfies CommandState}
    AND engagement.status IN ('active', 'held')`;

/** Those that nobody has looked at since, the ones that wait longest first. */
export async function linksToLookAt(db: Connection, since: Date, limit: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ url: string }[]>`
    SELECT place.url FROM (SELECT DISTINCT url FROM (${PLACES}) AS places) AS place
    LEFT JOIN link ON link.url = place.url
    WHERE link.looked_at IS NULL OR link.looked_at < ${since}
    ORDER BY link.looked_at NULLS FIRST, place.url LIMIT ${limit}`;
  return rows.map(({ url }) => url);
}

/** Takes a link for one look. @returns false when another process has taken it meanwhile */
export async function takeLink(db: Connection, url: string, since: Date, now: Date): Promise<boolean> {
  const taken = await db.$executeRaw`
    INSERT INTO link (key, url, misses, looked_at) VALUES (${keyOf(url)}, ${url}, 0, ${now})
    ON CONFLICT (key) DO UPDATE SET looked_at = ${now} WHERE link.looked_at < ${since}`;
  return taken > 0;
}

export async function readLink(db: Connection, url: string): Promise<LinkState> {
  return await db.link.findUniqueOrThrow({ where: { key: keyOf(url) } });
}

export async function writeLink(db: Connection, url: string, state: LinkState): Promise<void> {
  await db.link.update({ where: { key: keyOf(url) }, data: { ...state } });
}

/** Where a link stands now, an engagement's places together. */
export async function placesOf(db: Connection, url: string): Promise<LinkPlace[]> {
  return await db.$queryRaw`
    SELECT * FROM (${PLACES}) AS place WHERE url = ${url} ORDER BY "engagementId", task, document`;
}

/** Those of some addresses that lead nowhere. */
export async function brokenLinks(db: Connection, urls: readonly string[]): Promise<Map<string, Broken>> {
  const rows = await db.link.findMany({ where: { key: { in: urls.map(keyOf) }, misses: { gt: 0 } } });
  return new Map(
    rows.flatMap((row): [string, Broken][] => {
      const broken = brokenOf(row);
      return broken === null ? [] : [[row.url, broken]];
    }),
  );
}

/** Addresses are longer than an index takes. */
function keyOf(url: string): string {
  return createHash('sha256').update(url, 'utf8').digest('hex');
}
