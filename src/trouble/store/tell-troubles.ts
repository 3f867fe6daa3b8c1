import type { Connection, Database } from '../../database/database';
import { CRISIS } from '../../promise/domain/ladder/promise-state';
import { TROUBLE } from '../../post/domain/post';
import { isNoticeOnly, remedyOf, type TroubleKind } from '../domain/trouble';
import { listTroubles } from './troubles';

/** Who hears of it: those who run the house, whatever it is that stands still. */
export const TOLD_ROLES: readonly string[] = ['administrator', 'operations-manager'];
/** Told again after so long while it lasts; product time. */
const AGAIN_AFTER_MS = 4 * 3_600_000;
const MOST_AT_ONCE = 200;

/**
 * Puts down that people must hear of what is stuck, at once by mail and chat, and again as long as it lasts: not before
 * they have heard of it, or what keeps them from hearing would pile up. What comes in bursts is one message a person, as
 * every notice is.
 * @returns how many troubles there was something to tell of
 */
export async function tellTroubles(db: Database, now: Date): Promise<number> {
  const open = await listTroubles(db, MOST_AT_ONCE, null);
  const due = open.filter(
    ({ kind, toldAt }) => toldAt === null || (!isNoticeOnly(kind) && +now - +toldAt >= AGAIN_AFTER_MS),
  );
  for (const trouble of due) {
    await db.$transaction(async (tx) => {
      await putNotices(tx, trouble, now);
      await tx.$executeRaw`UPDATE trouble SET told_at = ${now} WHERE id = ${trouble.id}`;
    });
  }
  return due.length;
}

async function putNotices(
  tx: Connection,
  trouble: { id: string; kind: TroubleKind; reference: string | null; what: string; why: string },
  now: Date,
): Promise<void> {
  const { id, kind, reference, what, why } = trouble;
  const text = `${what}${reference === null ? '' : ` (${reference})`}. ${why} ${remedyOf(kind)}`;
  const isUrgent = !isNoticeOnly(kind);
  await tx.$executeRaw`
    INSERT INTO notice (id, person_id, subject_id, promise_id, escalation_id, reason, level, urgent, late, text, created_at, state)
    SELECT ${`${id}/${now.getTime()}/`} || person.id, person.id, ${id}, NULL, NULL, ${TROUBLE}, ${isUrgent ? CRISIS : 0}, ${isUrgent}, false,
      ${text}, ${now}, 'pending'
    FROM person WHERE active AND roles && ${TOLD_ROLES}::text[]
      AND NOT EXISTS (SELECT FROM notice AS unsent WHERE unsent.person_id = person.id AND unsent.subject_id = ${id}
        AND unsent.state IN ('pending', 'announced', 'claimed'))
    ON CONFLICT DO NOTHING`;
}
