import { cutText } from '../src/text/domain/cut';
import type { JournalActivities, RecordRequest } from '../src/subject/domain/recording';
import { Context, log } from '@temporalio/activity';
import { moments } from '../src/promise/domain/clock/engine';
import type { TermAnswer, TermRequest } from '../src/promise/domain/ladder/terms';
import type { Database } from '../src/database/database';
import { isDatabaseOutage } from '../src/database/outage';
import { appendJournal } from '../src/journal/store/append';
import { tellLevels } from '../src/journal/store/tell-levels';
import type { Clock } from '../src/promise/domain/time';
import type { Trouble } from '../src/trouble/domain/trouble';
import { mendTrouble, reportTrouble } from '../src/trouble/store/troubles';

/**
 * The journal and the deadline engine: the one place where a workflow's time meets calendars and time zones.
 * @param onNotices called when people are to be told of what was written
 */
export function createJournalActivities(db: Database, clock: Clock, onNotices = () => {}): JournalActivities {
  const now = () => new Date(clock.productNow());
  const append = async (request: RecordRequest, terms: ComputedTerm[], isTaken: boolean) => {
    const { hasNotices, unsettled, overtaken } = await appendJournal(db, request, terms, isTaken);
    if (hasNotices) onNotices();
    // A worker that stood still may tell later than the one that has its task now: only Temporal knows which of them counts.
    return { written: !overtaken, retold: unsettled, terms: terms.map(termAnswer) };
  };
  return {
    async answerTerms(terms) {
      return terms.map((term) => termAnswer(computeTerm(term)));
    },
    async record(request) {
      const terms = computeTerms(request);
      try {
        return await append(request, terms, false);
      } catch (error) {
        log.warn('The journal is out of reach; its facts wait', { subject: request.subject.id, error });
        return { written: false, retold: false, terms: terms.map(termAnswer) };
      }
    },
    async recordPatiently(request) {
      const trouble = { kind: 'journal' as const, about: `${request.subject.id}/${request.writer}` };
      try {
        // Scheduled by a task that Temporal has taken.
        const answer = await append(request, computeTerms(request), true);
        if (Context.current().info.attempt > 1) await mendTrouble(db, trouble, now());
        return answer;
      } catch (error) {
        // A database that is away comes back; of everything else people must know.
        if (!isDatabaseOutage(error))
          await reportTrouble(db, { ...trouble, ...stuck(request, error) }, now());
        throw error;
      }
    },
    async tellLevels(request) {
      if (await tellLevels(db, request)) onNotices();
    },
  };
}

/** What people are told of a batch that cannot be stored. The reason names no person: it is a database's. */
function stuck({ subject, entries }: RecordRequest, error: unknown): Omit<Trouble, 'kind' | 'about'> {
  const [first] = entries;
  const reason =
    error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? error.name) : String(error);
  return {
    subjectId: subject.id,
    what: `${entries.length} facts cannot be stored${first ? `, ${first.fact.kind} first` : ''}`,
    why: `The database refuses them: ${cutText(reason, 300)}`,
    sinceMs: first?.atMs ?? 0,
  };
}

/** A term's instants with the sum that leads to them. */
type ComputedTerm = TermAnswer & { explanation: string[] };

/** What the workflow gets back of a computed term: instants only. */
function termAnswer({ id, dueMs, warningsMs, marksMs }: ComputedTerm): TermAnswer {
  return { id, dueMs, warningsMs, marksMs };
}

function computeTerms({ terms, answered = [] }: RecordRequest): ComputedTerm[] {
  return terms.map((term) => {
    const computed = computeTerm(term);
    const before = answered.find((answer) => answer.id === term.id);
    return before ? { ...computed, ...before } : computed;
  });
}

// A term that cannot be computed (a calendar that never opens) leaves the promise without a deadline, and says why.
function computeTerm({ id, calendar, term, pauses, warnAt, markSeconds }: TermRequest): ComputedTerm {
  const { startMs, target } = term;
  try {
    const own = moments({ calendar, startMs, target, pauses, warningPercents: warnAt });
    const marks = markSeconds.map(
      (seconds) =>
        moments({ calendar, startMs, target: { kind: 'duration', seconds }, pauses, warningPercents: [] })
          .dueMs,
    );
    return {
      id,
      dueMs: own.dueMs,
      warningsMs: own.warnings.map((warning) => warning.atMs),
      marksMs: marks.filter((mark) => mark !== null),
      explanation: own.explanation,
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { id, dueMs: null, warningsMs: [], marksMs: [], explanation: [`No deadline: ${why}`] };
  }
}
