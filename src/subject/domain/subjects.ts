import { engagementSubject } from '../../engagement/domain/subject';
import { incidentSubject } from '../../incident/domain/subject';
import type { SubjectDeclaration } from '../../journal/domain/entry';
import type { AnySubject } from '../../journal/domain/fold';
import type { PromiseFact } from '../../journal/domain/promise-facts';
import { promiseWords } from '../../journal/domain/promise-words';
import type { Words } from '../../journal/domain/words';
import { problemSubject } from '../../problem/domain/subject';
import { reportSubject } from '../../report/domain/subject';
import { ticketSubject } from '../../ticket/domain/subject';

/** Everything that a journal is kept of. */
export const SUBJECTS = {
  engagement: engagementSubject,
  ticket: ticketSubject,
  incident: incidentSubject,
  problem: problemSubject,
  report: reportSubject,
} as const;

export type SubjectKind = keyof typeof SUBJECTS;

type FactOf<D> = D extends SubjectDeclaration<string, infer F, infer _Own> ? F : never;

/** A fact as a workflow hands it to a journal: ids, roles, amounts and instants only. */
export type JournalFact = PromiseFact | FactOf<(typeof SUBJECTS)[SubjectKind]>;

export type JournalKind = JournalFact['kind'];

/** A fact of one subject may stand in the journal of another: the words of all are known to each. */
export const WORDS = Object.assign(
  {},
  promiseWords,
  ...Object.values(SUBJECTS).map(({ words }) => words),
) as Words<{ kind: string }>;

/** What is declared of a subject, its own types forgotten. */
export function declarationOf(kind: SubjectKind): AnySubject {
  return SUBJECTS[kind] as unknown as AnySubject;
}

/** What an id stands for, by what it begins with. @throws for an id of no subject */
export function kindOfId(id: string): SubjectKind {
  const found = Object.values(SUBJECTS).find(({ idPrefix }) => id.startsWith(`${idPrefix}_`));
  if (!found) {
    throw new RangeError(`${id} is the id of no subject`);
  }
  return found.kind;
}
