import type { RecordRequest } from '../../src/subject/domain/recording';
import type { JournalFact } from '../../src/subject/domain/subjects';
import type { Actor } from '../../src/fact/domain/actor';
import { workflowInfo } from '@temporalio/workflow';
import { recordPatiently } from '../activities';
import type { Desk } from './desk';

/**
 * Puts a fact into the journal of another subject, however long the database stays away.
 * @param seq this workflow's own number of the entry in that journal: 1, 2, 3 ...; the same number again changes nothing
 */
export async function noteElsewhere(
  desk: Desk,
  subject: RecordRequest['subject'],
  seq: number,
  fact: JournalFact,
  actor: Actor,
): Promise<void> {
  const entry = { seq, atMs: desk.nowMs(), actor, fact };
  const writer = workflowInfo().workflowId;
  await desk.whileBusy(() =>
    recordPatiently({ subject, writer, toldAtMs: desk.nowMs(), entries: [entry], terms: [] }),
  );
}
