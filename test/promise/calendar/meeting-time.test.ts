import * as fc from 'fast-check';
import {
  type MeetingWish,
  meetingCalendar,
  meetingTimes,
} from '../../../src/promise/domain/calendar/meeting-time';
import { zoneOf } from '../../../src/promise/domain/calendar/zone';
import type { Calendar, Hours } from '../../../src/promise/domain/clock/types';

const alwaysOpen: Calendar = { tz: 'Etc/UTC', hours: '24x7' };
const nineToHalfPastFive: Hours = Object.fromEntries(
  ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [['09:00', '17:30']]]),
);
const london: Calendar = {
  tz: 'Europe/London',
  hours: nineToHalfPastFive,
  holidays: [{ yearlyFrom: '12-25', yearlyTo: '01-01' }],
};

const first = (calendar: Calendar, wish: Omit<MeetingWish, 'minutes'> & { minutes?: number }) => {
  for (const { fromMs } of meetingTimes(calendar, { minutes: 45, ...wish })) {
    return zoneOf(calendar.tz).text(fromMs);
  }
  return null;
};

describe('A time for a meeting', () => {
  it.each([
    ['2026-11-23T08:00:00Z', 2, 'Europe/Madrid', '2026-11-25T10:00:00+01:00'],
    ['2026-11-26T08:00:00Z', 2, 'Europe/Madrid', '2026-11-30T10:00:00+01:00'],
    ['2026-11-23T08:00:00Z', 0, 'Europe/Madrid', '2026-11-23T10:00:00+01:00'],
    ['2026-11-27T12:00:00Z', 0, 'Europe/Madrid', '2026-11-30T10:00:00+01:00'],
    ['2026-03-27T23:30:00Z', 2, 'America/New_York', '2026-03-30T10:00:00-04:00'],
    ['2026-12-31T20:00:00Z', 1, 'Pacific/Auckland', '2027-01-04T10:00:00+13:00'],
  ])('from %s %i days ahead in %s is %s', (now, daysAhead, zone, expected) => {
    expect(first(meetingCalendar(alwaysOpen, zone), { nowMs: Date.parse(now), daysAhead })).toBe(expected);
  });

  it.each<[string, Calendar, string, number, number, string | null]>([
    ['on no closed day', london, '2026-12-29T09:00:00Z', 3, 45, '2027-01-04T10:00:00+00:00'],
    [
      'on no public holiday of a calendar',
      { ...london, holidays: ['2026-05-25'] },
      '2026-05-22T08:00:00Z',
      3,
      45,
      '2026-05-26T10:00:00+01:00',
    ],
    [
      'not in a closed half of a day',
      { ...london, holidays: [{ date: '2026-05-26', from: '09:00', to: '12:00' }] },
      '2026-05-22T08:00:00Z',
      4,
      45,
      '2026-05-26T12:00:00+01:00',
    ],
    [
      'where Friday is closed and Sunday is not',
      { tz: 'Asia/Dubai', hours: { sun: [['08:00', '16:00']], mon: [['08:00', '16:00']] } },
      '2026-06-04T08:00:00Z',
      1,
      45,
      '2026-06-07T10:00:00+04:00',
    ],
    [
      'before ten, where hours end before it',
      { tz: 'Europe/London', hours: { mon: [['07:10', '09:30']] } },
      '2026-06-05T08:00:00Z',
      1,
      60,
      '2026-06-08T07:10:00+01:00',
    ],
    ['for a whole day', london, '2026-06-05T08:00:00Z', 3, 480, '2026-06-08T09:00:00+01:00'],
    [
      'over no break',
      {
        tz: 'Europe/London',
        hours: {
          mon: [
            ['09:00', '10:30'],
            ['13:00', '17:00'],
          ],
        },
      },
      '2026-06-05T08:00:00Z',
      3,
      60,
      '2026-06-08T13:00:00+01:00',
    ],
    ['for more than any day has', london, '2026-06-05T08:00:00Z', 3, 540, null],
    ['where nothing opens', { tz: 'Europe/London', hours: {} }, '2026-06-05T08:00:00Z', 3, 45, null],
  ])('lies %s', (_, calendar, now, daysAhead, minutes, expected) => {
    expect(first(calendar, { nowMs: Date.parse(now), daysAhead, minutes })).toBe(expected);
  });

  it('is not before what it follows', () => {
    const wish = { nowMs: Date.parse('2026-06-05T08:00:00Z'), daysAhead: 3 };
    const notBeforeMs = Date.parse('2026-06-08T10:50:00+01:00');
    expect(first(london, { ...wish, notBeforeMs })).toBe('2026-06-08T11:00:00+01:00');
  });

  it('lies within hours, on no closed day and never in the past, whatever is asked', () => {
    const zones = ['Europe/London', 'Australia/Sydney', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2029, 0, 1) }),
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 5, max: 480 }),
        (tz, nowMs, daysAhead, minutes) => {
          const zone = zoneOf(tz);
          const [time] = meetingTimes({ ...london, tz }, { nowMs, daysAhead, minutes });
          const { fromMs, toMs } = time!;
          expect(fromMs).toBeGreaterThan(nowMs);
          expect(zone.dayOf(fromMs)).toBeGreaterThanOrEqual(zone.dayOf(nowMs) + daysAhead);
          expect(zone.dayOf(toMs)).toBe(zone.dayOf(fromMs));
          expect(toMs - fromMs).toBe(minutes * 60_000);
          expect(zone.wallMsOf(fromMs)).toBeGreaterThanOrEqual(9 * 3_600_000);
          expect(zone.wallMsOf(toMs)).toBeLessThanOrEqual(17.5 * 3_600_000);
          expect(zone.wallText(fromMs)).toMatch(/^(Mon|Tue|Wed|Thu|Fri)/);
          expect(zone.text(fromMs)).not.toMatch(/-12-(2[5-9]|3.)|-01-01T/);
        },
      ),
    );
  });
});
