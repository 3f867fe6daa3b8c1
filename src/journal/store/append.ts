import type { Connection, Database } from '../../database/database';
import type { JournalEntry, RecordRequest } from '../../subject/domain/recording';
import { declarationOf, WORDS } from '../../subject/domain/subjects';
import { follow } from '../../subject/store/consequences';
import { lockSubject, SUBJECT_STORES } from '../../subject/store/subjects';
import type { ComputedTerm } from '../domain/fold';
import type { Model } from '../domain/model';
import { type Background, project } from '../domain/project';
import { readBackground } from './background';
import { takeRetelling } from './retelling';
import type { LockedSubject } from './subject-store';
import { retell } from './retell';
import { takeBack } from './take-back';
import { writeChanges } from './write';

/** What came of a batch. */
export interface Appended {
  /** Whether somebody is to be told of it. */
  hasNotices: boolean;
  /** Whether the writer has told something else before, which is not told again yet. */
  unsettled: boolean;
  /** Nothing of it is stored: another playing has told later. One that Temporal has taken hands it in again as taken. */
  overtaken: boolean;
}

/**
 * Appends a writer's batch to the journal of its subject and brings the read model up to it, all or nothing. Entries
 * that are there already are passed over, so the same batch may come any number of times, also with another end. The
 * subject's own numbering has no gaps: it is given under the subject's row lock, in the transaction that stores the
 * entries.
 * @param isTaken it comes of a task that Temporal has taken, and counts whatever others have told
 * @throws when the database is out of reach; then nothing is stored
 */
export async function appendJournal(
  db: Database,
  request: RecordRequest,
  terms: readonly ComputedTerm[],
  isTaken = false,
): Promise<Appended> {
  return await db.$transaction(
    async (tx) => {
      const facts = request.entries.map(({ fact }) => fact);
      const locked = await lockSubject(tx, request.subject, facts);
      const { concernsAllPromises } = declarationOf(request.subject.kind);
      const isWide = facts.some(({ kind }) => concernsAllPromises.includes(kind));
      const { model, background } = await readBackground(tx, locked.state, request, isWide);
      const { fresh, moves, unsettled, overtaken } = await takeRetelling(tx, request, background, isTaken);
      const newest = request.entries.at(-1)?.seq ?? Infinity;
      // What was computed for a batch that others have followed has been overtaken by theirs.
      const isNew = fresh.length > 0 || moves.length > 0;
      const isOld = overtaken || (!isNew && newest < background.lastWriterSeq);
      const batch = { request, fresh, terms: isOld ? [] : terms };
      const again = moves.length > 0 ? await retell(tx, request.subject, locked.state) : undefined;
      const { hasNotices } = await store(tx, locked, again?.model ?? model, background, batch);
      // What is new may stand before what was told already: only the journal as a whole says what comes of both.
      const settled = again && fresh.length > 0 ? await retell(tx, request.subject, locked.state) : again;
      const isOver = request.restsAt !== undefined && settled !== undefined;
      const takenBack = isOver && (await takeBack(tx, settled.gone));
      return { hasNotices: hasNotices || takenBack, unsettled, overtaken };
    },
    { maxWait: 2_000, timeout: 10_000 },
  );
}

interface Batch {
  request: RecordRequest;
  fresh: JournalEntry[];
  terms: readonly ComputedTerm[];
}

async function store(
  tx: Connection,
  { lastSeq }: LockedSubject,
  before: Model,
  background: Background,
  { request, fresh, terms }: Batch,
): Promise<{ hasNotices: boolean }> {
  const { subject, writer, toldAtMs } = request;
  const after = before.copy();
  const { rows, consequences } = project(
    after,
    declarationOf(subject.kind),
    { writer, entries: fresh, terms, lastSeq },
    background,
    WORDS,
  );
  await writeChanges(tx, SUBJECT_STORES[subject.kind], before, after, {
    writer,
    toldAtMs,
    rows,
    terms,
    lastSeq: lastSeq + rows.length,
  });
  for (const consequence of consequences) {
    await follow(tx, after.subject, consequence);
  }
  return { hasNotices: after.changedSince(before, 'notice').length > 0 };
}
