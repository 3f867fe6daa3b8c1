import { closedSpans, hasWeeklyHours } from '../calendar/calendar-rules';
import { Course } from './course';
import { type Interval, clip } from './intervals';
import type { Pause } from './pauses';
import { dayMs, durationText } from './time-text';
import { type Zone, clockText, dayText } from '../calendar/zone';

/** Counted time of one local date. */
interface DayWork {
  readonly day: number;
  readonly atMs: number;
  readonly toMs: number;
  readonly ms: number;
  readonly parts: readonly DayPart[];
}

interface DayPart {
  readonly atMs: number;
  readonly text: string;
  readonly ms: number;
}

interface Note {
  readonly atMs: number;
  readonly text: string;
}

/** Days in a row with equal hours that are shown as one line, at least. */
const condenseFrom = 3;

/**
 * The counted time of [fromMs, toMs) as lines that a person can add up: every counted stretch with its length and the
 * total so far, and between them, in order of time, what was not counted and why.
 */
export function explainSum(course: Course, within: Interval, pauses: readonly Pause[]): string[] {
  const days = countedDays(course, within);
  const notes = [
    ...holidayNotes(course, within),
    ...pauseNotes(course, within, pauses),
    ...changeNotes(course, within),
  ];
  const waiting = notes.toSorted((a, b) => b.atMs - a.atMs);
  const lines: string[] = [];
  let total = 0;
  const tellNotes = (untilMs: number) => {
    for (let next = waiting.at(-1); next && next.atMs <= untilMs; next = waiting.at(-1)) {
      lines.push(next.text);
      waiting.pop();
    }
  };
  const count = (text: string, ms: number) => {
    total += ms;
    lines.push(`${text}: ${durationText(ms)} (total ${durationText(total)})`);
  };
  for (let index = 0; index < days.length; ) {
    const first = days[index]!;
    tellNotes(first.atMs);
    const equal = equalDays(days, index, waiting.at(-1)?.atMs ?? Infinity);
    if (equal >= condenseFrom) {
      const hours = first.parts.map((part) => part.text).join(', ');
      const dates = `${dayText(first.day)} to ${dayText(days[index + equal - 1]!.day)}`;
      count(`${dates}, ${equal} days of ${durationText(first.ms)} (${hours})`, equal * first.ms);
      index += equal;
    } else {
      for (const part of first.parts) {
        tellNotes(part.atMs);
        count(`${dayText(first.day)} ${part.text}`, part.ms);
      }
      index += 1;
    }
  }
  tellNotes(Infinity);
  return lines;
}

/** How many days from `index` on have the same hours, with no note among them. */
function equalDays(days: readonly DayWork[], index: number, noteMs: number): number {
  const hours = (day: DayWork) => day.parts.map((part) => `${part.text} ${part.ms}`).join();
  const wanted = hours(days[index]!);
  let next = index;
  while (next < days.length && days[next]!.toMs <= noteMs && hours(days[next]!) === wanted) next += 1;
  return next - index;
}

function countedDays(course: Course, within: Interval): DayWork[] {
  const days: DayWork[] = [];
  for (const { calendar, ...span } of course.spans(within)) {
    const { zone } = calendar;
    for (const { day, fromMs, toMs } of byDay(zone, span)) {
      const ms = toMs - fromMs;
      const part = {
        atMs: fromMs,
        ms,
        text: `${clockText(zone.wallMsOf(fromMs))}-${endText(zone, day, toMs)}`,
      };
      const last = days.at(-1);
      if (last?.day === day) {
        days[days.length - 1] = { ...last, toMs, ms: last.ms + ms, parts: [...last.parts, part] };
      } else {
        days.push({ day, atMs: fromMs, toMs, ms, parts: [part] });
      }
    }
  }
  return days;
}

