import { holidaysOfIcalendar } from '../../../src/promise/domain/calendar/icalendar-holidays';

const berlin = 'Europe/Berlin';
const calendar = (...events: string[][]) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
    '',
  ].join('\r\n');
const closures = (...lines: string[]) => holidaysOfIcalendar(calendar(lines), berlin);

describe('An iCalendar of holidays', () => {
  it.each<[string, string[], unknown]>([
    ['a day', ['DTSTART;VALUE=DATE:20261225'], ['2026-12-25']],
    [
      'a day with an exclusive end',
      ['DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:20261226'],
      ['2026-12-25'],
    ],
    [
      'a day that ends as it begins',
      ['DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:20261225'],
      ['2026-12-25'],
    ],
    [
      'several days',
      ['DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:20261228'],
      ['2026-12-25', '2026-12-26', '2026-12-27'],
    ],
    ['days by duration', ['DTSTART;VALUE=DATE:20261225', 'DURATION:P2D'], ['2026-12-25', '2026-12-26']],
    [
      'a week by duration',
      ['DTSTART;VALUE=DATE:20261228', 'DURATION:P1W'],
      ['2026-12-28', '2026-12-29', '2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02', '2027-01-03'],
    ],
    [
      'local hours',
      ['DTSTART:20261224T120000', 'DTEND:20261224T180000'],
      [{ date: '2026-12-24', from: '12:00', to: '18:00' }],
    ],
    [
      'hours in UTC',
      ['DTSTART:20261224T120000Z', 'DTEND:20261224T180000Z'],
      [{ date: '2026-12-24', from: '13:00', to: '19:00' }],
    ],
    [
      'hours in another zone',
      ['DTSTART;TZID=America/New_York:20261224T120000', 'DURATION:PT2H30M15S'],
      [{ date: '2026-12-24', from: '18:00', to: '20:30:15' }],
    ],
    [
      'hours in a quoted zone',
      ['DTSTART;TZID="America/New_York":20261224T120000', 'DURATION:PT1H'],
      [{ date: '2026-12-24', from: '18:00', to: '19:00' }],
    ],
    [
      'hours over midnight',
      ['DTSTART:20261224T220000', 'DTEND:20261226T020000'],
      [
        { date: '2026-12-24', from: '22:00', to: '24:00' },
        '2026-12-25',
        { date: '2026-12-26', from: '00:00', to: '02:00' },
      ],
    ],
    [
      'half a day and a bit, to the second',
      ['DTSTART:20261224T123015', 'DURATION:PT10H20M'],
      [{ date: '2026-12-24', from: '12:30:15', to: '22:50:15' }],
    ],
    [
      'minutes by duration',
      ['DTSTART:20261224T120000', 'DURATION:PT45M'],
      [{ date: '2026-12-24', from: '12:00', to: '12:45' }],
    ],
    ['hours that are a whole day', ['DTSTART:20261224T000000', 'DTEND:20261225T000000'], ['2026-12-24']],
    ['no length', ['DTSTART:20261224T220000'], []],
    ['cancelled', ['DTSTART;VALUE=DATE:20261225', 'STATUS:CANCELLED'], []],
    ['confirmed', ['DTSTART;VALUE=DATE:20261225', 'STATUS:CONFIRMED'], ['2026-12-25']],
    [
      'every year',
      ['DTSTART;VALUE=DATE:20201225', 'RRULE:FREQ=YEARLY'],
      [{ yearlyFrom: '12-25', yearlyTo: '12-25', sinceYear: 2020 }],
    ],
    [
      'several days every year',
      ['DTSTART;VALUE=DATE:20201224', 'DTEND;VALUE=DATE:20210103', 'RRULE:FREQ=YEARLY;INTERVAL=1;WKST=MO'],
      [{ yearlyFrom: '12-24', yearlyTo: '01-02', sinceYear: 2020 }],
    ],
    [
      'every year and once more',
      ['DTSTART;VALUE=DATE:20201225', 'RRULE:FREQ=YEARLY', 'RDATE;VALUE=DATE:20260101'],
      [{ yearlyFrom: '12-25', yearlyTo: '12-25', sinceYear: 2020 }, '2026-01-01'],
    ],
    [
      'so many years',
      ['DTSTART;VALUE=DATE:20251225', 'RRULE:FREQ=YEARLY;COUNT=3'],
      ['2025-12-25', '2026-12-25', '2027-12-25'],
    ],
    ['one year', ['DTSTART;VALUE=DATE:20251225', 'RRULE:FREQ=YEARLY;COUNT=1'], ['2025-12-25']],
    [
      'years of a rule with a week start and a semicolon at its end',
      ['DTSTART;VALUE=DATE:20251225', 'RRULE:FREQ=YEARLY;WKST=MO;COUNT=2;'],
      ['2025-12-25', '2026-12-25'],
    ],
    [
      'every second year',
      ['DTSTART;VALUE=DATE:20251225', 'RRULE:FREQ=YEARLY;INTERVAL=2;COUNT=2'],
      ['2025-12-25', '2027-12-25'],
    ],
    [
      'until a year',
      ['DTSTART;VALUE=DATE:20251225', 'RRULE:FREQ=YEARLY;UNTIL=20261225'],
      ['2025-12-25', '2026-12-25'],
    ],
    [
      'until the day before',
      ['DTSTART;VALUE=DATE:20251225', 'RRULE:FREQ=YEARLY;UNTIL=20261224T235959Z'],
      ['2025-12-25'],
    ],
    [
      'hours every year',
      ['DTSTART:20251224T120000', 'DTEND:20251224T180000', 'RRULE:FREQ=YEARLY;COUNT=2'],
      [
        { date: '2025-12-24', from: '12:00', to: '18:00' },
        { date: '2026-12-24', from: '12:00', to: '18:00' },
      ],
    ],
    [
      'without an exception',
      ['DTSTART;VALUE=DATE:20251225', 'RRULE:FREQ=YEARLY;COUNT=3', 'EXDATE;VALUE=DATE:20261225,20271225'],
      ['2025-12-25'],
    ],
    [
      'without an exception in a list with blanks',
      ['DTSTART;VALUE=DATE:20251225', 'RRULE:FREQ=YEARLY;COUNT=3', 'EXDATE;VALUE=DATE:20261225, 20271225'],
      ['2025-12-25'],
    ],
    [
      'further dates',
      ['DTSTART;VALUE=DATE:20251225', 'RDATE;VALUE=DATE:20260101,20260102'],
      ['2025-12-25', '2026-01-01', '2026-01-02'],
    ],
    [
      'the last Monday of May',
      ['DTSTART;VALUE=DATE:20260525', 'RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=3'],
      ['2026-05-25', '2027-05-31', '2028-05-29'],
    ],
    [
      'the fourth Thursday of November',
      ['DTSTART;VALUE=DATE:20261126', 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=2'],
      ['2026-11-26', '2027-11-25'],
    ],
    [
      'the first Monday, with a sign',
      ['DTSTART;VALUE=DATE:20260907', 'RRULE:FREQ=YEARLY;BYMONTH=9;BYDAY=+1MO;COUNT=2'],
      ['2026-09-07', '2027-09-06'],
    ],
    [
      'each Friday of a month',
      ['DTSTART;VALUE=DATE:20260206', 'RRULE:FREQ=YEARLY;BYMONTH=2;BYDAY=FR;COUNT=5'],
      ['2026-02-06', '2026-02-13', '2026-02-20', '2026-02-27', '2027-02-05'],
    ],
    [
      'two weekdays of a month',
      ['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=YEARLY;BYMONTH=2;BYDAY=MO,TU;COUNT=3'],
      ['2026-02-02', '2026-02-03', '2026-02-09'],
    ],
    [
      'a weekday of every month',
      ['DTSTART;VALUE=DATE:20260123', 'RRULE:FREQ=YEARLY;BYDAY=FR;COUNT=3'],
      ['2026-01-23', '2026-01-30', '2026-02-06'],
    ],
    [
      'a date of every month',
      ['DTSTART;VALUE=DATE:20260115', 'RRULE:FREQ=YEARLY;BYMONTHDAY=15;COUNT=3'],
      ['2026-01-15', '2026-02-15', '2026-03-15'],
    ],
    [
      'dates from the start on, not those before it in its year',
      ['DTSTART;VALUE=DATE:20260601', 'RRULE:FREQ=YEARLY;BYMONTH=1,6;COUNT=2'],
      ['2026-06-01', '2027-01-01'],
    ],
    [
      'the Friday that is a 13th',
      ['DTSTART;VALUE=DATE:20260213', 'RRULE:FREQ=YEARLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3'],
      ['2026-02-13', '2026-03-13', '2026-11-13'],
    ],
    [
      'the n-th weekday of a year, where no month is named',
      ['DTSTART;VALUE=DATE:20260518', 'RRULE:FREQ=YEARLY;BYDAY=20MO;COUNT=3'],
      ['2026-05-18', '2027-05-17', '2028-05-15'],
    ],
    [
      'the last Friday of a year, where no month is named',
      ['DTSTART;VALUE=DATE:20261225', 'RRULE:FREQ=YEARLY;BYDAY=-1FR;COUNT=2'],
      ['2026-12-25', '2027-12-31'],
    ],
    [
      'two dates of two months',
      ['DTSTART;VALUE=DATE:20260601', 'RRULE:FREQ=YEARLY;BYMONTH=12,6;BYMONTHDAY=1,-1;COUNT=4'],
      ['2026-06-01', '2026-06-30', '2026-12-01', '2026-12-31'],
    ],
    [
      '29 February in leap years',
      ['DTSTART;VALUE=DATE:20240229', 'RRULE:FREQ=YEARLY;COUNT=2'],
      ['2024-02-29', '2028-02-29'],
    ],
  ])('closes on %s', (_, lines, expected) => {
    expect(closures(...lines)).toEqual(expected);
  });

  it('follows a yearly 29 February without end, for a hundred years', () => {
    const days = closures('DTSTART;VALUE=DATE:20240229', 'RRULE:FREQ=YEARLY');
    expect(days.slice(0, 2)).toEqual(['2024-02-29', '2028-02-29']);
    expect(days).toHaveLength(25);
    expect(
      closures('DTSTART;VALUE=DATE:20240226', 'DTEND;VALUE=DATE:20240301', 'RRULE:FREQ=YEARLY').slice(0, 5),
    ).toEqual(['2024-02-26', '2024-02-27', '2024-02-28', '2024-02-29', '2025-02-26']);
  });

  it('writes out what one yearly span of dates can not say', () => {
    const firstTwo = (...lines: string[]) => closures(...lines).slice(0, 2);
    expect(firstTwo('DTSTART;VALUE=DATE:20251225', 'RRULE:BYMONTH=12;FREQ=YEARLY')).toEqual([
      '2025-12-25',
      '2026-12-25',
    ]);
    expect(firstTwo('DTSTART;VALUE=DATE:20240229', 'DURATION:P2D', 'RRULE:FREQ=YEARLY')).toEqual([
      '2024-02-29',
      '2024-03-01',
    ]);
  });

  it('keeps a yearly event of up to 300 days as one span of dates', () => {
    const lasting = (days: number) =>
      closures('DTSTART;VALUE=DATE:20260101', `DURATION:P${days}D`, 'RRULE:FREQ=YEARLY')[0];
    expect(lasting(300)).toEqual({ yearlyFrom: '01-01', yearlyTo: '10-27', sinceYear: 2026 });
    expect(lasting(301)).toBe('2026-01-01');
  });

  it('counts weeks of more than one digit', () => {
    expect(closures('DTSTART;VALUE=DATE:20260101', 'DURATION:P10W')).toHaveLength(70);
  });

  it('writes out a yearly event with exceptions', () => {
    const days = closures('DTSTART;VALUE=DATE:20251225', 'RRULE:FREQ=YEARLY', 'EXDATE;VALUE=DATE:20261225');
    expect(days.slice(0, 2)).toEqual(['2025-12-25', '2027-12-25']);
    expect(days).toHaveLength(100);
  });

  it('reads folded lines, lower case, other components and several events', () => {
    const text = [
      'begin:vcalendar',
      'BEGIN:VTIMEZONE',
      'DTSTART:19700101T000000',
      'END:VTIMEZONE',
      'begin:vevent',
      'SUMMARY;LANGUAGE="de:DE":Erster',
      ' Weihnachtstag',
      'BEGIN:VALARM',
      'DTSTART;VALUE=DATE:20270101',
      'END:VALARM',
      'dtstart;value=date:2026',
      '\t1225',
      'end:vevent',
      '',
      'BEGIN:VEVENT',
      'DTSTART;VALUE=DATE:20261226',
      'END:VEVENT',
      'END:VCALENDAR',
    ].join('\n');
    expect(holidaysOfIcalendar(text, berlin)).toEqual(['2026-12-25', '2026-12-26']);
    expect(holidaysOfIcalendar('  \nBEGIN:VCALENDAR\nEND:VCALENDAR', berlin)).toEqual([]);
  });

  it.each<[string, string, RegExp]>([
    ['another text', 'hello', /the line "hello" is not NAME:value/],
    ['a text of long lines, of which it quotes the beginning', 'x'.repeat(80), /the line "x{60}" is not/],
    ['a line with more before its name', calendar(['!DTSTART:20260201']), /"!DTSTART:20260201" is not NAME/],
    ['another component', 'BEGIN:VCARD\nEND:VCARD', /does not begin with BEGIN:VCALENDAR/],
    ['another property first', 'VERSION:VCALENDAR', /does not begin/],
    ['nothing', '', /does not begin/],
    [
      'an event that does not end',
      'BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR',
      /END:VCALENDAR ends nothing/,
    ],
    ['a calendar that does not end', 'BEGIN:VCALENDAR', /VCALENDAR does not end/],
    ['an event without a start', calendar(['SUMMARY:x']), /no DTSTART/],
    ['a date that is none', calendar(['DTSTART;VALUE=DATE:20260230']), /DTSTART "20260230" is not a date/],
    ['a date in words', calendar(['DTSTART;VALUE=DATE:x20260201']), /is not a date/],
    [
      'a time with more behind it',
      calendar(['DTSTART:20260201T100000X']),
      /"20260201T100000X" is not a date/,
    ],
    ['a time that is none', calendar(['DTSTART:20260201T240000']), /is not a time/],
    [
      'an end before the beginning',
      calendar(['DTSTART;VALUE=DATE:20260202', 'DTEND;VALUE=DATE:20260201']),
      /ends \(20260201\) before it begins/,
    ],
    [
      'a duration that is none',
      calendar(['DTSTART;VALUE=DATE:20260202', 'DURATION:2 days']),
      /DURATION "2 days" is malformed/,
    ],
    [
      'a duration with more before it',
      calendar(['DTSTART;VALUE=DATE:20260202', 'DURATION:-P1D']),
      /DURATION "-P1D" is malformed/,
    ],
    [
      'a duration with more behind it',
      calendar(['DTSTART;VALUE=DATE:20260202', 'DURATION:P1D12H']),
      /DURATION "P1D12H" is malformed/,
    ],
    [
      'a monthly rule',
      calendar(['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=MONTHLY']),
      /not a yearly rule that can be followed/,
    ],
    [
      'a rule with parts that are not followed',
      calendar(['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=YEARLY;BYEASTER=0']),
      /not a yearly rule/,
    ],
    [
      'a rule without an interval',
      calendar(['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=YEARLY;INTERVAL=0']),
      /no valid INTERVAL or COUNT/,
    ],
    [
      'a rule that counts none',
      calendar(['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=YEARLY;COUNT=0']),
      /no valid INTERVAL or COUNT/,
    ],
    [
      'a rule until no date',
      calendar(['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=YEARLY;UNTIL=later']),
      /UNTIL "LATER" is not a date/,
    ],
    [
      'a month that is none',
      calendar(['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=YEARLY;BYMONTH=5,0']),
      /"5,0" is not a list of numbers/,
    ],
    [
      'a date of the month that is none',
      calendar(['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=YEARLY;BYMONTHDAY=x']),
      /"X" is not a list of numbers/,
    ],
    [
      'a weekday that is none',
      calendar(['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=YEARLY;BYDAY=1XX']),
      /BYDAY "1XX" is not a weekday/,
    ],
    [
      'an event of lifetimes',
      calendar(['DTSTART;VALUE=DATE:20260202', 'DURATION:P90000W', 'RRULE:FREQ=YEARLY;COUNT=9']),
      /longer than ten years/,
    ],
    [
      'a weekday with more before it',
      calendar(['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=YEARLY;BYDAY=X1MO']),
      /BYDAY "X1MO" is not a weekday/,
    ],
    [
      'a weekday with more behind it',
      calendar(['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=YEARLY;BYDAY=MON']),
      /BYDAY "MON" is not a weekday/,
    ],
  ])('is refused when it is %s', (_, text, reason) => {
    expect(() => holidaysOfIcalendar(text, berlin)).toThrow(reason);
    expect(() => holidaysOfIcalendar(text, berlin)).toThrow(/^ICALENDAR_MALFORMED: /);
  });

  it('names an unknown zone', () => {
    expect(() => closures('DTSTART;TZID=Middle Earth:20260201T100000', 'DURATION:PT1H')).toThrow(
      /^CALENDAR_UNKNOWN_ZONE/,
    );
  });
});
