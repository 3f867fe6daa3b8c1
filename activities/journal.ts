import type { JournalActivities, RecordRequest } from '../src/subject/domain/recording';
import { log } from '@temporalio/activity';
import { moments } from '../src/promise/domain/clock/engine';
import type { TermAnswer, TermRequest } from '../src/promise/domain/ladder/terms';
import type { Database } from '../src/database/database';
import { appendJournal } from '../src/journal/store/append';

/**
 * The journal and the deadline engine: the one place where a workflow's time meets calendars and time zones.
 * @param onNotices called when people are to be told of what was written
 */
export function createJournalActivities(db: Database, onNotices = () => {}): JournalActivities {
  const append = async (request: RecordRequest, terms: ComputedTerm[]) => {
    const { hasNotices, unsettled } = await appendJournal(db, request, terms);
    if (hasNotices) onNotices();
    return { written: true, retold: unsettled, terms: terms.map(termAnswer) };
  };
  return {
    async answerTerms(terms) {
      return terms.map((term) => termAnswer(computeTerm(term)));
    },
    async record(request) {
      const terms = computeTerms(request);
      try {
        return await append(request, terms);
      } catch (error) {
        log.warn('The journal is out of reach; its facts wait', { subject: request.subject.id, error });
        return { written: false, retold: false, terms: terms.map(termAnswer) };
      }
    },
    async recordPatiently(request) {
      return await append(request, computeTerms(request));
    },
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
