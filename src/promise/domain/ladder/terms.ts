import type { LadderRules } from './rules';
import type { Calendar } from '../clock/types';
import { isOpen, isPaused, type Pause, type PromiseState, type Term } from './promise-state';

/** A term to be turned into instants by the deadline activity. Plain data, no personal data. */
export interface TermRequest {
  /** A promise's or an escalation's id. */
  id: string;
  calendar: Calendar;
  term: Term;
  pauses: Pause[];
  warnAt: number[];
  markSeconds: number[];
}

export interface TermAnswer {
  id: string;
  dueMs: number | null;
  warningsMs: number[];
  marksMs: number[];
}

/**
 * The terms of a promise that are not computed yet; none while it is settled or paused. A level's time to respond is
 * counted in the ladder's calendar; an instant that a person named is taken as it is, whatever the hours.
 */
export function openTerms(
  promise: PromiseState,
  calendars: Record<string, Calendar>,
  ladder: LadderRules,
): TermRequest[] {
  if (!isOpen(promise) || isPaused(promise)) {
    return [];
  }
  const requests: TermRequest[] = [];
  const { pauses } = promise;
  if (promise.moments === null) {
    const { id, term, markSeconds, escalates } = promise;
    const calendar = calendarOf(term, calendars, promise.calendar);
    requests.push({ id, calendar, term, pauses, warnAt: escalates ? ladder.warnAt : [], markSeconds });
  }
  const { escalation } = promise;
  if (escalation?.respond && escalation.respondByMs === null) {
    const calendar = calendarOf(escalation.respond, calendars, ladder.calendar);
    requests.push({
      id: escalation.id,
      calendar,
      term: escalation.respond,
      pauses,
      warnAt: [],
      markSeconds: [],
    });
  }
  return requests;
}

const EVERY_HOUR: Calendar = { tz: 'Etc/UTC', hours: '24x7', holidays: [] };

function calendarOf(term: Term, calendars: Record<string, Calendar>, name: string): Calendar {
  return term.byTheClock ? EVERY_HOUR : (calendars[name] ?? EVERY_HOUR);
}
