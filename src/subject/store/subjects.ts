import type { Connection } from '../../database/database';
import type { SubjectState } from '../../journal/domain/model';
import { engagementStore } from '../../engagement/store/subject';
import {
  type LockedSubject,
  lockRow,
  readStates,
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

/** Reads the subject of a journal and keeps every other batch of that journal waiting. @throws when there is none */
export async function lockSubject(tx: Connection, { kind, id }: SubjectRef): Promise<LockedSubject> {
  return await lockRow(tx, SUBJECT_STORES[kind], id);
}

/**
 * Subjects of one kind, each with some of its columns in place of its own: as it was before its first entry, when these
 * are what its facts have changed since.
 */
export async function statesOf(
  tx: Connection,
  kind: SubjectKind,
  ids: readonly string[],
  columns: ReadonlyMap<string, Record<string, unknown>> = new Map(),
): Promise<SubjectState[]> {
  return await readStates(tx, SUBJECT_STORES[kind], ids, columns);
}
