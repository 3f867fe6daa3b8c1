import {
  type Calendar,
  type ClockCase,
  type ClockEvent,
  type Holiday,
  weekdays,
} from '../../../src/promise/domain/clock/types';
import { tickMs } from './generated-cases';

/**
 * A second clock that shares nothing with the first but the rules: it ticks along the wall clock, a quarter of an hour
 * at a time, and asks of each tick whether it counts. Local times are asked of Intl, tick by tick. It knows only instants and wall
 * times that are multiples of its tick, and fails on what takes longer than 600 days.
 */
export interface NaiveAnswer {
  deadlineMs: number | null;
  runStartMs: number | null;
  stopMs: number | null;
  met: boolean | null;
  elapsedTicks: number | null;
  remainingTicks: number | null;
  breachesMs: number[];
  breachedOnAttach: boolean | null;
  cycles: number;
  warningsMs: (number | null)[];
  offsetsMs: (number | null)[];
  chainMs: (number | null)[] | null;
  groupTicks: Record<string, number> | null;
  olaMs: Record<string, number | null> | null;
}

interface Day {
  ticks: number[];
  /** Wall minute of each tick of the date, in order of time. */
  minutes: number[];
}

const dayMs = 86_400_000;
const giveUpTicks = (600 * dayMs) / tickMs;
const formats = new Map<string, Intl.DateTimeFormat>();
const locals = new Map<string, { date: string; minute: number }[]>();
const days = new Map<string, Day>();

/** Local date and minute of the day of an instant. */
function localAt(tz: string, atMs: number): { date: string; minute: number } {
  const utcDay = Math.floor(atMs / dayMs);
  const key = `${tz} ${utcDay}`;
  let table = locals.get(key);
  if (!table) {
    table = [];
    for (let ms = utcDay * dayMs; ms < (utcDay + 1) * dayMs; ms += tickMs) table.push(askLocal(tz, ms));
    locals.set(key, table);
  }
  return table[(atMs - utcDay * dayMs) / tickMs]!;
}

function askLocal(tz: string, atMs: number): { date: string; minute: number } {
  let format = formats.get(tz);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: tz, dateStyle: 'short', timeStyle: 'short' });
    formats.set(tz, format);
  }
  const [date, time] = format.format(atMs).split(' ');
  return { date: date!, minute: minutes(time!) };
}

/** The ticks of a local date, found by looking at every tick around it. */
function dayOf(tz: string, date: string): Day {
  const key = `${tz} ${date}`;
  let day = days.get(key);
  if (!day) {
    day = { ticks: [], minutes: [] };
    const utcMs = Date.parse(date);
    for (let ms = utcMs - dayMs; ms < utcMs + 2 * dayMs; ms += tickMs) {
      const local = localAt(tz, ms);
      if (local.date !== date) continue;
      day.ticks.push(ms);
      day.minutes.push(local.minute);
    }
    days.set(key, day);
  }
  return day;
}

function minutes(text: string): number {
  const [hour, minute] = text.split(':').map(Number);
  return hour! * 60 + minute!;
}

/** Marks the ticks of a date from the first at or after `from` to the last before `to` (rule R5). */
function mark(flags: boolean[], wall: readonly number[], from: number, to: number, value: boolean): void {
  const first = wall.findIndex((minute) => minute >= from);
  const last = wall.findLastIndex((minute) => minute < to);
  if (first === -1) return;
  for (let index = first; index <= last; index += 1) flags[index] = value;
}

/** Which ticks a calendar is open in, date by date. */
export class NaiveCalendar {
  private readonly open = new Map<string, boolean[]>();
  private readonly byUtcDay = new Map<number, boolean[]>();

  constructor(private readonly calendar: Calendar) {}

  isOpen(atMs: number): boolean {
    const utcDay = Math.floor(atMs / dayMs);
    let ticks = this.byUtcDay.get(utcDay);
    if (!ticks) {
      ticks = Array.from({ length: dayMs / tickMs }, (_, index) => this.ask(utcDay * dayMs + index * tickMs));
      this.byUtcDay.set(utcDay, ticks);
    }
    return ticks[(atMs - utcDay * dayMs) / tickMs]!;
  }

  private ask(atMs: number): boolean {
    const { tz } = this.calendar;
    const { date } = localAt(tz, atMs);
    let flags = this.open.get(date);
    if (!flags) {
      flags = this.flagsOf(date);
      this.open.set(date, flags);
    }
    return flags[(atMs - dayOf(tz, date).ticks[0]!) / tickMs]!;
  }

