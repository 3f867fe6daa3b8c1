import * as fc from 'fast-check';
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
const observance = [
  'BEGIN:STANDARD',
  'DTSTART:19700101T000000',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'RRULE:FREQ=DAILY',
  'END:STANDARD',
];
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
      'every year, where the interval is none',
      ['DTSTART;VALUE=DATE:20251225', 'RRULE:FREQ=YEARLY;INTERVAL=0;COUNT=2'],
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

  it.each<[string, string, string[], unknown]>([
    [
      'the last of a rule until an instant in UTC, in the zone of its beginning',
      'Australia/Sydney',
      [
        'DTSTART;TZID=Australia/Sydney:20260203T000000',
        'DTEND;TZID=Australia/Sydney:20260204T000000',
        'RRULE:FREQ=YEARLY;UNTIL=20270202T130000Z',
      ],
      ['2026-02-03', '2027-02-03'],
    ],
    [
      'the first Friday of each month, without an exception',
      berlin,
      ['DTSTART;VALUE=DATE:20260605', 'RRULE:FREQ=MONTHLY;BYDAY=1FR;COUNT=4', 'EXDATE;VALUE=DATE:20260703'],
      ['2026-06-05', '2026-08-07', '2026-09-04'],
    ],
    [
      'the last working day of each month',
      berlin,
      ['DTSTART;VALUE=DATE:20260130', 'RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3'],
      ['2026-01-30', '2026-02-27', '2026-03-31'],
    ],
    [
      'the 31st, where a month has one',
      berlin,
      ['DTSTART;VALUE=DATE:20260131', 'RRULE:FREQ=MONTHLY;COUNT=3'],
      ['2026-01-31', '2026-03-31', '2026-05-31'],
    ],
    [
      'every other week on two days, by its own week start',
      berlin,
      ['DTSTART;VALUE=DATE:19970805', 'RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU'],
      ['1997-08-05', '1997-08-17', '1997-08-19', '1997-08-31'],
    ],
    [
      'every other week on two days, from Monday on',
      berlin,
      ['DTSTART;VALUE=DATE:19970805', 'RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO'],
      ['1997-08-05', '1997-08-10', '1997-08-19', '1997-08-24'],
    ],
    [
      'every third day of a month',
      berlin,
      ['DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=DAILY;INTERVAL=10;BYMONTH=1,3;COUNT=6'],
      ['2026-01-01', '2026-01-11', '2026-01-21', '2026-01-31', '2026-03-02', '2026-03-12'],
    ],
    [
      'the Monday of week 20',
      berlin,
      ['DTSTART;VALUE=DATE:19970512', 'RRULE:FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3'],
      ['1997-05-12', '1998-05-11', '1999-05-17'],
    ],
    [
      'days of the year',
      berlin,
      ['DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=YEARLY;BYYEARDAY=1,-1;COUNT=3'],
      ['2026-01-01', '2026-12-31', '2027-01-01'],
    ],
    [
      'every year of a rule that began long ago',
      berlin,
      ['DTSTART:19700101T090000', 'DURATION:PT1H', 'RRULE:FREQ=YEARLY;INTERVAL=56;COUNT=2'],
      [
        { date: '1970-01-01', from: '09:00', to: '10:00' },
        { date: '2026-01-01', from: '09:00', to: '10:00' },
      ],
    ],
    [
      'hours of another zone that differ by its clock change',
      berlin,
      [
        'DTSTART;TZID=America/New_York:20260306T090000',
        'DTEND;TZID=America/New_York:20260306T100000',
        'RRULE:FREQ=WEEKLY;COUNT=2',
      ],
      [
        { date: '2026-03-06', from: '15:00', to: '16:00' },
        { date: '2026-03-13', from: '14:00', to: '15:00' },
      ],
    ],
    [
      'hours of another day in another zone',
      'Australia/Sydney',
      [
        'DTSTART;TZID=America/New_York:20260601T200000',
        'DURATION:PT1H',
        'RRULE:FREQ=MONTHLY;BYDAY=1MO;COUNT=2',
      ],
      [
        { date: '2026-06-02', from: '10:00', to: '11:00' },
        { date: '2026-07-07', from: '10:00', to: '11:00' },
      ],
    ],
    [
      'a zone behind a prefix',
      berlin,
      ['DTSTART;TZID=/freeassociation.sourceforge.net/America/New_York:20261224T120000', 'DURATION:PT1H'],
      [{ date: '2026-12-24', from: '18:00', to: '19:00' }],
    ],
    [
      'times that an exception names by its date',
      berlin,
      ['DTSTART:20260601T090000', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=2', 'EXDATE;VALUE=DATE:20260601'],
      [{ date: '2026-06-02', from: '09:00', to: '10:00' }],
    ],
    [
      'times that an exception names in UTC',
      berlin,
      ['DTSTART:20260601T090000', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=2', 'EXDATE:20260601T070000Z'],
      [{ date: '2026-06-02', from: '09:00', to: '10:00' }],
    ],
    [
      'periods',
      berlin,
      [
        'DTSTART:20260601T090000',
        'DURATION:PT1H',
        'RDATE;VALUE=PERIOD:20260602T080000Z/PT30M,20260603T080000Z/20260603T090000Z',
      ],
      [
        { date: '2026-06-01', from: '09:00', to: '10:00' },
        { date: '2026-06-02', from: '10:00', to: '10:30' },
        { date: '2026-06-03', from: '10:00', to: '11:00' },
      ],
    ],
    [
      'dates whose kind was not said, without a summary, as published calendars mark holidays',
      berlin,
      ['DTSTART:20261225', 'TRANSP:TRANSPARENT', 'CLASS:PUBLIC'],
      ['2026-12-25'],
    ],
  ])('closes on %s', (_, tz, lines, expected) => {
    expect(holidaysOfIcalendar(calendar(lines), tz)).toEqual(expected);
  });

  describe('changed at single occurrences', () => {
    const series = ['UID:1', 'DTSTART;VALUE=DATE:20260601', 'RRULE:FREQ=WEEKLY;COUNT=4'];
    const changed = (...events: string[][]) => holidaysOfIcalendar(calendar(series, ...events), berlin);

    it.each<[string, string[], string[]]>([
      [
        'moved',
        ['UID:1', 'RECURRENCE-ID;VALUE=DATE:20260608', 'DTSTART;VALUE=DATE:20260610'],
        ['2026-06-01', '2026-06-15', '2026-06-22', '2026-06-10'],
      ],
      [
        'cancelled',
        ['UID:1', 'RECURRENCE-ID;VALUE=DATE:20260608', 'DTSTART;VALUE=DATE:20260608', 'STATUS:CANCELLED'],
        ['2026-06-01', '2026-06-15', '2026-06-22'],
      ],
      [
        'moved with all that follow',
        ['UID:1', 'RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20260608', 'DTSTART;VALUE=DATE:20260609'],
        ['2026-06-01', '2026-06-16', '2026-06-23', '2026-06-09'],
      ],
      [
        'ended',
        [
          'UID:1',
          'RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20260608',
          'DTSTART;VALUE=DATE:20260608',
          'STATUS:CANCELLED',
        ],
        ['2026-06-01'],
      ],
      [
        "that are another event's",
        ['UID:2', 'RECURRENCE-ID;VALUE=DATE:20260608', 'DTSTART;VALUE=DATE:20260610'],
        ['2026-06-01', '2026-06-08', '2026-06-15', '2026-06-22', '2026-06-10'],
      ],
    ])('is closed when they are %s', (_, change, expected) => {
      expect(changed(change)).toEqual(expected);
      expect(new Set(holidaysOfIcalendar(calendar(change, series), berlin))).toEqual(new Set(expected));
    });

    it('finds the occurrence by its instant, whatever zone names it', () => {
      const timed = [
        'UID:1',
        'DTSTART;TZID=Europe/Berlin:20260601T090000',
        'DURATION:PT1H',
        'RRULE:FREQ=DAILY;COUNT=2',
      ];
      const moved = ['UID:1', 'RECURRENCE-ID:20260602T070000Z', 'DTSTART:20260602T100000Z', 'DURATION:PT1H'];
      expect(holidaysOfIcalendar(calendar(timed, moved), berlin)).toEqual([
        { date: '2026-06-01', from: '09:00', to: '10:00' },
        { date: '2026-06-02', from: '12:00', to: '13:00' },
      ]);
    });

    it('writes an endless yearly event out', () => {
      const yearly = ['UID:1', 'DTSTART;VALUE=DATE:20251225', 'RRULE:FREQ=YEARLY'];
      const moved = ['UID:1', 'RECURRENCE-ID;VALUE=DATE:20261225', 'DTSTART;VALUE=DATE:20261224'];
      const days = holidaysOfIcalendar(calendar(yearly, moved), berlin);
      expect(days).not.toContain('2026-12-25');
      expect(days).toEqual(expect.arrayContaining(['2025-12-25', '2026-12-24', '2027-12-25']));
    });
  });

  it('describes its own zones', () => {
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:Pacific "Own" Time',
      ...['BEGIN:STANDARD', 'DTSTART:20071104T020000', 'TZOFFSETFROM:-0700', 'TZOFFSETTO:-0800'],
      ...['RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU', 'END:STANDARD'],
      ...['BEGIN:DAYLIGHT', 'DTSTART:20070311T020000', 'TZOFFSETFROM:-0800', 'TZOFFSETTO:-0700'],
      ...['RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU', 'END:DAYLIGHT'],
      'END:VTIMEZONE',
    ].join('\n');
    const event = (at: string) => `BEGIN:VEVENT\nDTSTART;TZID=Own Time:${at}\nDURATION:PT1H\nEND:VEVENT`;
    const text = (at: string) =>
      `BEGIN:VCALENDAR\n${zone.replace('Pacific "Own" Time', 'Own Time')}\n${event(at)}\nEND:VCALENDAR`;
    const los = (at: string) => text(at).replace('TZID=Own Time', 'TZID=America/Los_Angeles');
    fc.assert(
      fc.property(
        fc.integer({ min: 2010, max: 2036 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        fc.integer({ min: 0, max: 23 }),
        (year, ...rest) => {
          const [month, day, hour] = rest.map((value) => String(value).padStart(2, '0'));
          const at = `${year}${month}${day}T${hour}3000`;
          expect(holidaysOfIcalendar(text(at), 'Etc/UTC')).toEqual(holidaysOfIcalendar(los(at), 'Etc/UTC'));
        },
      ),
    );
  });

  it('reads a byte order mark, either kind of line end and lines folded anywhere, to the same closures', () => {
    const text = calendar([
      'SUMMARY:Pâques, vacances',
      'DTSTART;VALUE=DATE:20260406',
      'RRULE:FREQ=MONTHLY;BYDAY=1MO;COUNT=3',
    ]);
    const expected = ['2026-04-06', '2026-05-04', '2026-06-01'];
    expect(holidaysOfIcalendar(`\uFEFF${text}`, berlin)).toEqual(expected);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom(' ', '\t'),
        (width, end, blank) => {
          const folded = text
            .split('\r\n')
            .map((line) => line.match(new RegExp(`.{1,${width}}`, 'g'))?.join(end + blank) ?? '')
            .join(end);
          expect(holidaysOfIcalendar(folded, berlin)).toEqual(expected);
        },
      ),
    );
  });

  it('finds for any rule what a look at every single day finds', () => {
    const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1, maxLength: 3 });
    const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 700 }),
        some(days),
        some([1, 2, 3, 6, 9, 12]),
        some([1, 13, 15, 28, 31]),
        fc.constantFrom('DAILY', 'MONTHLY', 'YEARLY'),
        (offset, weekdays, months, monthDays, frequency) => {
          const startMs = Date.UTC(2026, 0, 1 + offset);
          const written = (ms: number) => new Date(ms).toISOString().slice(0, 10);
          const rule = `RRULE:FREQ=${frequency};BYDAY=${weekdays.join()};BYMONTH=${months.join()};BYMONTHDAY=${monthDays.join()};UNTIL=20351231`;
          const found = closures(`DTSTART;VALUE=DATE:${written(startMs).replaceAll('-', '')}`, rule);
          const expected: string[] = [];
          for (let ms = startMs; ms <= Date.UTC(2035, 11, 31); ms += 86_400_000) {
            const date = new Date(ms);
            const isMatch =
              weekdays.includes(days[(date.getUTCDay() + 6) % 7]!) &&
              months.includes(date.getUTCMonth() + 1) &&
              monthDays.includes(date.getUTCDate());
            if (isMatch || ms === startMs) expected.push(written(ms));
          }
          expect(found).toEqual(expected);
        },
      ),
    );
  });

  it.each<[string, string[][]]>([
    ['endless days', Array.from({ length: 500 }, () => ['DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=DAILY'])],
    [
      'rules without any occurrence',
      Array.from({ length: 500 }, () => [
        'DTSTART;VALUE=DATE:20260101',
        'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
      ]),
    ],
    [
      'long events at short intervals',
      [['DTSTART;VALUE=DATE:20260101', 'DURATION:P3650D', 'RRULE:FREQ=DAILY']],
    ],
  ])('refuses %s before they take a minute', (_, events) => {
    expect(() => holidaysOfIcalendar(calendar(...events), berlin)).toThrow(/^ICALENDAR_MALFORMED: /);
  });

  it('follows thousands of changes of a zone that the text describes, and refuses what is nested beyond reason', () => {
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:q',
      ...Array.from({ length: 9 }, () => observance).flat(),
      'END:VTIMEZONE',
    ];
    const event = [
      'BEGIN:VEVENT',
      'DTSTART;TZID=q:20260101T100000',
      'DURATION:PT1H',
      'RRULE:FREQ=DAILY',
      'END:VEVENT',
    ];
    expect(
      holidaysOfIcalendar(['BEGIN:VCALENDAR', ...zone, ...event, 'END:VCALENDAR'].join('\n'), berlin)[0],
    ).toEqual({ date: '2026-01-01', from: '09:00', to: '10:00' });
    const deep = `BEGIN:VCALENDAR\n${'BEGIN:X\n'.repeat(20_000)}${'END:X\n'.repeat(20_000)}END:VCALENDAR`;
    expect(() => holidaysOfIcalendar(deep, berlin)).toThrow(/^ICALENDAR_MALFORMED/);
  });

  it.each<[string, string, RegExp]>([
    ['another text', 'hello', /the line "hello" is not NAME:value/],
    ['a text of long lines, of which it quotes the beginning', 'x'.repeat(80), /the line "x{60}" is not/],
    ['an event whose start has more before its name', calendar(['!DTSTART:20260201']), /no DTSTART/],
    ['another component', 'BEGIN:VCARD\nEND:VCARD', /does not begin with BEGIN:VCALENDAR/],
    ['another property first', 'VERSION:VCALENDAR', /does not begin/],
    ['nothing', '', /does not begin/],
    ['an event that does not end', 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR', /began but did not end/],
    ['a calendar that does not end', 'BEGIN:VCALENDAR', /began but did not end/],
    ['an event without a start', calendar(['SUMMARY:x']), /no DTSTART/],
    ['a date that is none', calendar(['DTSTART;VALUE=DATE:20260230']), /DTSTART "2026-02-30" is not a date/],
    ['a date in words', calendar(['DTSTART;VALUE=DATE:x20260201']), /is not a date/],
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
      'a rule within the day',
      calendar(['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=HOURLY']),
      /FREQ=HOURLY is not a rule of days that can be followed/,
    ],
    [
      'a numbered weekday of a week',
      calendar(['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=WEEKLY;BYDAY=2MO']),
      /BYDAY "2MO" is not a weekday of a weekly rule/,
    ],
    [
      'a rule with parts that are not followed',
      calendar(['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=YEARLY;BYEASTER=0']),
      /BYEASTER is not a rule/,
    ],
    [
      'a rule that counts none',
      calendar(['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=YEARLY;COUNT=0']),
      /no valid INTERVAL or COUNT/,
    ],
    [
      'a rule until no date',
      calendar(['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=YEARLY;UNTIL=later']),
      /UNTIL "late-r-" is not a date/,
    ],
    [
      'a month that is none',
      calendar(['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=YEARLY;BYMONTH=5,0']),
      /BYMONTH.* "0"/,
    ],
    [
      'a date of the month that is none',
      calendar(['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=YEARLY;BYMONTHDAY=x']),
      /integer from "x"/,
    ],
    [
      'a weekday that is none',
      calendar(['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=YEARLY;BYDAY=1XX']),
      /BYDAY value "1XX"/,
    ],
    [
      'an event of lifetimes',
      calendar(['DTSTART;VALUE=DATE:20260202', 'DURATION:P90000W', 'RRULE:FREQ=YEARLY;COUNT=9']),
      /longer than ten years/,
    ],
    [
      'a weekday with more before it',
      calendar(['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=YEARLY;BYDAY=X1MO']),
      /BYDAY value "X1MO"/,
    ],
    [
      'a weekday with more behind it',
      calendar(['DTSTART;VALUE=DATE:20260202', 'RRULE:FREQ=YEARLY;BYDAY=MON']),
      /BYDAY value "MON"/,
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
