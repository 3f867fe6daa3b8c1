import type { Connection } from '../../database/database';
import { TAKEN_BACK } from '../../post/domain/post';
import type { Model } from '../domain/model';
import type { NoticeRow } from '../domain/rows';

const SUFFIX = '/taken-back';

/**
 * Sees to it that nobody is left believing what did not come to pass. What was not sent yet is not sent; of what was, or
 * may have been, the same person is told that it is taken back. What comes to pass after all is told, once more where it
 * had been taken back.
 * @param gone notices of what counts no more
 */
export async function takeBack(
  tx: Connection,
  subjectId: string,
  gone: readonly NoticeRow[],
  told: Model,
): Promise<void> {
  const ids = gone.map(({ id }) => id);
  await tx.$executeRaw`
    DELETE FROM notice WHERE id = ANY (${ids}::text[]) AND state IN ('pending', 'announced')`;
  await tx.$executeRaw`
    INSERT INTO notice (id, person_id, subject_id, promise_id, escalation_id, reason, level, urgent, late, text, created_at, state)
    SELECT id || ${SUFFIX}, person_id, subject_id, NULL, NULL, ${TAKEN_BACK}, level, urgent, late,
      'It did not come to this: ' || text, created_at, 'pending'
    FROM notice WHERE id = ANY (${ids}::text[]) AND state IN ('claimed', 'sent')
    ON CONFLICT DO NOTHING`;
  const standing = told.all('notice').map(({ id }) => id);
  await tx.$executeRaw`
    WITH taken AS (
      DELETE FROM notice WHERE subject_id = ${subjectId} AND reason = ${TAKEN_BACK}
        AND left(id, -length(${SUFFIX})) = ANY (${standing}::text[])
      RETURNING left(id, -length(${SUFFIX})) AS id, state
    )
    UPDATE notice SET state = 'pending', message_key = NULL, chat_key = NULL, sent_at = NULL
    FROM taken WHERE notice.id = taken.id AND taken.state NOT IN ('pending', 'announced')`;
}
