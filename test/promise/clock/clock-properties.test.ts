import * as fc from 'fast-check';
import { answerCase } from '../../../src/promise/domain/cases/answer';
import { addWorkingTime, moments, workingSecondsBetween } from '../../../src/promise/domain/clock/engine';
import type { Calendar, ClockEvent } from '../../../src/promise/domain/clock/types';
import { randomCalendar } from './generated-cases';
import { Random } from './random';

const numRuns = process.env['QUALITY'] === '1' ? 2000 : 100;
const hour = 3_600_000;
const begin = Date.parse('2026-01-05T00:00:00Z');

const calendars = fc.integer().map((seed): Calendar => randomCalendar(new Random(seed)));
/** Any second of a year. */
const instants = fc.integer({ min: 0, max: 365 * 86_400 }).map((seconds) => begin + seconds * 1000);
const seconds = fc.integer({ min: 0, max: 90 * 3600 });
const pause = fc
  .tuple(instants, fc.integer({ min: 0, max: 72 * 3600 }))
  .map(([fromMs, length]) => ({ fromMs, toMs: fromMs + length * 1000 }));
const pauseLists = fc.array(pause, { maxLength: 6 });

function holds<T extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  check: (...values: T) => void,
): void {
  fc.assert(fc.property(...arbitraries, check), { numRuns });
}

describe('Whatever the calendar', () => {
  it('a deadline is the earliest instant by which the working time has passed', () => {
    holds<[Calendar, number, number, { fromMs: number; toMs: number }[]]>(
      [calendars, instants, seconds, pauseLists],
      (calendar, startMs, target, pauses) => {
        const dueMs = addWorkingTime(calendar, startMs, target, pauses);
        expect(workingSecondsBetween(calendar, startMs, dueMs, pauses)).toBe(target);
        if (target > 0)
          expect(workingSecondsBetween(calendar, startMs, dueMs - 1000, pauses)).toBeLessThan(target);
      },
    );
  });

  it('splitting an interval changes nothing', () => {
    holds<[Calendar, number, number, number, { fromMs: number; toMs: number }[]]>(
      [calendars, instants, instants, instants, pauseLists],
      (calendar, a, b, c, pauses) => {
        const [first, middle, last] = [a, b, c].toSorted((x, y) => x - y) as [number, number, number];
        const between = (fromMs: number, toMs: number) =>
          workingSecondsBetween(calendar, fromMs, toMs, pauses);
        expect(between(first, middle) + between(middle, last)).toBe(between(first, last));
      },
    );
  });

  it('working off a target in two parts ends where working it off at once does', () => {
    holds<[Calendar, number, number, number]>(
      [calendars, instants, seconds, seconds],
      (calendar, startMs, one, two) => {
        const inParts = addWorkingTime(calendar, addWorkingTime(calendar, startMs, one), two);
        expect(inParts).toBe(addWorkingTime(calendar, startMs, one + two));
      },
    );
  });

  it('a deadline never moves back when a holiday is added', () => {
    holds<[Calendar, number, number, number]>(
      [calendars, instants, seconds, instants],
      (calendar, startMs, target, dayMs) => {
        const date = new Date(dayMs).toISOString().slice(0, 10);
        const more: Calendar = { ...calendar, holidays: [...(calendar.holidays ?? []), date] };
        expect(addWorkingTime(more, startMs, target)).toBeGreaterThanOrEqual(
          addWorkingTime(calendar, startMs, target),
        );
      },
    );
  });

  it('a deadline never moves back when a window is taken away', () => {
    holds<[Calendar, number, number]>([calendars, instants, seconds], (calendar, startMs, target) => {
      if (calendar.hours === '24x7') return;
      const { wed, ...others } = calendar.hours;
      const fewer: Calendar = { ...calendar, hours: { wed: [wed!.at(-1)!] } };
      expect(addWorkingTime(fewer, startMs, target)).toBeGreaterThanOrEqual(
        addWorkingTime(calendar, startMs, target),
      );
      expect(Object.keys(others).length).toBeLessThan(7);
    });
  });

  it('a later start or a greater target never gives an earlier deadline', () => {
    holds<[Calendar, number, number, number]>(
      [calendars, instants, seconds, seconds],
      (calendar, startMs, one, two) => {
        const dueMs = addWorkingTime(calendar, startMs, one);
        expect(addWorkingTime(calendar, startMs + two * 1000, one)).toBeGreaterThanOrEqual(dueMs);
        expect(addWorkingTime(calendar, startMs, one + two)).toBeGreaterThanOrEqual(dueMs);
      },
    );
  });

  it('open hours do not exceed the hours there are, and round the clock they are those', () => {
    holds<[Calendar, number, number]>([calendars, instants, instants], (calendar, a, b) => {
      const [fromMs, toMs] = a < b ? [a, b] : [b, a];
      const worked = workingSecondsBetween(calendar, fromMs, toMs);
      expect(worked).toBeLessThanOrEqual((toMs - fromMs) / 1000);
      const always: Calendar = { tz: calendar.tz, hours: '24x7' };
      expect(workingSecondsBetween(always, fromMs, toMs)).toBe((toMs - fromMs) / 1000);
      expect(worked).toBeGreaterThanOrEqual(0);
    });
  });
});

