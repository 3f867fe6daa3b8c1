import { addWorkingTime, moments } from '../../../src/domain/clock/engine';
import type { Calendar, Target } from '../../../src/domain/clock/types';

const office: Calendar = {
  tz: 'Europe/Berlin',
  hours: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [['09:00', '17:00']]])),
};

describe('The clock', () => {
  it('over a year of office hours costs well below a millisecond, and its explanation not much more', () => {
    const startMs = Date.parse('2026-01-05T08:00:00Z');
    const target: Target = { kind: 'duration', seconds: 250 * 8 * 3600 };
    const holidays = ['2026-04-03', '2026-04-06', '2026-05-01', '2026-12-25'];
    const request = { startMs, target, pauses: [], warningPercents: [50, 75, 90] };
    const calls = 300;
    moments({ ...request, calendar: { ...office, holidays } });
    const began = performance.now();
    for (let call = 0; call < calls; call += 1) {
      // A fresh description each time, as it comes out of a message.
      moments({
        ...request,
        startMs: startMs + call * 1000,
        calendar: { ...office, holidays: [...holidays] },
      });
    }
    expect((performance.now() - began) / calls).toBeLessThan(15);
    const again = performance.now();
    for (let call = 0; call < calls; call += 1) addWorkingTime(office, startMs + call, 250 * 8 * 3600);
    expect((performance.now() - again) / calls).toBeLessThan(0.5);
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
