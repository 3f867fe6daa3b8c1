import { type QuietHours, allowedFrom } from '../../src/post/domain/quiet-hours';
import { zoneOf } from '../../src/promise/domain/calendar/zone';

const at = (text: string) => Date.parse(text);
const NIGHTS: QuietHours = { from: '20:00', until: '08:00', days: ['sat', 'sun'] };
const allowed = (text: string, zone: string, quiet = NIGHTS) =>
  new Date(allowedFrom(at(text), zone, quiet)).toISOString();

describe('What can wait does not reach anybody at night or on a weekend', () => {
  test('in the daytime of a working day it goes at once', () => {
    expect(allowed('2026-11-20T10:30:00Z', 'Europe/Berlin')).toBe('2026-11-20T10:30:00.000Z');
    expect(allowed('2026-11-20T18:59:59Z', 'Europe/Berlin')).toBe('2026-11-20T18:59:59.000Z');
    expect(allowed('2026-11-19T07:00:00Z', 'Europe/Berlin')).toBe('2026-11-19T07:00:00.000Z');
  });

  test('at night it waits for 08:00 in the own zone of the person', () => {
    expect(allowed('2026-11-18T22:00:00Z', 'Europe/Berlin')).toBe('2026-11-19T07:00:00.000Z');
    expect(allowed('2026-11-19T03:00:00Z', 'America/New_York')).toBe('2026-11-19T13:00:00.000Z');
    expect(allowed('2026-11-18T11:00:00Z', 'Asia/Kolkata')).toBe('2026-11-18T11:00:00.000Z');
    expect(allowed('2026-11-18T14:30:00Z', 'Asia/Kolkata')).toBe('2026-11-19T02:30:00.000Z');
  });

  test('from Friday evening on it waits for Monday', () => {
    expect(allowed('2026-11-20T19:00:00Z', 'Europe/Berlin')).toBe('2026-11-23T07:00:00.000Z');
    expect(allowed('2026-11-22T12:00:00Z', 'Europe/Berlin')).toBe('2026-11-23T07:00:00.000Z');
  });

  test('a change of summer time moves no morning', () => {
    // Summer time begins on Sunday 2026-03-29 in Berlin and ends on Sunday 2026-10-25.
    expect(allowed('2026-03-27T20:00:00Z', 'Europe/Berlin')).toBe('2026-03-30T06:00:00.000Z');
    expect(allowed('2026-10-23T19:00:00Z', 'Europe/Berlin')).toBe('2026-10-26T07:00:00.000Z');
    // In Cairo it begins on a Friday, 2026-04-24, in the night from Thursday.
    expect(allowed('2026-04-23T20:00:00Z', 'Africa/Cairo')).toBe('2026-04-24T05:00:00.000Z');
  });

  test('in a simulated year nothing goes outside the hours, in zones with every kind of clock change', () => {
    for (const zone of ['Europe/Berlin', 'America/Santiago', 'Australia/Lord_Howe', 'Africa/Cairo']) {
      const names = new Intl.DateTimeFormat('en', { timeZone: zone, weekday: 'short' });
      for (let ms = at('2026-01-01T00:00:00Z'); ms < at('2027-01-01T00:00:00Z'); ms += 47 * 60_000) {
        const goes = allowedFrom(ms, zone, NIGHTS);
        const minute = zoneOf(zone).wallMsOf(goes) / 60_000;
        const weekday = names.format(goes);
        const isFine = goes >= ms && minute >= 480 && minute < 1_200 && !['Sat', 'Sun'].includes(weekday);
        if (!isFine) throw new Error(`${zone}: ${new Date(ms).toISOString()} went to ${goes}`);
      }
    }
  });

  test.each<[string, QuietHours, string, string]>([
    [
      'a later night',
      { from: '23:30', until: '06:00', days: [] },
      '2026-11-21T22:15:00Z',
      '2026-11-21T22:15:00.000Z',
    ],
    [
      'a later night',
      { from: '23:30', until: '06:00', days: [] },
      '2026-11-21T22:45:00Z',
      '2026-11-22T05:00:00.000Z',
    ],
    [
      'a day of sleep',
      { from: '08:00', until: '16:00', days: [] },
      '2026-11-18T08:00:00Z',
      '2026-11-18T15:00:00.000Z',
    ],
    [
      'a day of sleep',
      { from: '08:00', until: '16:00', days: [] },
      '2026-11-18T02:00:00Z',
      '2026-11-18T02:00:00.000Z',
    ],
    [
      'a Friday off',
      { from: '20:00', until: '08:00', days: ['fri'] },
      '2026-11-20T10:00:00Z',
      '2026-11-21T07:00:00.000Z',
    ],
    [
      'no quiet hour',
      { from: '00:00', until: '00:00', days: [] },
      '2026-11-21T02:00:00Z',
      '2026-11-21T02:00:00.000Z',
    ],
  ])('a person may have quiet hours of their own: %s', (_, quiet, now, expected) => {
    expect(allowed(now, 'Europe/Berlin', quiet)).toBe(expected);
  });

  test('nobody can be told anything when every day is quiet, and that is said', () => {
    const never: QuietHours = { ...NIGHTS, days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] };
    expect(() => allowedFrom(0, 'Etc/UTC', never)).toThrow(RangeError);
  });
});
