import type { Actor } from '../../fact/domain/actor';
import type { TermAnswer, TermRequest } from '../../promise/domain/ladder/terms';
import type { JournalFact, SubjectKind } from './subjects';

/** One numbered entry of one writer. `seq` counts 1, 2, 3 ... within the writer, so a repeated write changes nothing. */
export interface JournalEntry {
  seq: number;
  /** When it happened, in product time. */
  atMs: number;
  actor: Actor;
  /** The command that led to it, if any: the reader finds the person's own words there. */
  commandId?: string;
  fact: JournalFact;
}

/** What a journal is kept of: its kind and its id. */
export interface SubjectRef {
  kind: SubjectKind;
  id: string;
}

/** A batch of a writer's entries and the terms to be computed with them. */
export interface RecordRequest {
  subject: SubjectRef;
  /** The id of the workflow that writes. */
  writer: string;
  /**
   * When the writer tells it, in product time: a playing that was given up has told before the one that counts. An entry
   * of a later telling is never overtaken by an earlier one, however late that comes.
   */
  toldAtMs: number;
  entries: JournalEntry[];
  /**
   * The writer has come to rest and has told nothing after its entry of this number: whatever stands there from a
   * playing that was given up counts no more.
   */
  restsAt?: number;
  terms: TermRequest[];
  /** Terms that an earlier attempt has computed already: they are never computed twice. */
  answered?: TermAnswer[];
}

/**
 * `written` false: the database was out of reach, or another playing of the writer's task has told later. Nothing of the batch
 * is stored, and the writer must hand it in again, patiently: then it counts whatever others told. The terms are answered all
 * the same. `retold` true: the writer has told something else before; it is to say when it has
 * come to rest.
 */
export interface RecordAnswer {
  written: boolean;
  retold: boolean;
  terms: TermAnswer[];
}

export interface JournalActivities {
  /** Computes terms, each answer in its term's place; touches nothing. */
  answerTerms(terms: TermRequest[]): Promise<TermAnswer[]>;
  /** Computes the terms and appends the entries, each once, within seconds; never waits for a database that is away. */
  record(request: RecordRequest): Promise<RecordAnswer>;
  /**
   * Tells the people of the ladder of the levels among these entries, however long the database stays away: nobody waits
   * for a journal that cannot store them. What is stored afterwards tells nobody twice.
   */
  tellLevels(request: Pick<RecordRequest, 'subject' | 'entries'>): Promise<void>;
  /** Appends the entries however long the database stays away: only a task that Temporal has taken can ask for that. */
  recordPatiently(request: RecordRequest): Promise<RecordAnswer>;
}
