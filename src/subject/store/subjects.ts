import type { Connection } from '../../database/database';
import type { SubjectState } from '../../journal/domain/model';
import { engagementStore } from '../../engagement/store/subject';
import {
  type LockedSubject,
  lockRow,
  type AnyFact,
  readStates,
  type Since,
  type SubjectStore,
} from '../../journal/store/subject-store';
import { reportStore } from '../../report/store/report-promises';
import { deskSubject } from '../../service-desk/store/desk-subject';
import { ticketStore } from '../../ticket/store/subject';
import type { SubjectRef } from '../domain/recording';
import { SUBJECTS, type SubjectKind } from '../domain/subjects';

/** Subjects that more is known of than the service desk's rules. */
const OWN_STORES: { readonly [K in SubjectKind]?: SubjectStore } = {
  engagement: engagementStore,
  ticket: ticketStore,
  report: reportStore,
};

/** Where each kind of subject is kept. */
export const SUBJECT_STORES = Object.fromEntries(
  Object.values(SUBJECTS).map((subject) => [subject.kind, OWN_STORES[subject.kind] ?? deskSubject(subject)]),
) as Record<SubjectKind, SubjectStore>;

/**
 * Reads the subject of a journal and keeps every other batch of that journal waiting.
 * @param facts those that are to be taken in
 * @throws when there is none
 */
export async function lockSubject(
  tx: Connection,
  { kind, id }: SubjectRef,
  facts: readonly AnyFact[] = [],
): Promise<LockedSubject> {
  return await lockRow(tx, SUBJECT_STORES[kind], id, facts);
}

/** Subjects of one kind: as they are now, or as they were before the facts since then were taken in. */
export async function statesOf(
  tx: Connection,
  kind: SubjectKind,
  ids: readonly string[],
  since: ReadonlyMap<string, Since> = new Map(),
): Promise<SubjectState[]> {
  return await readStates(tx, SUBJECT_STORES[kind], ids, since);
}
