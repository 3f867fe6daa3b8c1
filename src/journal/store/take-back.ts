import type { Connection } from '../../database/database';
import { TAKEN_BACK } from '../../post/domain/post';
import type { NoticeRow } from '../domain/rows';

/**
 * Sees to it that nobody is left believing what did not come to pass. What was not sent is not sent; of what was, or
 * may have been, the same person is told that it is taken back.
 * @param gone notices of what counts no more
 * @returns whether somebody is to be told
 */
export async function takeBack(tx: Connection, gone: readonly NoticeRow[]): Promise<boolean> {
  const ids = gone.map(({ id }) => id);
  await tx.$executeRaw`
    DELETE FROM notice WHERE id = ANY (${ids}::text[]) AND state NOT IN ('claimed', 'sent')`;
  const told = await tx.$executeRaw`
    INSERT INTO notice (id, person_id, subject_id, promise_id, escalation_id, reason, level, urgent, late, text, created_at, state)
    SELECT id || '/taken-back', person_id, subject_id, NULL, NULL, ${TAKEN_BACK}, level, urgent, late,
      'It did not come to this: ' || text, created_at, 'pending'
    FROM notice WHERE id = ANY (${ids}::text[]) AND state IN ('claimed', 'sent')
    ON CONFLICT DO NOTHING`;
  // Should it come to pass after all, it is told as if for the first time; the journal keeps who was told.
  await tx.$executeRaw`DELETE FROM notice WHERE id = ANY (${ids}::text[]) AND state IN ('claimed', 'sent')`;
  return told > 0;
}
