import { answerCase } from '../../../src/promise/domain/cases/answer';
import { addWorkingTime, moments } from '../../../src/promise/domain/clock/engine';
import type { Calendar, Target } from '../../../src/promise/domain/clock/types';

const office: Calendar = {
  tz: 'Europe/Berlin',
  hours: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [['09:00', '17:00']]])),
};

/** Processor time of one call, so that a busy machine tells no lie. */
function cpuMsPerCall(calls: number, run: (call: number) => void): number {
  run(0);
  const before = process.cpuUsage();
  for (let call = 0; call < calls; call += 1) run(call);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / calls;
}

describe('The clock', () => {
  const startMs = Date.parse('2026-01-05T08:00:00Z');
  const seconds = 250 * 8 * 3600;
  const holidays = ['2026-04-03', '2026-04-06', '2026-05-01', '2026-12-25'];

  it('finds a deadline over a year of office hours in well below a millisecond', () => {
    // A fresh description each time, as it comes out of a message.
    const find = (call: number) =>
      addWorkingTime({ ...office, holidays: [...holidays] }, startMs + call * 1000, seconds);
    expect(cpuMsPerCall(2000, find)).toBeLessThan(0.5);
  });

  it('explains it, day by day, in a few milliseconds', () => {
    const target: Target = { kind: 'duration', seconds };
    const explain = (call: number) =>
      moments({
        calendar: { ...office, holidays },
        startMs: startMs + call,
        target,
        pauses: [],
        warningPercents: [50],
      });
    // Within jest a look at a global takes many times as long as outside.
    expect(cpuMsPerCall(100, explain)).toBeLessThan(40);
  });

  it.each([
    ['pauses', ['pause', 'resume']],
    ['reopenings', ['resolve', 'reopen']],
  ])('answers a case of three thousand events, %s in turn, in a second or so', (_, types) => {
    const events = Array.from({ length: 3000 }, (_each, index) => ({
      at: new Date(startMs + index * 60_000).toISOString(),
      type: types[index % 2],
    }));
    const target = { kind: 'resolution', seconds: 1e6 };
    const asked = { calendar: office, start: events[0]!.at, target, events };
    // It stands still every other minute of the first 18 working hours.
    const deadline = '2026-02-23T15:46:40+01:00';
    expect(cpuMsPerCall(1, () => expect(answerCase(asked)).toMatchObject({ deadline }))).toBeLessThan(5000);
  });

  it('forgets calendars that are not used, and answers them all the same', () => {
    const startMs = Date.parse('2026-06-08T16:00:00+02:00');
    const dueMs = Date.parse('2026-06-09T10:00:00+02:00');
    for (let index = 0; index < 600; index += 1) {
      const other: Calendar = {
        ...office,
        holidays: [`2027-01-${String((index % 28) + 1).padStart(2, '0')}`, `${2030 + index}-01-01`],
      };
      expect(addWorkingTime(other, startMs, 7200)).toBe(dueMs);
    }
    expect(addWorkingTime(office, startMs, 7200)).toBe(dueMs);
  });
});
