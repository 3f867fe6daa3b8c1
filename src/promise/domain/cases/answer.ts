import type { z } from 'zod';
import { offsetAt, warningsAt } from './asked';
import { CaseClock, type Run } from './case-clock';
import { caseOf, caseSchema } from './case-schema';
import { chainSeconds } from '../clock/due';
import { ClockError, type ClockErrorCode } from '../clock/errors';
import { type TimedEvent, inOrder } from './event-order';
import { type Explained, explainCase, isKept } from './explain-case';
import { groupSeconds } from './groups';
import { parseInstant } from '../clock/time-text';
import type { CaseAnswer, ClockCase } from '../clock/types';
import { workingCalendar } from '../calendar/working-calendar';
import type { Zone } from '../calendar/zone';

/**
 * Answers clock cases in order. `input` is one case, a list of them, or an object with `cases`; each case that cannot
 * be is answered with an `error`, and the others are still answered.
 */
export function answerCases(input: unknown): CaseAnswer[] {
  return casesOf(input).map(answerCase);
}

/** Answers one clock case; see `answerCases`. */
export function answerCase(input: unknown): CaseAnswer {
  try {
    const parsed = caseSchema.safeParse(input);
    if (!parsed.success) throw malformed(parsed.error.issues[0]!);
    return answerOf(caseOf(parsed.data));
  } catch (error) {
    if (!(error instanceof ClockError)) throw error;
    return { id: idOf(input), deadline: null, error: error.message, explanation: [error.message] };
  }
}

function casesOf(input: unknown): unknown[] {
  if (Array.isArray(input)) return input;
  if (typeof input === 'object' && input !== null && 'cases' in input && Array.isArray(input.cases)) {
    return input.cases;
  }
  return [input];
}

function idOf(input: unknown): string | number | null {
  if (typeof input !== 'object' || input === null || !('id' in input)) return null;
  return typeof input.id === 'string' || typeof input.id === 'number' ? input.id : null;
}

const codeOfPart: Readonly<Record<string, ClockErrorCode>> = {
  calendar: 'CALENDAR_MALFORMED',
  start: 'START_MALFORMED',
  target: 'TARGET_MALFORMED',
  events: 'EVENT_MALFORMED',
  policy: 'POLICY_MALFORMED',
  ask: 'ASK_MALFORMED',
};

function malformed(issue: z.core.$ZodIssue): ClockError {
  const code = issue.path.includes('calendar') ? 'CALENDAR_MALFORMED' : codeOfPart[String(issue.path[0])];
  const where = issue.path.length === 0 ? 'the case' : issue.path.join('.');
  return new ClockError(code ?? 'CASE_MALFORMED', `${where}: ${issue.message}`);
}

function answerOf(asked: ClockCase): CaseAnswer {
  const startMs = parseInstant(asked.start, 'START_MALFORMED', 'start');
  const calendar = workingCalendar(asked.calendar);
  const clock = new CaseClock(asked.calendar, asked.target, startMs, asked.policy);
  const events = inOrder(asked.events);
  for (const event of events) {
    requirePossible(event, startMs);
    clock.take(event);
  }
  clock.requireOpen();
  const { zone } = calendar;
  const run = clock.run();
  const deadlineMs = run && !(run.target.kind === 'nextResponse' && run.stopMs !== null) ? run.dueMs : null;
  return {
    id: asked.id,
    deadline: instantText(zone, deadlineMs),
    ...(run ? runFields(asked, clock, run, zone) : {}),
    ...caseFields({ asked, clock, run, deadlineMs, zone }),
    explanation: explainCase({ asked, clock, run, deadlineMs, zone }),
  };
}

