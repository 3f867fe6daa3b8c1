import type { Connection, Database } from '../../database/database';
import type { JournalEntry, RecordRequest } from '../../subject/domain/recording';
import { declarationOf, WORDS } from '../../subject/domain/subjects';
import { follow } from '../../subject/store/consequences';
import { lockSubject, SUBJECT_STORES } from '../../subject/store/subjects';
import type { ComputedTerm } from '../domain/fold';
import type { Model } from '../domain/model';
import { type Background, project } from '../domain/project';
import { readBackground } from './background';
import { readRetelling } from './retelling';
import type { LockedSubject } from './subject-store';
import { retell } from './retell';
import { writeChanges } from './write';

/**
 * Appends a writer's batch to the journal of its subject and brings the read model up to it, all or nothing. Entries
 * that are there already are passed over, so the same batch may come any number of times, also with another end. The
 * subject's own numbering has no gaps: it is given under the subject's row lock, in the transaction that stores the
 * entries.
 * @returns whether somebody is to be told of it
 * @throws when the database is out of reach; then nothing is stored
 */
export async function appendJournal(
  db: Database,
  request: RecordRequest,
  terms: readonly ComputedTerm[],
): Promise<{ hasNotices: boolean }> {
  return await db.$transaction(
    async (tx) => {
      const locked = await lockSubject(tx, request.subject);
      const { concernsAllPromises } = declarationOf(request.subject.kind);
      const isWide = request.entries.some(({ fact }) => concernsAllPromises.includes(fact.kind));
      const { model, background } = await readBackground(tx, locked.state, request, isWide);
      const { lastWriterSeq } = background;
      const { fresh, retold } = await readRetelling(tx, request, lastWriterSeq, locked.lastSeq);
      const isOld = fresh.length === 0 && (request.entries.at(-1)?.seq ?? Infinity) < lastWriterSeq;
      // What was computed for a batch that others have followed has been overtaken by theirs.
      const batch = { request, fresh, terms: isOld ? [] : terms };
      const before = retold ? await retell(tx, request.subject, locked.state) : model;
      return await store(tx, locked, before, background, batch);
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
  const { subject, writer } = request;
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
    rows,
    terms,
    lastSeq: lastSeq + rows.length,
  });
  for (const consequence of consequences) {
    await follow(tx, after.subject, consequence);
  }
  return { hasNotices: after.changedSince(before, 'notice').length > 0 };
}
