import type { Database } from '../../src/database/database';
import type { Notice } from '../../src/database/generated/client';
import type { InstallationApi, JournalLine, ShownPromise } from '../support/installation-api';
import type { Ledger } from '../support/ledger';
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
}

export async function readBooks(installation: InstallationApi, ledger: Ledger, db: Database): Promise<Books> {
  const ids = ledger.starts.flatMap(({ engagementId }) => engagementId ?? []);
  const engagements = await inSteps(ids, (id) => readSubject(installation, 'engagements', id));
  const crises = await installation.all<{ id: string }>('/v1/incidents');
  const incidents = await inSteps(crises, ({ id }) => readSubject(installation, 'incidents', id));
  const subjects = [...engagements, ...incidents].flatMap((subject) => subject ?? []);
  const people = await installation.all<Person>('/v1/people');
  const notices = await db.notice.findMany({
    where: { subjectId: { in: subjects.map(({ id }) => id) } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return { subjects, people, notices };
}

/** @returns null when there is none of that id */
async function readSubject(
  installation: InstallationApi,
  of: Subject['of'],
  id: string,
): Promise<Subject | null> {
  const { status, body } = await installation.call<Omit<Subject, 'of' | 'journal'>>('GET', `/v1/${of}/${id}`);
  if (status !== 200) {
    return null;
  }
  return { ...body, promises: body.promises ?? [], of, journal: await installation.journal(id, of) };
}
