import type { Database } from '../../src/database/database';
import type { Notice } from '../../src/database/generated/client';
import { counts } from '../../src/journal/domain/replay';
import type { InstallationApi, JournalLine, ShownPromise } from '../support/installation-api';
import type { Ledger } from '../work/ledger';
import type { Clock } from '../../src/promise/domain/time';
import { inSteps } from '../vendors/vendor-object';

/** An engagement or an incident with all that it says of itself. */
export interface Subject {
  of: 'engagements' | 'incidents';
  id: string;
  reference: string;
  title: string;
  status: string;
  promises: ShownPromise[];
  journal: JournalLine[];
  /** The entries of the journal that count: what a worker that died had told, and did not come to pass, is set aside. */
  counting: JournalLine[];
}

export interface Person {
  id: string;
  email: string;
  timeZone: string;
}

/** All that an installation has to say for itself, read once when everything rests. */
export interface Books {
  subjects: Subject[];
  people: Person[];
  /** No interface of ours shows what is still to be told; these are the rows that the postman works on. */
  notices: Notice[];
  /** When they were read, in milliseconds of product time: who sleeps then wakes up later. */
  readAtMs: number;
}

export async function readBooks(
  installation: InstallationApi,
  ledger: Ledger,
  db: Database,
  clock: Clock,
): Promise<Books> {
  const ids = ledger.starts.flatMap(({ engagementId }) => engagementId ?? []);
  const engagements = await inSteps(ids, (id) => readSubject(installation, db, 'engagements', id));
  const crises = await installation.all<{ id: string }>('/v1/incidents');
  const incidents = await inSteps(crises, ({ id }) => readSubject(installation, db, 'incidents', id));
  const subjects = [...engagements, ...incidents].flatMap((subject) => subject ?? []);
  const people = await installation.all<Person>('/v1/people');
  const readAtMs = clock.productNow();
  const notices = await db.notice.findMany({
    where: { subjectId: { in: subjects.map(({ id }) => id) } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return { subjects, people, notices, readAtMs };
}

/** @returns null when there is none of that id */
async function readSubject(
  installation: InstallationApi,
  db: Database,
  of: Subject['of'],
  id: string,
): Promise<Subject | null> {
  const { status, body } = await installation.call<Omit<Subject, 'of' | 'journal' | 'counting'>>(
    'GET',
    `/v1/${of}/${id}`,
  );
  if (status !== 200) {
    return null;
  }
  const journal = await installation.journal(id, of);
  const writers = await db.journalEntry.findMany({
    where: { subjectId: id },
    select: { seq: true, writer: true },
  });
  const setAside = new Set(writers.filter((entry) => !counts(entry)).map(({ seq }) => seq));
  const counting = journal.filter(({ seq }) => !setAside.has(seq));
  return { ...body, promises: body.promises ?? [], of, journal, counting };
}
