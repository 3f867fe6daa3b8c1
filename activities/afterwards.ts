import type { Database } from '../src/database/database';
import type { AfterwardsActivities } from '../src/engagement/domain/engagement';
import { entryOf, listLedger } from '../src/engagement/store/ledger';

/** What an engagement is continued from when something comes after its end. */
export function createAfterwardsActivities(db: Database): AfterwardsActivities {
  return {
    'engagement.soFar': async ({ engagementId, writer }) => {
      const [{ team }, ledger, newest] = await Promise.all([
        db.engagement.findUniqueOrThrow({ where: { id: engagementId }, select: { team: true } }),
        listLedger(db, engagementId),
        db.journalEntry.findFirst({
          where: { subjectId: engagementId, writer },
          orderBy: { writerSeq: 'desc' },
          select: { writerSeq: true },
        }),
      ]);
      return {
        ledger: ledger.map(entryOf),
        team: team as Record<string, string>,
        lastSeq: newest?.writerSeq ?? 0,
      };
    },
  };
}
