import type { Course } from './course';
import { ClockError } from './errors';
import { dayMs, parseDate, parseInstant, parseWallTime } from './time-text';
import type { Target } from './types';
import { requireCount, targetMalformed } from './target-check';

/** What a target comes to once its clock has started. */
export interface Due {
  /** Null while a pause without end keeps the clock from arriving. */
  readonly dueMs: number | null;
  /** Working time from the start to the deadline. */
  readonly workMs: number;
  /** The counted time of this target: a relative target knows no pauses. */
  readonly course: Course;
}

const longestSearchDays = 100 * 366;

/**
 * The deadline of a target whose clock starts at `startMs`.
 * @throws ClockError `TARGET_MALFORMED`, `CALENDAR_NEVER_OPEN`, `DEADLINE_TOO_FAR`
 */
export function dueOf(target: Target, startMs: number, course: Course): Due {
  switch (target.kind) {
    case 'duration':
    case 'resolution':
    case 'firstResponse':
    case 'nextResponse':
    case 'periodicUpdate':
      return timed(startMs, requireCount(target.seconds, 'target.seconds') * 1000, course);
    case 'chain':
      return timed(startMs, (chainSeconds(target.levels).at(-1) ?? 0) * 1000, course);
    case 'workingDays':
      return workingDays(target.days, target.endOfDay ?? false, startMs, course);
    case 'relative': {
      const bare = course.unpaused();
      const dueMs = relative(target, startMs, bare);
      return { dueMs, workMs: bare.countedMs(startMs, dueMs), course: bare };
    }
    default:
      throw targetMalformed(`unknown kind "${String((target as { kind: unknown }).kind)}"`);
  }
}

/** Working seconds from the start to the deadline of each level, each counted from the deadline before. */
export function chainSeconds(levels: readonly { seconds: number }[]): number[] {
  if (levels.length === 0) throw targetMalformed('a chain needs at least one level');
  let total = 0;
  return levels.map((level, index) => {
    total += requireCount(level.seconds, `target.levels[${index}].seconds`);
    return total;
  });
}

function timed(startMs: number, workMs: number, course: Course): Due {
  return { dueMs: course.advance(startMs, workMs), workMs, course };
}

/**
 * That many working days later at the same wall time, or at that day's last closing. A start on a day without working
 * time counts as the opening of the next working day; a wall time after that day's last closing becomes that closing.
 * Pauses move the deadline on by the working time that they took. (The reading of GLPI's calendar, whose examples the
 * printed cases are.)
 */
function workingDays(days: number, endOfDay: boolean, startMs: number, course: Course): Due {
  if (!Number.isInteger(requireCount(days, 'target.days')))
    throw targetMalformed('target.days is not a whole number');
  const bare = course.unpaused();
  const zone = bare.zoneAt(startMs);
  const startDay = zone.dayOf(startMs);
  const begins = bare.windowsOpeningOn(startDay - 1).some((window) => startMs < window.toMs)
    ? startDay - 1
    : startDay;
  const firstDay = workingDayFrom(bare, begins, 0);
  const fromMs = firstDay === begins ? startMs : bare.windowsOpeningOn(firstDay)[0]!.fromMs;
  const lastDay = workingDayFrom(bare, firstDay, days);
  const lastCloseMs = bare.windowsOpeningOn(lastDay).at(-1)!.toMs;
  const sameWallMs = zone.firstInstant(lastDay + zone.dayOf(fromMs) - firstDay, zone.wallMsOf(fromMs));
  const kept = days === 0 ? fromMs : Math.min(sameWallMs, lastCloseMs);
  const nominalMs = endOfDay ? lastCloseMs : kept;
  const workMs = bare.countedMs(startMs, nominalMs);
  const pausedMs = workMs - course.countedMs(startMs, nominalMs);
  return { dueMs: pausedMs === 0 ? nominalMs : course.advance(startMs, workMs), workMs, course };
}

/** The n-th working day after `day`; with 0 the first at or after it. */
function workingDayFrom(course: Course, day: number, count: number): number {
  let left = count;
  for (let next = count === 0 ? day : day + 1; next <= day + longestSearchDays; next += 1) {
    if (course.windowsOpeningOn(next).length > 0) left -= 1;
    if (left <= 0 && course.windowsOpeningOn(next).length > 0) return next;
  }
  throw new ClockError('DEADLINE_TOO_FAR', 'there are not so many working days within 100 years');
}

function relative(target: Extract<Target, { kind: 'relative' }>, startMs: number, course: Course): number {
  const zone = course.zoneAt(startMs);
  const nextDay = () => workingDayFrom(course, zone.dayOf(startMs), 1);
  switch (target.rule) {
    case 'nextBusinessDayBy': {
      const wallMs = parseWallTime(target.time);
      if (wallMs === null) throw targetMalformed(`target.time "${target.time}" is not a wall time HH:MM`);
      return zone.firstInstant(nextDay(), wallMs);
    }
    case 'endOfNextBusinessDay':
      return course.windowsOpeningOn(nextDay()).at(-1)!.toMs;
    case 'dueDate':
      return dueDate(target.dueDate, startMs, course);
    default:
      throw targetMalformed(`unknown rule "${String((target as { rule: unknown }).rule)}"`);
  }
}

/** A due date outside working time moves to the next opening; one already past is due one second after the start. */
function dueDate(text: string, startMs: number, course: Course): number {
  const day = parseDate(text);
  const givenMs =
    day === null
      ? parseInstant(text, 'TARGET_MALFORMED', 'target.dueDate')
      : (course.windowsOpeningOn(day).at(-1)?.toMs ?? course.zoneAt(startMs).firstInstant(day, dayMs));
  if (givenMs < startMs) return startMs + 1000;
  if (course.countedMs(givenMs - 1, givenMs + 1) > 0) return givenMs;
  // The first millisecond of working time after it begins at the next opening.
  return course.advance(givenMs, 1)! - 1;
}