describe('Pauses', () => {
  type List = { fromMs: number; toMs: number }[];
  it('commute', () => {
    holds<[Calendar, number, number, List]>(
      [calendars, instants, seconds, pauseLists],
      (calendar, startMs, target, pauses) => {
        const dueMs = addWorkingTime(calendar, startMs, target, pauses);
        expect(addWorkingTime(calendar, startMs, target, pauses.toReversed())).toBe(dueMs);
      },
    );
  });

  it('count once, however often or in however many pieces they are told', () => {
    holds<[Calendar, number, number, List]>(
      [calendars, instants, seconds, pauseLists],
      (calendar, startMs, target, pauses) => {
        const dueMs = addWorkingTime(calendar, startMs, target, pauses);
        const halves = pauses.flatMap(({ fromMs, toMs }) => {
          const middleMs = fromMs + Math.floor((toMs - fromMs) / 2);
          return [
            { fromMs, toMs: middleMs },
            { fromMs: middleMs, toMs },
          ];
        });
        expect(addWorkingTime(calendar, startMs, target, [...pauses, ...halves])).toBe(dueMs);
        expect(addWorkingTime(calendar, startMs, target, halves)).toBe(dueMs);
      },
    );
  });

  it('never move a deadline back, and move it by exactly the working time that they take', () => {
    holds<[Calendar, number, number, List]>(
      [calendars, instants, seconds, pauseLists],
      (calendar, startMs, target, pauses) => {
        const dueMs = addWorkingTime(calendar, startMs, target, pauses);
        expect(dueMs).toBeGreaterThanOrEqual(addWorkingTime(calendar, startMs, target));
        const all = workingSecondsBetween(calendar, startMs, dueMs);
        const counted = workingSecondsBetween(calendar, startMs, dueMs, pauses);
        expect(counted).toBe(target);
        expect(all - counted).toBeGreaterThanOrEqual(0);
      },
    );
  });

  it('without an end never breach, and leave what was not used', () => {
    holds<[Calendar, number, number, number]>(
      [calendars, instants, seconds, instants],
      (calendar, startMs, target, fromMs) => {
        const plain = moments({
          calendar,
          startMs,
          target: { kind: 'duration', seconds: target },
          pauses: [],
          warningPercents: [],
        });
        const paused = moments({
          calendar,
          startMs,
          target: { kind: 'duration', seconds: target },
          pauses: [{ fromMs, toMs: null }],
          warningPercents: [50],
        });
        if (plain.dueMs! <= fromMs || target === 0) expect(paused.dueMs).toBe(plain.dueMs);
        else {
          expect(paused.dueMs).toBeNull();
          expect(paused.remainingSeconds).toBe(target - workingSecondsBetween(calendar, startMs, fromMs));
        }
      },
    );
  });
});

describe('Warnings', () => {
  it('come in the order of their percentages, between start and deadline', () => {
    const percents = fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 5 });
    holds<[Calendar, number, number, number[]]>(
      [calendars, instants, seconds, percents],
      (calendar, startMs, target, asked) => {
        const warningPercents = asked.toSorted((a, b) => a - b);
        const { dueMs, warnings } = moments({
          calendar,
          startMs,
          target: { kind: 'duration', seconds: target },
          pauses: [],
          warningPercents,
        });
        const instantsInOrder = [startMs, ...warnings.map((warning) => warning.atMs), dueMs!];
        expect(instantsInOrder).toEqual(instantsInOrder.toSorted((a, b) => a - b));
      },
    );
  });
});

describe('Events', () => {
  const kinds = ['pause', 'resume', 'resolve', 'reopen', 'customerMessage', 'agentReply'] as const;
  const events = fc.uniqueArray(
    fc.record({ hours: fc.integer({ min: 0, max: 200 }), type: fc.constantFrom(...kinds) }),
    {
      selector: (event) => event.hours,
      maxLength: 8,
    },
  );
  const asked = (calendar: Calendar, list: readonly ClockEvent[], kind: string) => ({
    id: 'X',
    calendar,
    start: new Date(begin).toISOString(),
    target: { kind, seconds: 40 * 3600 },
    events: list,
  });

  it('give the same answer in any order and delivered any number of times', () => {
    const kind = fc.constantFrom('resolution', 'firstResponse', 'nextResponse', 'periodicUpdate');
    holds<[Calendar, { hours: number; type: (typeof kinds)[number] }[], string, number]>(
      [calendars, events, kind, fc.integer()],
      (calendar, list, wanted, seed) => {
        const inOrder: ClockEvent[] = list
          .toSorted((a, b) => a.hours - b.hours)
          .map((event) => ({
            type: event.type,
            id: `e${event.hours}`,
            at: new Date(begin + event.hours * hour).toISOString(),
          }));
        const delivered = new Random(seed).shuffled([...inOrder, ...inOrder]);
        expect({ ...answerCase(asked(calendar, delivered, wanted)) }).toEqual(
          answerCase(asked(calendar, inOrder, wanted)),
        );
      },
    );
  });

  it('never remove a recorded breach', () => {
    holds<[Calendar, { hours: number; type: (typeof kinds)[number] }[]]>(
      [calendars, events],
      (calendar, list) => {
        const inOrder: ClockEvent[] = list
          .toSorted((a, b) => a.hours - b.hours)
          .map((event) => ({ type: event.type, at: new Date(begin + event.hours * hour).toISOString() }));
        let before: string[] = [];
        for (let count = 0; count <= inOrder.length; count += 1) {
          const { breachHistory = [] } = answerCase(asked(calendar, inOrder.slice(0, count), 'resolution'));
          expect(breachHistory).toEqual(expect.arrayContaining(before));
          before = breachHistory;
        }
      },
    );
  });
});
