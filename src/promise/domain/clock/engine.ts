import { warningsAt } from '../cases/asked';
import { Course } from './course';
import { dueOf } from './due';
import { ClockError } from './errors';
import { explainRun } from '../cases/explain-case';
import type { Pause } from './pauses';
import type { Calendar, Target } from './types';
import { workingCalendar } from '../calendar/working-calendar';

/** A pause of a promise's clock, in epoch milliseconds; `toMs` null while it lasts. */
export interface PauseSpan {
  readonly fromMs: number;
  readonly toMs: number | null;
}

export interface MomentsRequest {
  readonly calendar: Calendar;
  readonly startMs: number;
  readonly target: Target;
  readonly pauses: readonly PauseSpan[];
  /** Percentages of the working time at which someone is warned. */
  readonly warningPercents: readonly number[];
}

export interface Moments {
  /** Null while paused. */
  readonly dueMs: number | null;
  /** Those that have an instant, in the order asked. */
  readonly warnings: { percent: number; atMs: number }[];
  /** Working seconds left at the open pause, or at the start when there is none. */
  readonly remainingSeconds: number;
  readonly explanation: string[];
}

/**
 * When a promise is due and when to warn. Instants are epoch milliseconds.
 * @throws ClockError with a stable `code` when no deadline can exist: the calendar never opens, is malformed, names an
 * unknown zone, or the target cannot be
 */
export function moments(request: MomentsRequest): Moments {
  const { calendar, startMs, target } = request;
  requireInstant(startMs, 'startMs');
  const working = workingCalendar(calendar);
  working.requireOpenAfter(startMs);
  const pauses = target.kind === 'relative' ? [] : pausesOf(request.pauses);
  const due = dueOf(target, startMs, courseOf(calendar, pauses));
  const run = { ...due, startMs, target, pauses, stopMs: null };
  // Without a deadline a pause has no end, and nothing counts from its beginning on.
  const usedMs = due.dueMs === null ? due.course.countedMs(startMs, Infinity) : 0;
  return {
    dueMs: due.dueMs,
    warnings: warningsAt(run, request.warningPercents).flatMap(({ percent, atMs }) =>
      atMs === null ? [] : [{ percent, atMs }],
    ),
    remainingSeconds: Math.max(0, Math.floor((due.workMs - usedMs) / 1000)),
    explanation: explainRun(run, working.zone),
  };
}

/**
 * The earliest instant by which that much working time has passed since `fromMs`, in epoch milliseconds.
 * @throws ClockError, also `DEADLINE_TOO_FAR` when a pause has no end
 */
export function addWorkingTime(
  calendar: Calendar,
  fromMs: number,
  seconds: number,
  pauses: readonly PauseSpan[] = [],
): number {
  requireInstant(fromMs, 'fromMs');
  const atMs = courseOf(calendar, pausesOf(pauses)).advance(fromMs, seconds * 1000);
  if (atMs === null) throw new ClockError('DEADLINE_TOO_FAR', 'the clock is paused without an end');
  return atMs;
}

/** Working seconds in [fromMs, toMs), epoch milliseconds, less the pauses; 0 when the end is not after the start. */
export function workingSecondsBetween(
  calendar: Calendar,
  fromMs: number,
  toMs: number,
  pauses: readonly PauseSpan[] = [],
): number {
  requireInstant(fromMs, 'fromMs');
  requireInstant(toMs, 'toMs');
  return courseOf(calendar, pausesOf(pauses)).countedMs(fromMs, toMs) / 1000;
}

function courseOf(calendar: Calendar, pauses: readonly Pause[]): Course {
  return new Course([{ fromMs: -Infinity, calendar: workingCalendar(calendar) }], pauses);
}

function pausesOf(pauses: readonly PauseSpan[]): Pause[] {
  return pauses.map(({ fromMs, toMs }) => ({ reason: '', fromMs, toMs: toMs ?? Infinity }));
}

function requireInstant(ms: number, what: string): void {
  if (!Number.isFinite(ms)) throw new ClockError('START_MALFORMED', `${what} is not an instant: ${ms}`);
}
