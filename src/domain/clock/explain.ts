import { closedSpans, hasWeeklyHours } from './calendar-rules';
import type { Course } from './course';
import { type Interval, clip } from './intervals';
import type { Pause } from './pauses';
import { dayMs, durationText } from './time-text';
import { type Zone, clockText, dayText } from './zone';

/** Counted time of one local date. */
interface DayWork {
  readonly day: number;
  readonly atMs: number;
  readonly ms: number;
  readonly spans: readonly { readonly text: string; readonly ms: number }[];
}

interface Note {
  readonly atMs: number;
  readonly text: string;
}

/** Days in a row with equal hours that are shown as one line, at least. */
const condenseFrom = 3;

/**
 * The counted time of [startMs, untilMs) as lines that a person can add up: every counted stretch with its length and
 * the total so far, and between them, in order of time, what was not counted and why.
 */
export function explainSum(course: Course, within: Interval, pauses: readonly Pause[]): string[] {
  const days = countedDays(course, within);
  const notes = [
    ...holidayNotes(course, within),
    ...pauseNotes(course, within, pauses),
    ...changeNotes(course, within),
  ];
  notes.sort((a, b) => a.atMs - b.atMs);
  const lines: string[] = [];
  let total = 0;
  const totalled = (text: string, ms: number) => {
    total += ms;
    lines.push(`${text}: ${durationText(ms)} (total ${durationText(total)})`);
  };
  let index = 0;
  let nextNote = 0;
  while (index < days.length) {
    for (; nextNote < notes.length && notes[nextNote]!.atMs <= days[index]!.atMs; nextNote += 1) {
      lines.push(notes[nextNote]!.text);
    }
    const untilNoteMs = notes[nextNote]?.atMs ?? Infinity;
    const count = equalDays(days, index, untilNoteMs);
    const first = days[index]!;
    if (count >= condenseFrom) {
      const hours = first.spans.map((span) => span.text).join(', ');
      const between = `${dayText(first.day)} to ${dayText(days[index + count - 1]!.day)}`;
      totalled(`${between}, ${count} days of ${durationText(first.ms)} (${hours})`, count * first.ms);
      index += count;
    } else {
      for (const span of first.spans) totalled(`${dayText(first.day)} ${span.text}`, span.ms);
      index += 1;
    }
  }
  return [...lines, ...notes.slice(nextNote).map((note) => note.text)];
}

/** How many days from `index` on have the same hours, with no note among them. */
function equalDays(days: readonly DayWork[], index: number, untilMs: number): number {
  const hours = (day: DayWork) => `${day.ms} ${day.spans.map((span) => span.text).join()}`;
  const wanted = hours(days[index]!);
  let count = 1;
  for (let next = days[index + 1]; next && next.atMs < untilMs; next = days[index + count]) {
    if (hours(next) !== wanted) break;
    count += 1;
  }
  return count;
}

function countedDays(course: Course, within: Interval): DayWork[] {
  const days: (Omit<DayWork, 'spans'> & { ms: number; spans: { text: string; ms: number }[] })[] = [];
  for (const { calendar, ...span } of course.spans(within)) {
    const { zone } = calendar;
    for (const part of byDay(zone, span)) {
      const ms = part.toMs - part.fromMs;
      const text = `${clockText(zone.wallMsOf(part.fromMs))}-${endText(zone, part)}`;
      const last = days.at(-1);
      if (last?.day === part.day) {
        last.ms += ms;
        last.spans.push({ text, ms });
      } else {
        days.push({ day: part.day, atMs: part.fromMs, ms, spans: [{ text, ms }] });
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

function endText(zone: Zone, part: Interval & { day: number }): string {
  return zone.dayOf(part.toMs) > part.day ? '24:00' : clockText(zone.wallMsOf(part.toMs));
}

/** Dates within the interval on which the week would be open and a holiday closes it, in whole or in part. */
function holidayNotes(course: Course, within: Interval): Note[] {
  const notes: Note[] = [];
  let run: { fromDay: number; toDay: number } | null = null;
  const endRun = () => {
    if (run === null) return;
    const until = run.toDay > run.fromDay ? ` to ${dayText(run.toDay)}` : '';
    const atMs = course.zoneAt(within.fromMs).firstInstant(run.fromDay, 0);
    notes.push({
      atMs: Math.max(atMs, within.fromMs),
      text: `${dayText(run.fromDay)}${until}: holiday, not counted`,
    });
    run = null;
  };
  const zone = course.zoneAt(within.fromMs);
  const lastDay = zone.dayOf(within.toMs);
  for (let day = zone.dayOf(within.fromMs); day <= lastDay; day += 1) {
    const { rules } = course.calendarAt(zone.firstInstant(day, 0));
    const closed = closedSpans(rules, day);
    if (closed.length === 0 || !hasWeeklyHours(rules, day)) {
      if (hasWeeklyHours(rules, day)) endRun();
      continue;
    }
    if (closed.some((span) => span.fromMs === 0 && span.toMs === dayMs)) {
      run = { fromDay: (run as { fromDay: number } | null)?.fromDay ?? day, toDay: day };
      continue;
    }
    endRun();
    for (const span of closed) {
      const part = clip(zone.spanOf(day, span.fromMs, span.toMs) ?? within, within);
      const text = `${dayText(day)} ${clockText(span.fromMs)}-${clockText(span.toMs)}: holiday, not counted`;
      if (part) notes.push({ atMs: part.fromMs, text });
    }
  }
  endRun();
  return notes;
}

function pauseNotes(course: Course, within: Interval, pauses: readonly Pause[]): Note[] {
  const bare = course.unpaused();
  const zone = course.zoneAt(within.fromMs);
  return pauses.flatMap((pause) => {
    const part = clip(pause, within);
    if (!part) {
      // A pause without end begins where the counting ends.
      const open = pause.toMs === Infinity && pause.fromMs === within.toMs;
      return open
        ? [{ atMs: pause.fromMs, text: `from ${zone.wallText(pause.fromMs)}: ${named(pause)}, no end yet` }]
        : [];
    }
    const lost = durationText(bare.countedMs(part.fromMs, part.toMs));
    const text = `${zone.wallText(part.fromMs)} to ${zone.wallText(part.toMs)}: ${named(pause)}, ${lost} of working time not counted`;
    return [{ atMs: part.fromMs, text }];
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
