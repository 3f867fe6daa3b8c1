import {
  type Calendar,
  type ClockCase,
  type ClockEvent,
  type ClockPolicy,
  type Holiday,
  type OpenWindow,
  type Target,
  type Weekday,
  weekdays,
} from '../../../src/promise/domain/clock/types';
import type { Random } from './random';

/** Every generated instant and wall time is a multiple of this, so that a clock can be ticked by it. */
export const tickMs = 15 * 60_000;
const ticksPerHour = 4;

const zones = [
  'Etc/UTC',
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/Santiago',
  'America/Havana',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Australia/Sydney',
  'Australia/Lord_Howe',
];

/** Dates around which the zones above change their offsets. */
const changeDates = [
  '2026-02-15',
  '2026-03-08',
  '2026-03-29',
  '2026-04-05',
  '2026-04-24',
  '2026-09-06',
  '2026-10-04',
  '2026-10-25',
  '2026-10-30',
  '2026-11-01',
];

export function randomCalendar(random: Random): Calendar {
  const holidays: Holiday[] = [];
  for (let count = random.int(0, 6); count > 0; count -= 1) holidays.push(randomHoliday(random));
  const hours = random.chance(0.15) ? '24x7' : randomHours(random);
  return { tz: random.pick(zones), hours, holidays };
}

export function randomCase(random: Random, calendar: Calendar, others: readonly Calendar[]): ClockCase {
  const startMs = randomStart(random);
  const events = randomEvents(random, startMs, others);
  return {
    id: null,
    calendar,
    start: instant(startMs),
    target: randomTarget(random),
    events: random.shuffled(events.flatMap((event) => (random.chance(0.1) ? [event, event] : [event]))),
    policy: randomPolicy(random),
    ask: { warnings: [25, 50, 75, 100], offsets: [-7200, -900, 900, 36_000] },
  };
}

function randomHours(random: Random): Partial<Record<Weekday, OpenWindow[]>> {
  const hours: Partial<Record<Weekday, OpenWindow[]>> = {};
  const usual = randomWindows(random);
  for (const day of weekdays) {
    if (random.chance(day === 'sat' || day === 'sun' ? 0.35 : 0.9)) {
      hours[day] = random.chance(0.7) ? usual : randomWindows(random);
    }
  }
  // Some time every week, so that no deadline lies further away than a ticking clock cares to go.
  return { ...hours, wed: [...(hours.wed ?? []), ['09:00', '17:00']] };
}

function randomWindows(random: Random): OpenWindow[] {
  if (random.chance(0.3)) return [['09:00', '17:00']];
  const windows: OpenWindow[] = [];
  for (let count = random.int(1, 3); count > 0; count -= 1) {
    const open = random.int(0, 95);
    const close = random.int(0, 96);
    if (open !== close) windows.push([wall(open), wall(close)]);
  }
  return windows.length > 0 ? windows : [['22:00', '06:00']];
}

function randomHoliday(random: Random): Holiday {
  const date = new Date(random.chance(0.5) ? Date.parse(random.pick(changeDates)) : randomStart(random));
  const text = date.toISOString().slice(0, 10);
  if (random.chance(0.5)) return text;
  if (random.chance(0.2)) return { yearlyFrom: '12-24', yearlyTo: '01-02' };
  if (random.chance(0.2)) return { yearlyFrom: text.slice(5, 8) + '10', yearlyTo: text.slice(5, 8) + '14' };
  const from = random.int(0, 95);
  return { date: text, from: wall(from), to: wall(random.int(from + 1, 96)) };
}

function randomStart(random: Random): number {
  if (random.chance(0.5)) return Date.parse(random.pick(changeDates)) + random.int(-200, 200) * tickMs;
  return Date.parse('2026-01-10') + random.int(0, 300 * 24 * ticksPerHour) * tickMs;
}

function randomTarget(random: Random): Target {
  const kind = random.pick([
    'resolution',
    'resolution',
    'firstResponse',
    'nextResponse',
    'periodicUpdate',
    'chain',
  ]);
  const seconds = () => random.int(0, 4 * (random.chance(0.2) ? 15 : 3)) * 4 * 900;
  switch (kind) {
    case 'chain':
      return { kind, levels: [{ seconds: seconds() }, { seconds: seconds() }, { seconds: seconds() }] };
    case 'firstResponse':
      return random.chance(0.3)
        ? { kind, seconds: seconds(), startsOn: 'customerMessage' }
        : { kind, seconds: seconds() };
    case 'nextResponse':
    case 'periodicUpdate':
      return { kind, seconds: seconds() };
    default:
      return { kind: 'resolution', seconds: seconds() };
  }
}

function randomEvents(random: Random, startMs: number, others: readonly Calendar[]): ClockEvent[] {
  const count = random.chance(0.25) ? 0 : random.int(1, 7);
  const ticks = new Set<number>();
  while (ticks.size < count) ticks.add(random.int(0, 60 * ticksPerHour));
  return [...ticks].map((tick, index) => {
    const at = { at: instant(startMs + tick * tickMs), id: `e${index}` };
    const type = random.pick([
      'pause',
      'pause',
      'resume',
      'resume',
      'resolve',
      'reopen',
      'priority',
      'customerMessage',
      'customerMessage',
      'agentReply',
      'autoReply',
      'calendarChange',
      'assign',
    ] as const);
    switch (type) {
      case 'pause':
      case 'resume':
        return { ...at, type, reason: random.pick(['customer', 'vendor']) };
      case 'priority':
        return { ...at, type, targetSeconds: random.int(0, 12) * 4 * 900 };
      case 'calendarChange':
        return { ...at, type, calendar: random.pick(others) };
      case 'assign': {
        const ola = random.chance(0.5) ? { olaSeconds: random.int(0, 40) * 900 } : {};
        return { ...at, type, group: random.pick(['L1', 'L2', 'vendor']), ...ola };
      }
      case 'resolve':
      case 'reopen':
      case 'customerMessage':
      case 'agentReply':
      case 'autoReply':
        return { ...at, type };
    }
  });
}

function randomPolicy(random: Random): ClockPolicy {
  return {
    pausable: random.chance(0.85),
    retroactivePause: random.chance(0.7),
    priorityChange: random.pick(['retroactive', 'restart']),
    reopen: random.pick(['exclude-resolved', 'include-resolved', 'new-cycle']),
    calendarChange: random.pick(['reproject', 'pinned', 'repair']),
  };
}

function wall(tick: number): string {
  const minutes = tick * 15;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
