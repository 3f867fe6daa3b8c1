import type { ClockEvent } from '../../../src/promise/domain/clock/types';
import { answer, deadline, hours, june, office, withHolidays } from './june';

const pause = (day: number, time: string, reason = 'a') => ({ at: june(day, time), type: 'pause', reason });
const resume = (day: number, time: string, reason = 'a') => ({ at: june(day, time), type: 'resume', reason });
/** What stands between the first line, what is owed, and the last, the deadline. */
const sum = (asked: Parameters<typeof answer>[0]) => answer(asked).explanation.slice(1, -1);

describe('The explanation tells', () => {
  it('of pauses without end the first, which stopped the clock', () => {
    const events = [pause(1, '10:00', 'a'), pause(1, '11:00', 'b')];
    expect(answer({ events }).explanation.slice(1)).toEqual([
      'Mon 2026-06-01 09:00-10:00: 1 h (total 1 h)',
      'From Mon 2026-06-01 10:00: paused (a)',
      'No deadline while paused: 7 h left',
    ]);
  });

  it('nothing of a pause that had ended before the start', () => {
    const events = [
      { at: june(1, '07:00'), type: 'pause' },
      { at: june(1, '08:00'), type: 'resume' },
    ];
    expect(sum({ events })).toEqual(['Mon 2026-06-01 09:00-17:00: 8 h (total 8 h)']);
  });

  it('nothing of a pause that moves no relative deadline', () => {
    const target = { kind: 'relative', rule: 'endOfNextBusinessDay' };
    expect(sum({ target, events: [pause(1, '12:00')] })).toEqual([
      'Mon 2026-06-01 09:00-17:00: 8 h (total 8 h)',
      'Tue 2026-06-02 09:00-17:00: 8 h (total 16 h)',
    ]);
  });

  it('of a pause inside another, after it, that it took nothing more', () => {
    const events = [
      pause(1, '10:00', 'a'),
      pause(1, '11:00', 'b'),
      resume(1, '12:00', 'b'),
      resume(1, '13:00'),
    ];
    expect(sum({ events }).slice(1, 3)).toEqual([
      'Mon 2026-06-01 10:00 to Mon 2026-06-01 13:00: paused (a), 3 h of working time not counted',
      'Mon 2026-06-01 11:00 to Mon 2026-06-01 12:00: paused (b), 0 h of working time not counted',
    ]);
  });

  it('days in one line up to a pause that begins as the last of them closes', () => {
    const events = [pause(3, '17:00'), resume(4, '11:00')];
    expect(sum({ target: hours(26), events })).toEqual([
      'Mon 2026-06-01 to Wed 2026-06-03, 3 days of 8 h (09:00-17:00): 24 h (total 24 h)',
      'Wed 2026-06-03 17:00 to Thu 2026-06-04 11:00: paused (a), 2 h of working time not counted',
      'Thu 2026-06-04 11:00-13:00: 2 h (total 26 h)',
    ]);
  });

  it('of clocks that go forward as a window opens, before the window', () => {
    const calendar = { tz: 'Europe/Berlin', hours: { sun: [['02:30', '04:00']] } };
    expect(sum({ calendar, start: '2026-03-29T00:00:00+01:00', target: hours(1) })).toEqual([
      'Sun 2026-03-29 03:00: clocks have gone forward by 1 h',
      'Sun 2026-03-29 03:00-04:00: 1 h (total 1 h)',
    ]);
  });

  it('the whole time, also from an evening that comes twice as clocks go back over midnight', () => {
    const calendar = { tz: 'America/St_Johns', hours: '24x7' };
    expect(sum({ calendar, start: '2006-10-28T22:00:00-02:30', target: hours(5) })).toContain(
      'Sun 2006-10-29 00:00-02:00: 3 h (total 5 h)',
    );
    expect(sum({ calendar, start: '2006-10-28T23:30:00-03:30', target: hours(5) }).at(-1)).toMatch(
      /: 5 h \(total 5 h\)$/,
    );
  });

  it('the last evening of a year that ends later than in Greenwich', () => {
    const calendar = { tz: 'America/New_York', hours: '24x7' };
    expect(sum({ calendar, start: '2027-01-01T01:00:00Z', target: hours(1) })).toEqual([
      'Thu 2026-12-31 20:00-21:00: 1 h (total 1 h)',
    ]);
  });

  it('of a morning that is closed on the day of the deadline', () => {
    const calendar = withHolidays({ date: '2026-06-02', to: '12:00' });
    expect(sum({ calendar, start: june(1, '16:00'), target: hours(2) })).toEqual([
      'Mon 2026-06-01 16:00-17:00: 1 h (total 1 h)',
      'Tue 2026-06-02 00:00-12:00: holiday, not counted',
      'Tue 2026-06-02 12:00-13:00: 1 h (total 2 h)',
    ]);
  });

  it('of holidays by the calendar in force on their day, from its midnight on', () => {
    const change = (day: number, calendar: typeof office) =>
      ({ at: june(day, '00:00'), type: 'calendarChange', calendar }) satisfies ClockEvent;
    const events = [
      change(2, withHolidays('2026-06-02')),
      change(3, withHolidays('2026-06-04')),
      change(5, office),
    ];
    const asked = { start: june(1, '16:00'), target: hours(10), events };
    expect(deadline(asked)).toBe(june(5, '10:00'));
    expect(answer(asked).explanation.filter((line) => line.includes('holiday'))).toEqual([
      'Tue 2026-06-02: holiday, not counted',
      'Thu 2026-06-04: holiday, not counted',
    ]);
  });

  it('what a clock waits for', () => {
    const waits = (target: object) => answer({ target: { seconds: 60, ...target } }).explanation;
    expect(waits({ kind: 'resolution', startsOn: 'assign' })).toEqual([
      'No deadline: no assign is open that would start the clock',
    ]);
    expect(waits({ kind: 'nextResponse' })).toEqual([
      'No deadline: no customerMessage is open that would start the clock',
    ]);
  });
});