  private flagsOf(date: string): boolean[] {
    const { hours, tz, holidays = [] } = this.calendar;
    const wall = dayOf(tz, date).minutes;
    if (hours === '24x7') {
      const always = wall.map(() => true);
      for (const holiday of holidays) this.close(always, wall, date, holiday);
      return always;
    }
    const flags = wall.map(() => false);
    const weekday = (new Date(date).getUTCDay() + 6) % 7;
    for (const [open, close] of hours[weekdays[weekday]!] ?? []) {
      const over = minutes(close) <= minutes(open);
      mark(flags, wall, minutes(open), over ? 1440 : minutes(close), true);
    }
    for (const [open, close] of hours[weekdays[(weekday + 6) % 7]!] ?? []) {
      if (minutes(close) <= minutes(open)) mark(flags, wall, 0, minutes(close), true);
    }
    for (const holiday of holidays) this.close(flags, wall, date, holiday);
    return flags;
  }

  private close(flags: boolean[], wall: readonly number[], date: string, holiday: Holiday): void {
    if (typeof holiday === 'string') {
      if (holiday === date) flags.fill(false);
    } else if ('date' in holiday) {
      if (holiday.date === date) {
        mark(flags, wall, minutes(holiday.from ?? '00:00'), minutes(holiday.to ?? '24:00'), false);
      }
    } else if ('yearlyFrom' in holiday) {
      const day = date.slice(5);
      const { yearlyFrom: from, yearlyTo: to } = holiday;
      if (from <= to ? day >= from && day <= to : day >= from || day <= to) flags.fill(false);
    }
  }
}

type Event = ClockEvent & { atMs: number };

/** What the first events of a case make of its clock. */
interface State {
  startMs: number | null;
  stopMs: number | null;
  seconds: number;
  counts: (atMs: number) => boolean;
  /** From here on it is paused without an end. */
  pausedForGoodMs: number;
  cycles: number;
  levels: readonly { seconds: number }[] | null;
}

export function naiveAnswer(asked: ClockCase, calendars: (calendar: Calendar) => NaiveCalendar): NaiveAnswer {
  const seen = new Set<string | number>();
  const events: Event[] = [];
  for (const event of asked.events) {
    if (event.id !== undefined && seen.has(event.id)) continue;
    if (event.id !== undefined) seen.add(event.id);
    events.push({ ...event, atMs: Date.parse(event.at) });
  }
  events.sort((a, b) => a.atMs - b.atMs);

  const breaches = new Set<number>();
  let breachedOnAttach: boolean | null = null;
  const states = [...events, null].map((_, index) => stateAfter(asked, events.slice(0, index), calendars));
  const look = (count: number, nowMs: number): number | null => {
    const state = states[count]!;
    if (state.startMs === null || state.stopMs !== null) return null;
    const dueMs = reach(state, state.startMs, state.seconds / 900, nowMs);
    if (dueMs !== null && dueMs < nowMs) breaches.add(dueMs);
    return dueMs;
  };
  events.forEach((event, index) => {
    look(index, event.atMs);
    const dueMs = look(index + 1, event.atMs);
    if (event.type !== 'priority') return;
    const after = states[index + 1]!;
    if (after.startMs !== null && after.stopMs === null) {
      breachedOnAttach = breachedOnAttach === true || (dueMs !== null && dueMs < event.atMs);
    }
  });

  const state = states.at(-1)!;
  const needed = state.seconds / 900;
  const due = state.startMs === null ? null : reach(state, state.startMs, needed);
  const answered = asked.target.kind === 'nextResponse' && state.stopMs !== null;
  const elapsed = state.stopMs === null ? null : count(state, state.startMs!, state.stopMs);
  const openPause = state.pausedForGoodMs < Infinity && state.stopMs === null && state.startMs !== null;
  const untilPause = openPause ? count(state, state.startMs!, state.pausedForGoodMs) : null;
  const used = elapsed ?? untilPause;
  let chainMs: (number | null)[] | null = null;
  if (state.levels !== null && state.startMs !== null) {
    let total = 0;
    chainMs = state.levels.map((level) => {
      total += level.seconds / 900;
      return reach(state, state.startMs!, total);
    });
  }
  return {
    deadlineMs: answered ? null : due,
    runStartMs: state.startMs,
    stopMs: state.stopMs,
    met: state.stopMs === null ? null : due === null || state.stopMs <= due,
    elapsedTicks: elapsed,
    remainingTicks: used === null ? null : Math.max(0, needed - used),
    breachesMs: [...breaches].toSorted((a, b) => a - b),
    breachedOnAttach,
    cycles: state.cycles,
    warningsMs: (asked.ask.warnings ?? []).map((percent) =>
      state.startMs === null ? null : reach(state, state.startMs, (needed * percent) / 100),
    ),
    offsetsMs: (asked.ask.offsets ?? []).map((seconds) => offset(state, due, seconds / 900)),
    chainMs,
    groupTicks: used === null ? null : ownership(events, state, state.stopMs),
    olaMs: olaOf(asked, events, calendars),
  };
}

