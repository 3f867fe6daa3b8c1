import type { Connection } from '../../database/database';
import { TAKEN_BACK } from '../../post/domain/post';
import type { NoticeRow } from '../domain/rows';

/**
 * Sees to it that nobody is left believing what did not come to pass. What was not sent is not sent; of what was, or
 * may have been, by mail or in the chat, the same person is told that it is taken back, once for each telling.
 * @param gone notices of what counts no more
 * @returns whether somebody is to be told
 */
export async function takeBack(tx: Connection, gone: readonly NoticeRow[]): Promise<boolean> {
  const ids = gone.map(({ id }) => id);
  const told = await tx.$executeRaw`
    INSERT INTO notice (id, person_id, subject_id, promise_id, escalation_id, reason, level, urgent, late, text, created_at, state)
    SELECT id || '/taken-back/' || coalesce(message_key, chat_key), person_id, subject_id, NULL, NULL, ${TAKEN_BACK}, level, urgent, late,
      'It did not come to this: ' || text, created_at, 'pending'
    FROM notice WHERE id = ANY (${ids}::text[]) AND (state IN ('claimed', 'sent') OR chat_key IS NOT NULL)`;
  // Should it come to pass after all, it is told as if for the first time; the journal keeps who was told.
  await tx.$executeRaw`DELETE FROM notice WHERE id = ANY (${ids}::text[])`;
  return told > 0;
}
