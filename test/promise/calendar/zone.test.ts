import { closedSpans, readCalendar } from '../../../src/promise/domain/calendar/calendar-rules';
import { workingSecondsBetween } from '../../../src/promise/domain/clock/engine';
import { workingCalendar } from '../../../src/promise/domain/calendar/working-calendar';
import { Zone, zoneOf } from '../../../src/promise/domain/calendar/zone';
import { always, answer, deadline, hours, withHolidays } from '../clock/june';

/** One name in so many spellings, each of which counts as a name of its own. */
const spellings = (name: string, count: number) =>
  Array.from({ length: count }, (_, spelling) =>
    Array.from(name, (letter, bit) => (spelling & (1 << bit) ? letter.toUpperCase() : letter)).join(''),
  );

describe('A time zone', () => {
  it('is kept for the next who asks, and its calendar too', () => {
    const berlin = zoneOf('Europe/Berlin');
    const calendar = workingCalendar(always);
    zoneOf('Europe/Paris');
    workingCalendar({ ...always, tz: 'Europe/Paris' });
    expect(zoneOf('Europe/Berlin')).toBe(berlin);
    expect(workingCalendar({ ...always })).toBe(calendar);
  });

  it('makes room after 700 others, so that spellings without end do not fill the memory', () => {
    const [first, ...others] = spellings('copenhagen', 701).map((city) => `Europe/${city}`);
    const asked = zoneOf(first!);
    for (const other of others.slice(1)) zoneOf(other);
    expect(zoneOf(first!)).toBe(asked);
    zoneOf(others[0]!);
    expect(zoneOf(first!)).not.toBe(asked);
  });

  it('makes room for another calendar after 500 others', () => {
    const closedOn = (day: number) =>
      withHolidays(new Date(Date.UTC(2030, 0, 1 + day)).toISOString().slice(0, 10));
    const asked = workingCalendar(closedOn(0));
    for (let day = 2; day <= 500; day += 1) workingCalendar(closedOn(day));
    expect(workingCalendar(closedOn(0))).toBe(asked);
    workingCalendar(closedOn(1));
    expect(workingCalendar(closedOn(0))).not.toBe(asked);
  });

  it('knows to the second when its clocks change, also at the turn of a week of its year', () => {
    const of2027 = { fromMs: Date.parse('2027-01-01T00:00:00Z'), toMs: Date.parse('2028-01-01T00:00:00Z') };
    expect(new Zone('Asia/Jerusalem').changes(of2027)).toEqual([
      { atMs: Date.parse('2027-03-26T00:00:00Z'), byMs: 3_600_000 },
      { atMs: Date.parse('2027-10-30T23:00:00Z'), byMs: -3_600_000 },
    ]);
    expect(new Zone('Europe/Berlin').changes(of2027)).toEqual([
      { atMs: Date.parse('2027-03-28T01:00:00Z'), byMs: 3_600_000 },
      { atMs: Date.parse('2027-10-31T01:00:00Z'), byMs: -3_600_000 },
    ]);
  });

  it('says nothing of a change before or after the time that counts', () => {
    const changes = (start: string) => answer({ calendar: always, start, target: hours(1) }).explanation[2];
    expect(changes('2026-03-29T01:00:00+01:00')).toMatch(/^Deadline: Sun 2026-03-29 03:00 /);
    expect(changes('2026-03-29T03:00:00+02:00')).toMatch(/^Deadline: Sun 2026-03-29 04:00 /);
    expect(changes('2026-03-29T01:59:00+01:00')).toBe(
      'Sun 2026-03-29 03:00: clocks have gone forward by 1 h',
    );
  });

  it.each([
    [
      'closes as the hour that happens twice begins for the first time',
      ['01:00', '02:00'],
      '2026-10-31T01:30:00+01:00',
    ],
    ['opens when the hour that happens twice is over', ['03:00', '05:00'], '2026-10-25T04:30:00+01:00'],
  ])('has a window that %s', (_, window, due) => {
    const calendar = { tz: 'Europe/Berlin', hours: { sat: [window], sun: [window] } };
    expect(deadline({ calendar, start: '2026-10-25T00:00:00+02:00', target: hours(1.5) })).toBe(due);
  });

  it.each([
    ['Asia/Tokyo', '2026-12-31T15:00:00Z', '2026-12-31T16:00:00Z'],
    ['America/New_York', '2027-01-01T01:00:00Z', '2027-01-01T02:00:00Z'],
  ])('%s counts the hours about the turn of its own year', (tz, from, to) => {
    expect(workingSecondsBetween({ tz, hours: '24x7' }, Date.parse(from), Date.parse(to))).toBe(3600);
  });
});

describe('A calendar', () => {
  it('has nothing closed but its holidays', () => {
    const day = Date.parse('2026-06-01') / 86_400_000;
    const open = readCalendar(always);
    expect(open.yearly).toEqual([]);
    expect(closedSpans(open, day)).toEqual([]);
    expect(closedSpans(readCalendar(withHolidays('2026-06-01')), day)).toEqual([
      { fromMs: 0, toMs: 86_400_000 },
    ]);
  });

  it('observes each of its yearly closures', () => {
    const calendar = withHolidays(
      { yearlyFrom: '12-24', yearlyTo: '12-26' },
      { yearlyFrom: '06-01', yearlyTo: '06-01' },
    );
    expect(deadline({ calendar, target: hours(1) })).toBe('2026-06-02T10:00:00+02:00');
    expect(deadline({ calendar, start: '2026-12-24T09:00:00+01:00', target: hours(1) })).toBe(
      '2026-12-28T10:00:00+01:00',
    );
  });

  it('observes a closure over New Year from the first December on', () => {
    const calendar = withHolidays({ yearlyFrom: '12-24', yearlyTo: '01-02', sinceYear: 2026 });
    expect(deadline({ calendar, start: '2026-12-31T09:00:00+01:00', target: hours(1) })).toBe(
      '2027-01-04T10:00:00+01:00',
    );
  });
});
