import { assert, constantFrom, integer, property } from 'fast-check';
import { REPORT_KINDS, type ReportKind } from '../../src/report/domain/report';
import { isLate, periodAround, periodBefore, periodsBetween } from '../../src/report/domain/report-period';

const at = (text: string) => Date.parse(text);
const iso = (ms: number) => new Date(ms).toISOString();
const HOUR_MS = 3_600_000;

describe('a report is about the last period that is over, in the time zone of the house', () => {
  test.each<[ReportKind, string, string, string, string]>([
    ['daily', '2026-06-02T06:00:00+02:00', 'Europe/Berlin', '2026-05-31T22:00:00Z', '2026-06-01T22:00:00Z'],
    ['daily', '2026-06-02T00:30:00+02:00', 'Europe/Berlin', '2026-05-31T22:00:00Z', '2026-06-01T22:00:00Z'],
    ['weekly', '2026-06-01T06:00:00Z', 'Etc/UTC', '2026-05-25T00:00:00Z', '2026-06-01T00:00:00Z'],
    ['weekly', '2026-06-07T23:59:59Z', 'Etc/UTC', '2026-05-25T00:00:00Z', '2026-06-01T00:00:00Z'],
    ['monthly', '2026-03-01T06:00:00Z', 'Etc/UTC', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'],
    ['monthly', '2028-03-01T06:00:00Z', 'Etc/UTC', '2028-02-01T00:00:00Z', '2028-03-01T00:00:00Z'],
    ['quarterly', '2027-01-01T06:00:00Z', 'Etc/UTC', '2026-10-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['quarterly', '2026-05-15T12:00:00Z', 'Asia/Tokyo', '2025-12-31T15:00:00Z', '2026-03-31T15:00:00Z'],
  ])('%s at %s in %s', (kind, instant, timeZone, start, end) => {
    const { startMs, endMs } = periodBefore(kind, at(instant), timeZone);
    expect([startMs, endMs]).toEqual([at(start), at(end)]);
  });
});

describe('a change of summer time neither loses nor doubles an hour of any report', () => {
  test.each([
    ['Europe/Berlin', '2026-03-29T12:00:00Z', 23],
    ['Europe/Berlin', '2026-10-25T12:00:00Z', 25],
    ['America/New_York', '2026-03-08T16:00:00Z', 23],
    ['America/New_York', '2026-11-01T16:00:00Z', 25],
    // Half an hour.
    ['Australia/Lord_Howe', '2026-04-05T02:00:00Z', 24.5],
  ])(
    'in %s the day around %s has %d hours, and its report is due at 06:00 on the wall',
    (zone, instant, hours) => {
      const { startMs, endMs, dueMs } = periodAround('daily', at(instant), zone);
      expect((endMs - startMs) / HOUR_MS).toBe(hours);
      const wall = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
      expect([startMs, endMs, dueMs].map((ms) => wall.format(ms))).toEqual(['00:00', '00:00', '06:00']);
    },
  );

  test('[OOES-19] a year has one daily report for each of its days, and 52 or 53 weekly ones', () => {
    for (const zone of ['Europe/Berlin', 'America/Santiago', 'Africa/Cairo', 'Pacific/Apia']) {
      const startMs = periodAround('quarterly', at('2026-02-01T12:00:00Z'), zone).startMs;
      const endMs = periodAround('quarterly', at('2027-02-01T12:00:00Z'), zone).startMs;
      const count = (kind: ReportKind) => periodsBetween(kind, startMs, endMs, zone, 1_000);
      expect(count('daily')).toHaveLength(365);
      expect(count('weekly')).toHaveLength(52);
      expect(count('monthly')).toHaveLength(12);
      expect(count('quarterly')).toHaveLength(4);
      const days = count('daily');
      expect(days.every((day, index) => index === 0 || day.startMs === days[index - 1]?.endMs)).toBe(true);
    }
  });

  test('a midnight that does not exist begins the day an hour later', () => {
    const { startMs } = periodAround('daily', at('2026-09-06T12:00:00Z'), 'America/Santiago');
    expect(iso(startMs)).toBe('2026-09-06T04:00:00.000Z');
  });
});

test('every instant lies in exactly one period of each kind, whatever the zone', () => {
  const zones = ['Etc/UTC', 'Europe/London', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Pacific/Auckland'];
  assert(
    property(
      constantFrom(...REPORT_KINDS),
      constantFrom(...zones),
      integer({ min: at('1995-01-01T00:00:00Z'), max: at('2045-01-01T00:00:00Z') }),
      (kind, zone, instant) => {
        const period = periodAround(kind, instant, zone);
        expect(period.startMs).toBeLessThanOrEqual(instant);
        expect(period.endMs).toBeGreaterThan(instant);
        expect(periodAround(kind, period.startMs, zone)).toEqual(period);
        expect(periodAround(kind, period.endMs - 1, zone)).toEqual(period);
        expect(periodAround(kind, period.endMs, zone).startMs).toBe(period.endMs);
        expect(periodBefore(kind, period.endMs, zone)).toEqual(period);
      },
    ),
    { numRuns: 300 },
  );
});

describe('what was missed is reported once, oldest first', () => {
  const periods = (from: string, now: string, most = 100) =>
    periodsBetween('daily', at(from), at(now), 'Etc/UTC', most).map(({ startMs }) =>
      iso(startMs).slice(0, 10),
    );

  test('nothing is due when the newest report reaches until now', () => {
    expect(periods('2026-06-02T00:00:00Z', '2026-06-02T06:00:00Z')).toEqual([]);
  });

  test('three missed days are three reports', () => {
    const missed = ['2026-06-02', '2026-06-03', '2026-06-04'];
    expect(periods('2026-06-02T00:00:00Z', '2026-06-05T06:00:00Z')).toEqual(missed);
    expect(periods('2026-06-02T00:00:00Z', '2026-06-05T06:00:00Z', 2)).toEqual(missed.slice(0, 2));
  });

  test('a house that began at noon is reported on from that day on', () => {
    expect(periods('2026-06-02T12:00:00Z', '2026-06-03T06:00:00Z')).toEqual(['2026-06-02']);
  });
});

describe('a report says that it is late when nothing compiled it within an hour of its time', () => {
  const day = periodAround('daily', at('2026-06-01T12:00:00Z'), 'Etc/UTC');

  test.each([
    ['2026-06-02T06:00:00Z', 1, false],
    ['2026-06-02T07:00:00Z', 1, false],
    ['2026-06-02T07:00:01Z', 1, true],
    // Where time runs faster, schedules come once in a day of product time, at any hour of it.
    ['2026-06-03T06:00:00Z', 60, false],
    ['2026-06-04T06:00:00Z', 60, true],
  ])('compiled at %s, at %d times the wall clock', (instant, scale, late) => {
    expect(isLate(day, at(instant), scale)).toBe(late);
  });
});
