import type { Connection } from '../../database/database';

/** What is to stand on a page that an action makes. */
export interface PreparedPage {
  /** Of the action. */
  key: string;
  engagementId: string;
  /** As the playbook calls it. */
  page: string;
  title: string;
  text: string;
}

/** A prepared page, and where it was made. */
export interface ShownPage extends Omit<PreparedPage, 'key' | 'engagementId'> {
  preparedAt: Date;
  promiseId: string | null;
  /** Null while nobody has made it. */
  link: string | null;
}

/** Keeps what is prepared in the place of what was. */
export async function putPage(db: Connection, page: PreparedPage, preparedAt: Date): Promise<void> {
  const { key, ...said } = page;
  await db.preparedPage.upsert({
    where: { key },
    create: { key, ...said, preparedAt },
    update: { ...said, preparedAt },
  });
}

/** The pages of an engagement, the oldest first. */
export async function listPages(db: Connection, engagementId: string): Promise<ShownPage[]> {
  return db.$queryRaw`
    SELECT page.page, page.title, page.text, page.prepared_at AS "preparedAt",
      effect.promise_id AS "promiseId", effect.refs->>'link' AS link
    FROM prepared_page AS page LEFT JOIN effect USING (key)
    WHERE page.engagement_id = ${engagementId} ORDER BY page.prepared_at, page.key`;
}
