import type { Connection } from '../../database/database';
import type { JournalEntry } from '../../database/generated/client';

/** The entries of a subject after a sequence number, in order. */
export async function listJournal(
  db: Connection,
  subjectId: string,
  limit: number,
  afterSeq: number,
): Promise<JournalEntry[]> {
  return db.journalEntry.findMany({
    where: { subjectId, seq: { gt: afterSeq } },
    orderBy: { seq: 'asc' },
    take: limit,
  });
}

/** The names of persons by their ids; whoever is not there any more is left out. */
export async function namesOf(db: Connection, personIds: string[]): Promise<Map<string, string>> {
  const ids = [...new Set(personIds)];
  if (ids.length === 0) {
    return new Map();
  }
  const people = await db.person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(people.map((person) => [person.id, person.name]));
}