/** Ticks counted in [fromMs, toMs). */
function count(state: State, fromMs: number, toMs: number): number {
  let total = 0;
  for (let ms = fromMs; ms < toMs; ms += tickMs) if (state.counts(ms)) total += 1;
  return total;
}

/** The first instant by which that many ticks have counted; null when a pause without end, or `limitMs`, comes first. */
function reach(state: State, fromMs: number, ticks: number, limitMs = Infinity): number | null {
  let left = ticks;
  for (let ms = fromMs; ms <= fromMs + giveUpTicks * tickMs; ms += tickMs) {
    if (left === 0) return ms;
    if (ms >= state.pausedForGoodMs || ms >= limitMs) return null;
    if (state.counts(ms)) left -= 1;
  }
  throw new Error('the clock would have to tick too long');
}

function offset(state: State, due: number | null, ticks: number): number | null {
  if (due === null) return null;
  if (ticks >= 0) return reach(state, due, ticks);
  let left = -ticks;
  let ms = due;
  for (; left > 0; ms -= tickMs) if (state.counts(ms - tickMs)) left -= 1;
  // The earliest instant with that much left: back over what does not count, but not over the start.
  while (ms !== state.startMs && !state.counts(ms - tickMs)) ms -= tickMs;
  return ms;
}

/** When any reason but one is paused, as spans; the last may have no end. */
function pausedSpans(events: readonly Event[], ignored: string | null): [number, number][] {
  const reasons = new Set<string>();
  const spans: [number, number][] = [];
  let fromMs: number | null = null;
  for (const event of events) {
    if (event.type === 'pause' && event.reason !== ignored) reasons.add(event.reason!);
    if (event.type === 'resume') reasons.delete(event.reason!);
    if (reasons.size > 0) fromMs ??= event.atMs;
    if (reasons.size === 0 && fromMs !== null) {
      spans.push([fromMs, event.atMs]);
      fromMs = null;
    }
  }
  if (fromMs !== null) spans.push([fromMs, Infinity]);
  return spans;
}

/** Remembers what was said of each tick from an instant on. */
function remembered(fromMs: number, ask: (atMs: number) => boolean): (atMs: number) => boolean {
  const said: (boolean | undefined)[] = [];
  return (atMs) => {
    if (atMs < fromMs) return ask(atMs);
    const index = (atMs - fromMs) / tickMs;
    return (said[index] ??= ask(atMs));
  };
}

const isIn = (spans: readonly [number, number][], atMs: number) =>
  spans.some(([from, to]) => atMs >= from && atMs < to);

function stateAfter(
  asked: ClockCase,
  events: readonly Event[],
  calendars: (calendar: Calendar) => NaiveCalendar,
): State {
  const { policy, target } = asked;
  const beginMs = Date.parse(asked.start);
  const { kind } = target;
  const waits = kind === 'nextResponse' || target.startsOn !== undefined;
  let startMs: number | null = waits ? null : beginMs;
  let stop: { atMs: number; events: readonly Event[] } | null = null;
  let seconds = secondsOf(asked);
  let stopSeconds = seconds;
  let stopStart = startMs;
  let forgetMs = -Infinity;
  let stopForget = forgetMs;
  let cycles = 1;
  const resolved: [number, number][] = [];
  const halt = (atMs: number, index: number) => {
    stop = { atMs, events: events.slice(0, index) };
    stopSeconds = seconds;
    stopStart = startMs;
    stopForget = forgetMs;
  };
  events.forEach((event, index) => {
    const response = kind === 'firstResponse' || kind === 'nextResponse';
    if (event.type === 'customerMessage' && waits && startMs === null) {
      startMs = event.atMs;
      stop = null;
    } else if (event.type === 'resolve' && !response && stop === null) {
      halt(event.atMs, index);
    } else if (event.type === 'reopen' && !response && stop !== null) {
      const from = (stop as { atMs: number }).atMs;
      stop = null;
      if (policy.reopen === 'exclude-resolved') resolved.push([from, event.atMs]);
      if (policy.reopen === 'new-cycle') {
        startMs = event.atMs;
        cycles += 1;
      }
    } else if (event.type === 'agentReply' && stop === null && startMs !== null) {
      if (kind === 'periodicUpdate') startMs = event.atMs;
      if (response) halt(event.atMs, index);
      if (kind === 'nextResponse') startMs = null;
    } else if (event.type === 'priority') {
      seconds = event.targetSeconds;
      if (policy.priorityChange === 'restart') startMs = startMs === null ? null : event.atMs;
      else if (policy.retroactivePause === false) forgetMs = event.atMs;
    }
  });
  const stopped = stop as { atMs: number; events: readonly Event[] } | null;
  const known = stopped?.events ?? events;
  // A repair reaches back into a run that has stopped; other changes after the stop do not concern it.
  const changes = (policy.calendarChange === 'repair' ? events : known).filter(
    (e) => e.type === 'calendarChange',
  );
  const forget = stopped ? stopForget : forgetMs;
  const paused = policy.pausable === false ? [] : pausedSpans(known, null);
  return {
    startMs: stopped ? stopStart : startMs,
    stopMs: stopped?.atMs ?? null,
    seconds: stopped ? stopSeconds : seconds,
    counts: remembered(
      beginMs,
      (atMs) =>
        !(atMs >= forget && isIn(paused, atMs)) &&
        !isIn(resolved, atMs) &&
        calendarAt(asked, changes, atMs, calendars).isOpen(atMs),
    ),
    pausedForGoodMs: Math.max(forget, endlessFrom(paused)),
    cycles,
    levels:
      target.kind === 'chain' && !known.some((event) => event.type === 'priority') ? target.levels : null,
  };
}

