import type { JournalEntry, RecordAnswer, RecordRequest } from '../../src/subject/domain/recording';
import { condition, isCancellation, sleep } from '@temporalio/workflow';
import type { TermAnswer, TermRequest } from '../../src/promise/domain/ladder/terms';
import { answerTerms, record, recordPatiently, tellLevels } from '../activities';
import type { Journal } from './journal';

/** What a recorder needs of the desk that it works for. */
export interface Recorded {
  readonly options: Pick<RecordRequest, 'subject'> & { workflowId: string; show(): void };
  readonly journal: Journal;
  dueTerms(): TermRequest[];
  isCurrent(answer: TermAnswer): boolean;
  takeAnswers(answers: TermAnswer[]): void;
  whileBusy<T>(work: () => Promise<T>): Promise<T>;
  nowMs(): number;
}

/** Brings a desk's facts to the journal, in order and without a gap, and its terms to the deadline engine. */
export class Recorder {
  private backlog = false;
  private recording = false;
  /** The levels up to this entry have been told beside the journal, as far as it could not store them. */
  private toldUpTo = 0;
  /** The journal holds what an earlier playing told and this one has not told yet. */
  private retold = false;
  /** Computed while facts were on their way; stored with the next of them. */
  private unsaved: { term: TermRequest; answer: TermAnswer | undefined }[] = [];

  constructor(private readonly desk: Recorded) {}

  /** Every fact so far is stored. */
  get isDone(): boolean {
    return !this.desk.journal.hasWaiting && !this.backlog && !this.retold;
  }

  /** Nothing can be done at once: every fact so far is stored, or waits in order for the database to come back. */
  get isIdle(): boolean {
    return !this.recording && (this.backlog || !this.desk.journal.hasWaiting);
  }

  /**
   * Hands facts to the journal and terms to the deadline engine, everything of one turn in one local activity. While the
   * database is away the facts wait in order behind a patient activity, and deadlines are computed all the same. A task
   * that dies with its worker is played again, perhaps with news in between: the journal takes the second playing.
   */
  async run(): Promise<void> {
    for (;;) {
      await condition(() => this.hasWork);
      await comeToRest();
      this.desk.options.show();
      if (this.backlog) {
        this.tellLevelsOf(this.desk.journal.allWaiting);
        await this.answerDueTerms();
        this.startCatchUp(null);
      } else {
        await this.recordAtOnce();
      }
    }
  }

  private get hasWork(): boolean {
    const { journal } = this.desk;
    const own = this.backlog ? this.untold(journal.allWaiting).length > 0 : journal.hasWaiting || this.retold;
    return own || this.desk.dueTerms().length > 0;
  }

  private async recordAtOnce(): Promise<void> {
    const request = this.emptyRequest();
    request.entries = this.desk.journal.takeWaiting();
    request.terms = this.desk.dueTerms();
    if (this.retold && request.entries.length === 0 && request.terms.length === 0) {
      request.restsAt = this.desk.journal.lastSeq;
    }
    this.recording = true;
    const answer = await this.desk.whileBusy(() => this.recordOrPass(request));
    this.recording = false;
    this.retold = answer.retold || (this.retold && !(answer.written && request.restsAt !== undefined));
    this.desk.takeAnswers(answer.terms);
    if (!answer.written) {
      this.startCatchUp({ ...request, answered: answer.terms });
    }
  }

  private async recordOrPass(request: RecordRequest): Promise<RecordAnswer> {
    try {
      return await record(request);
    } catch (error) {
      if (isCancellation(error)) {
        throw error;
      }
      // The worker died in the middle of it or was overloaded. The batch is numbered: handing it in again is harmless.
      await sleep('2 seconds', { summary: 'Before handing the journal its facts again' });
      return { written: isNothing(request), retold: false, terms: [] };
    }
  }

  private async answerDueTerms(): Promise<void> {
    const terms = this.desk.dueTerms();
    if (terms.length > 0) {
      const answers = await this.desk.whileBusy(() => answerTerms(terms));
      this.desk.takeAnswers(answers);
      this.unsaved.push(...terms.map((term, index) => ({ term, answer: answers[index] })));
    }
  }

  private startCatchUp(first: RecordRequest | null): void {
    if (!this.backlog) {
      this.backlog = true;
      void this.catchUp(first);
    }
  }

  private async catchUp(first: RecordRequest | null): Promise<void> {
    for (let batch = first ?? this.nextBatch(); batch; batch = this.nextBatch()) {
      this.tellLevelsOf(batch.entries);
      const { retold } = await recordPatiently(batch);
      this.retold ||= retold;
    }
    this.backlog = false;
  }

  /** Nobody on a ladder waits for a journal: of a level whose fact cannot be stored, people are told beside it, once. */
  private tellLevelsOf(entries: readonly JournalEntry[]): void {
    const levels = this.untold(entries);
    this.toldUpTo = levels.at(-1)?.seq ?? this.toldUpTo;
    if (levels.length > 0) {
      const { subject } = this.desk.options;
      void this.desk.whileBusy(() => tellLevels({ subject, entries: levels }));
    }
  }

  private untold(entries: readonly JournalEntry[]): JournalEntry[] {
    return entries.filter(
      ({ seq, fact: { kind } }) =>
        seq > this.toldUpTo && (kind === 'escalationRaised' || kind === 'escalationClimbed'),
    );
  }

  private nextBatch(): RecordRequest | null {
    const computed = this.unsaved.filter(({ answer }) => answer !== undefined && this.desk.isCurrent(answer));
    this.unsaved = [];
    if (!this.desk.journal.hasWaiting && computed.length === 0) {
      return null;
    }
    return {
      ...this.emptyRequest(),
      entries: this.desk.journal.takeWaiting(),
      terms: computed.map(({ term }) => term),
      answered: computed.flatMap(({ answer }) => answer ?? []),
    };
  }

  private emptyRequest(): RecordRequest {
    const { subject, workflowId: writer } = this.desk.options;
    return { subject, writer, toldAtMs: this.desk.nowMs(), entries: [], terms: [] };
  }
}

/** Whether there is nothing in it that the journal must have. */
function isNothing({ entries, restsAt }: RecordRequest): boolean {
  return entries.length === 0 && restsAt === undefined;
}

/**
 * Lets whatever this turn has set going come to rest, so that all its facts go in one batch: what a kept promise was
 * waited for by runs on, and opens the next one, only after conditions have been looked at once more.
 */
export async function comeToRest(): Promise<void> {
  let looks = 0;
  await condition(() => {
    looks += 1;
    return looks > 1;
  });
}
