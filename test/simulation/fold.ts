import type { JournalEntry as Row } from '../../src/database/generated/client';

/** What the journal says of a promise. */
export interface FoldedPromise {
  id: string;
  writer: string;
  subjectId: string;
  key: string;
  step: string;
  kind: string;
  owedBy: string;
  assignee: string | null;
  state: string;
  late: boolean;
  level: number;
  paused: boolean;
  openedAtMs: number;
  settledAtMs: number | null;
  brokenAtMs: number | null;
}

export interface FoldedEscalation {
  id: string;
  promiseId: string;
  state: string;
  level: number;
  climbs: { level: number; at: string; told: string[] }[];
}

export interface FoldedSubject {
  id: string;
  stage: string;
  status: string;
  team: Record<string, string>;
  lastSeq: number;
  tracks: Map<string, string>;
}

export interface Folded {
  subjects: Map<string, FoldedSubject>;
  promises: Map<string, FoldedPromise>;
  escalations: Map<string, FoldedEscalation>;
}

/** A fact as it lies in the journal's data. */
export type Said = Record<string, unknown> & { promiseId: string; escalationId: string };

/** The state of everything as nothing but the journal tells it. @param each called after each entry was taken in */
export function fold(rows: readonly Row[], each: (row: Row, folded: Folded) => void = () => {}): Folded {
  const folded: Folded = { subjects: new Map(), promises: new Map(), escalations: new Map() };
  for (const row of rows) {
    const subject = folded.subjects.get(row.subjectId) ?? newSubject(row.subjectId);
    folded.subjects.set(row.subjectId, subject);
    subject.lastSeq = row.seq;
    foldSubject(subject, folded, row);
    foldPromise(folded, row);
    foldEscalation(folded, row);
    each(row, folded);
  }
  return folded;
}

const saidIn = (row: Row): Said => row.data as unknown as Said;

function newSubject(id: string): FoldedSubject {
  return { id, stage: 'qualification', status: 'active', team: {}, lastSeq: 0, tracks: new Map() };
}

const STATUS: Record<string, string> = {
  engagementHeld: 'held',
  engagementResumed: 'active',
  engagementCompleted: 'completed',
  engagementCancelled: 'cancelled',
};

function foldSubject(subject: FoldedSubject, { promises }: Folded, row: Row): void {
  const said = saidIn(row);
  subject.status = STATUS[row.kind] ?? subject.status;
  switch (row.kind) {
    case 'stageEntered':
    case 'stageLeft':
      subject.stage = String(said['shown']);
      break;
    case 'reassigned':
      subject.team[String(said['role'])] = String(said['personId']);
      for (const promise of promises.values()) {
        if (promise.subjectId === subject.id && promise.owedBy === said['role'] && promise.state === 'open') {
          promise.assignee = String(said['personId']);
        }
      }
      break;
    case 'trackOpened':
      subject.tracks.set(String(said['trackId']), 'open');
      break;
    case 'trackEnded':
      subject.tracks.set(String(said['trackId']), String(said['outcome']));
      break;
    default:
  }
}

const ENDS: Record<string, string> = {
  promiseKept: 'kept',
  promiseWaived: 'waived',
  promiseCancelled: 'cancelled',
};

function foldPromise({ promises }: Folded, row: Row): void {
  const said = saidIn(row);
  if (row.kind === 'promiseOpened') {
    const { id, key, step, kind, owedBy, assignee, openedAtMs } = said['promise'] as FoldedPromise;
    promises.set(id, {
      ...{ id, key, step, kind, owedBy, assignee, openedAtMs },
      writer: row.writer,
      subjectId: row.subjectId,
      state: 'open',
      late: false,
      level: 0,
      paused: false,
      settledAtMs: null,
      brokenAtMs: null,
    });
    return;
  }
  const promise = promises.get(said.promiseId);
  if (!promise) {
    return;
  }
  const end = ENDS[row.kind];
  if (end) {
    promise.state = end;
    promise.settledAtMs = row.at.getTime();
    promise.late = row.kind === 'promiseKept' ? said['late'] === true : promise.late;
    return;
  }
  switch (row.kind) {
    case 'promiseBroken':
      promise.late = true;
      // A second breach keeps the first one's instant.
      promise.brokenAtMs ??= row.at.getTime();
      break;
    case 'promisePaused':
      promise.paused = true;
      break;
    case 'promiseResumed':
      promise.paused = false;
      break;
    case 'deadlineExtended':
      promise.late = false;
      promise.level = 0;
      break;
    case 'escalationRaised':
    case 'escalationClimbed':
      promise.level = Number(said['level']);
      break;
    case 'actionFailed':
      promise.kind = 'task';
      break;
    default:
  }
}

function foldEscalation({ escalations }: Folded, row: Row): void {
  const said = saidIn(row);
  const id = said.escalationId;
  switch (row.kind) {
    case 'escalationRaised':
    case 'escalationClimbed': {
      const before = escalations.get(id) ?? { id, promiseId: said.promiseId, climbs: [] };
      const level = Number(said['level']);
      const climb = { level, at: row.at.toISOString(), told: (said['told'] as string[] | undefined) ?? [] };
      escalations.set(id, { ...before, state: 'open', level, climbs: [...before.climbs, climb] });
      break;
    }
    case 'escalationAcknowledged':
    case 'escalationResolved': {
      const escalation = escalations.get(id);
      if (escalation) {
        escalation.state = row.kind === 'escalationResolved' ? 'resolved' : 'acknowledged';
      }
      break;
    }
    default:
  }
}