function endlessFrom(spans: readonly [number, number][]): number {
  const last = spans.at(-1);
  return last?.[1] === Infinity ? last[0] : Infinity;
}

function secondsOf({ target }: ClockCase): number {
  if (target.kind === 'chain') return target.levels.reduce((sum, level) => sum + level.seconds, 0);
  if (target.kind === 'workingDays' || target.kind === 'relative') throw new Error('not for a ticking clock');
  return target.seconds;
}

function calendarAt(
  asked: ClockCase,
  changes: readonly Event[],
  atMs: number,
  calendars: (calendar: Calendar) => NaiveCalendar,
): NaiveCalendar {
  const startMs = Date.parse(asked.start);
  let { calendar } = asked;
  for (const change of changes) {
    if (change.type !== 'calendarChange') continue;
    const atStart = change.atMs <= startMs;
    if (atStart || asked.policy.calendarChange === 'repair') calendar = change.calendar;
    else if (asked.policy.calendarChange === 'reproject' && change.atMs <= atMs) calendar = change.calendar;
  }
  return calendars(calendar);
}

function ownership(
  events: readonly Event[],
  state: State,
  stopMs: number | null,
): Record<string, number> | null {
  const assigned = events.filter((event) => event.type === 'assign');
  if (assigned.length === 0) return null;
  const ticks: Record<string, number> = {};
  for (const event of assigned) ticks[event.type === 'assign' ? event.group : ''] = 0;
  const endMs = stopMs ?? state.pausedForGoodMs;
  for (let ms = state.startMs!; ms < endMs; ms += tickMs) {
    const owner = assigned.findLast((event) => event.atMs <= ms);
    if (owner?.type === 'assign' && state.counts(ms)) ticks[owner.group]! += 1;
  }
  return ticks;
}

function olaOf(
  asked: ClockCase,
  events: readonly Event[],
  calendars: (calendar: Calendar) => NaiveCalendar,
): Record<string, number | null> | null {
  const due: Record<string, number | null> = {};
  const changes = events.filter((event) => event.type === 'calendarChange');
  const resolved = resolvedSpans(asked, events);
  for (const event of events) {
    if (event.type !== 'assign' || event.olaSeconds === undefined) continue;
    const paused = pausedSpans(events, event.group);
    const own: State = {
      startMs: event.atMs,
      stopMs: null,
      seconds: event.olaSeconds,
      counts: (atMs) =>
        !isIn(paused, atMs) &&
        !isIn(resolved, atMs) &&
        calendarAt(asked, changes, atMs, calendars).isOpen(atMs),
      pausedForGoodMs: endlessFrom(paused),
      cycles: 1,
      levels: null,
    };
    due[event.group] = reach(own, event.atMs, event.olaSeconds / 900);
  }
  return Object.keys(due).length > 0 ? due : null;
}

function resolvedSpans(asked: ClockCase, events: readonly Event[]): [number, number][] {
  const { kind } = asked.target;
  if (kind === 'firstResponse' || kind === 'nextResponse') return [];
  if (asked.policy.reopen !== 'exclude-resolved') return [];
  const spans: [number, number][] = [];
  let fromMs: number | null = null;
  for (const event of events) {
    if (event.type === 'resolve') fromMs ??= event.atMs;
    if (event.type === 'reopen' && fromMs !== null) {
      spans.push([fromMs, event.atMs]);
      fromMs = null;
    }
  }
  return spans;
}