/** An event that contradicts the case. @throws ClockError `EVENT_MALFORMED` */
function requirePossible(event: TimedEvent, startMs: number): void {
  if (event.type === 'resolve' && event.atMs < startMs) {
    throw new ClockError('EVENT_MALFORMED', `resolved at ${event.at}, before the clock's start`);
  }
  if (event.type === 'outage' && event.until !== undefined) {
    if (parseInstant(event.until, 'EVENT_MALFORMED', 'outage.until') < event.atMs) {
      throw new ClockError('EVENT_MALFORMED', `the outage ends at ${event.until}, before it begins`);
    }
  }
}

function runFields(asked: ClockCase, clock: CaseClock, run: Run, zone: Zone): Partial<CaseAnswer> {
  const { startMs, stopMs, workMs, course } = run;
  const fields: Partial<CaseAnswer> = {};
  const untilMs = stopMs ?? openPauseOf(run);
  if (untilMs !== null) {
    fields.remainingSeconds = Math.max(0, seconds(workMs) - seconds(course.countedMs(startMs, untilMs)));
    if (clock.assignments.length > 0) fields.perGroupSeconds = groupSeconds(clock.assignments, run, untilMs);
  }
  if (stopMs !== null) {
    fields.met = isKept(run);
    fields.elapsedSecondsAtStop = seconds(course.countedMs(startMs, stopMs));
    fields.wallSecondsAtStop = seconds(stopMs - startMs);
  }
  if (run.target.kind === 'chain') {
    fields.chain = chainSeconds(run.target.levels).map((level) =>
      instantText(zone, course.advance(startMs, level * 1000)),
    );
  }
  if (asked.ask.warnings) {
    const warnings = warningsAt(run, asked.ask.warnings);
    fields.warnings = Object.fromEntries(warnings.map((w) => [String(w.percent), instantText(zone, w.atMs)]));
  }
  if (asked.ask.offsets) {
    const offsets = asked.ask.offsets.map((offset) => ({ offset, atMs: offsetAt(run, offset) }));
    fields.offsets = Object.fromEntries(offsets.map((o) => [String(o.offset), instantText(zone, o.atMs)]));
  }
  return fields;
}

function caseFields({ asked, clock, run, deadlineMs, zone }: Explained): Partial<CaseAnswer> {
  const fields: Partial<CaseAnswer> = {};
  if (clock.breachedOnAttach !== null) fields.breachedOnAttach = clock.breachedOnAttach;
  if (clock.breachesMs.length > 0) {
    fields.breachHistory = clock.breachesMs.toSorted((a, b) => a - b).map((breachMs) => zone.text(breachMs));
  }
  if (asked.policy.reopen === 'new-cycle') fields.cycles = clock.cycles;
  const olas = clock.groupDeadlines();
  if (olas.length > 0) {
    fields.ola = Object.fromEntries(olas.map(({ group, dueMs }) => [group, instantText(zone, dueMs)]));
    if (deadlineMs !== null) {
      fields.infeasible = olas.some(({ dueMs }) => dueMs !== null && dueMs > deadlineMs);
    }
  }
  if (clock.outages.length > 0 && deadlineMs !== null && !isKept(run)) {
    fields.detectedNotBefore = instantText(zone, detectedNotBefore(clock, deadlineMs));
  }
  return fields;
}

/** A breach is noticed at the deadline, or when the outage over it ends; null while that has no end. */
function detectedNotBefore(clock: CaseClock, deadlineMs: number): number | null {
  const noticedMs = clock.outages.reduce(
    (atMs, outage) => (outage.fromMs <= atMs && atMs < outage.toMs ? outage.toMs : atMs),
    deadlineMs,
  );
  return noticedMs === Infinity ? null : noticedMs;
}

/** Where counting ended for good: the beginning of the pause without end; null when there is none. */
function openPauseOf(run: Run): number | null {
  const open = run.pauses.filter((pause) => pause.toMs === Infinity).map((pause) => pause.fromMs);
  return open.length === 0 ? null : Math.max(run.startMs, Math.min(...open));
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

function instantText(zone: Zone, atMs: number | null): string | null {
  return atMs === null ? null : zone.text(atMs);
}
