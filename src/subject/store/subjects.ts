import type { Connection } from '../../database/database';
import type { SubjectState } from '../../journal/domain/model';
import { engagementStore } from '../../engagement/store/subject';
import { incidentStore } from '../../incident/store/subject';
import { type LockedSubject, lockRow, stateWith, type SubjectStore } from '../../journal/store/subject-store';
import { problemStore } from '../../problem/store/subject';
import { reportStore } from '../../report/store/report-promises';
import { ticketStore } from '../../ticket/store/subject';
import type { SubjectRef } from '../domain/recording';
import type { SubjectKind } from '../domain/subjects';

/** Where each kind of subject is kept. */
export const SUBJECT_STORES: Record<SubjectKind, SubjectStore> = {
  engagement: engagementStore,
  ticket: ticketStore,
  incident: incidentStore,
  problem: problemStore,
  report: reportStore,
};

/** Reads the subject of a journal and keeps every other batch of that journal waiting. @throws when there is none */
export async function lockSubject(tx: Connection, { kind, id }: SubjectRef): Promise<LockedSubject> {
  return await lockRow(tx, SUBJECT_STORES[kind], id);
}

/** A subject as it was before its first entry. @param born what its facts have changed since, as it was then */
export async function stateAtBirth(
  tx: Connection,
  { kind, id }: SubjectRef,
  born: Record<string, unknown>,
): Promise<SubjectState> {
  return await stateWith(tx, SUBJECT_STORES[kind], id, born);
}
