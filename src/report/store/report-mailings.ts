import type { Connection } from '../../database/database';

/** Which reports went to whom in which mail: each report goes to each person in one mail only, whoever asks twice. */
const MAILING = { system: 'promisekeeper', kind: 'report-mail' } as const;

/**
 * Puts down that these reports go to a person in the mail of that key, as far as none of another key has them.
 * @returns the ids of the reports that this mail has
 */
export async function claimMailings(
  db: Connection,
  personId: string,
  reportIds: string[],
  mailKey: string,
  now: Date,
): Promise<string[]> {
  await db.externalRef.createMany({
    data: reportIds.map((id) => ({
      ...MAILING,
      key: keyOf(id, personId),
      vendorId: mailKey,
      createdAt: now,
    })),
    skipDuplicates: true,
  });
  const mine = await db.externalRef.findMany({
    where: { ...MAILING, vendorId: mailKey, key: { in: reportIds.map((id) => keyOf(id, personId)) } },
    select: { key: true },
  });
  const claimed = new Set(mine.map(({ key }) => key));
  return reportIds.filter((id) => claimed.has(keyOf(id, personId)));
}

export async function markMailed(
  db: Connection,
  personId: string,
  reportIds: string[],
  now: Date,
): Promise<void> {
  await db.externalRef.updateMany({
    where: { ...MAILING, key: { in: reportIds.map((id) => keyOf(id, personId)) } },
    data: { data: { sentAt: now.toISOString() } },
  });
}

/** Whom a report was sent to, and when; in the order of the sending. */
export async function mailingsOf(
  db: Connection,
  reportId: string,
): Promise<{ personId: string; sentAt: string }[]> {
  const rows = await db.externalRef.findMany({
    where: { ...MAILING, key: { startsWith: `${reportId}/` } },
    orderBy: [{ createdAt: 'asc' }, { key: 'asc' }],
  });
  return rows.flatMap(({ key, data }) => {
    const { sentAt } = (data ?? {}) as { sentAt?: string };
    return sentAt === undefined ? [] : [{ personId: key.slice(reportId.length + 1), sentAt }];
  });
}

function keyOf(reportId: string, personId: string): string {
  return `${reportId}/${personId}`;
}