/** An interval cut at local midnights. */
function byDay(zone: Zone, interval: Interval): (Interval & { day: number })[] {
  const parts: (Interval & { day: number })[] = [];
  for (let { fromMs } = interval; fromMs < interval.toMs; ) {
    const day = zone.dayOf(fromMs);
    // Where two dates interleave, the next one can have begun already: then its first instant is no cut.
    const midnightMs = zone.firstInstant(day + 1, 0);
    const toMs = midnightMs > fromMs ? Math.min(midnightMs, interval.toMs) : interval.toMs;
    parts.push({ day, fromMs, toMs });
    fromMs = toMs;
  }
  return parts;
}

function endText(zone: Zone, day: number, toMs: number): string {
  return zone.dayOf(toMs) > day ? '24:00' : clockText(zone.wallMsOf(toMs));
}

/** Dates within the interval on which the week would be open and a holiday closes it, in whole or in part. */
function holidayNotes(course: Course, within: Interval): Note[] {
  const known = course.versions.some(
    ({ calendar: { rules } }) => rules.closures.size + rules.yearly.length > 0,
  );
  if (!known) return [];
  const zone = course.zoneAt(within.fromMs);
  const notes: Note[] = [];
  let shut: number[] = [];
  const tellShut = () => {
    const [first] = shut;
    if (first === undefined) return;
    const until = shut.length > 1 ? ` to ${dayText(shut.at(-1)!)}` : '';
    const atMs = Math.max(zone.firstInstant(first, 0), within.fromMs);
    notes.push({ atMs, text: `${dayText(first)}${until}: holiday, not counted` });
    shut = [];
  };
  const lastDay = zone.dayOf(within.toMs);
  for (let day = zone.dayOf(within.fromMs); day <= lastDay; day += 1) {
    const { rules } = course.calendarAt(zone.firstInstant(day, 0));
    if (!hasWeeklyHours(rules, day)) continue;
    const closed = closedSpans(rules, day);
    if (closed.some((span) => span.fromMs === 0 && span.toMs === dayMs)) {
      shut.push(day);
      continue;
    }
    tellShut();
    for (const span of closed) {
      const instants = zone.spanOf(day, span.fromMs, span.toMs);
      const part = instants && clip(instants, within);
      const text = `${dayText(day)} ${clockText(span.fromMs)}-${clockText(span.toMs)}: holiday, not counted`;
      if (part) notes.push({ atMs: part.fromMs, text });
    }
  }
  tellShut();
  return notes;
}

/** Each pause with the working time that it takes beyond the pauses before it: overlapping ones count once. */
function pauseNotes(course: Course, within: Interval, pauses: readonly Pause[]): Note[] {
  const zone = course.zoneAt(within.fromMs);
  const inOrder = pauses.toSorted((a, b) => a.fromMs - b.fromMs);
  return inOrder.flatMap((pause, index) => {
    const part = clip(pause, within);
    if (part) {
      const before = new Course(course.versions, inOrder.slice(0, index));
      const lost = durationText(before.countedMs(part.fromMs, part.toMs));
      const span = `${zone.wallText(part.fromMs)} to ${zone.wallText(part.toMs)}`;
      return [{ atMs: part.fromMs, text: `${span}: ${named(pause)}, ${lost} of working time not counted` }];
    }
    const waits = pause.toMs === Infinity && pause.fromMs <= within.toMs;
    return waits
      ? [{ atMs: pause.fromMs, text: `From ${zone.wallText(pause.fromMs)}: ${named(pause)}` }]
      : [];
  });
}

function named(pause: Pause): string {
  if (pause.reason === 'resolved') return 'resolved';
  return pause.reason === '' ? 'paused' : `paused (${pause.reason})`;
}

function changeNotes(course: Course, within: Interval): Note[] {
  const zone = course.zoneAt(within.fromMs);
  return zone.changes(within).map(({ atMs, byMs }) => ({
    atMs,
    text: `${zone.wallText(atMs)}: clocks have gone ${byMs > 0 ? 'forward' : 'back'} by ${durationText(Math.abs(byMs))}`,
  }));
}
