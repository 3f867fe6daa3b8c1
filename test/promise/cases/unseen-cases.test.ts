import type { Calendar, ClockEvent } from '../../../src/promise/domain/clock/types';
import { always, answer, deadline, hours, june, office, week, withHolidays } from '../clock/june';

describe('Calendars', () => {
  it.each([
    [
      'a lunch break',
      {
        mon: [
          ['09:00', '12:00'],
          ['13:00', '17:00'],
        ],
      },
      june(1, '10:00'),
      4,
      june(1, '15:00'),
    ],
    [
      'windows that overlap count once',
      {
        mon: [
          ['09:00', '12:00'],
          ['11:00', '14:00'],
        ],
      },
      june(1, '09:00'),
      5,
      june(1, '14:00'),
    ],
    [
      'windows in any order',
      {
        mon: [
          ['13:00', '17:00'],
          ['09:00', '12:00'],
        ],
      },
      june(1, '09:00'),
      4,
      june(1, '14:00'),
    ],
    [
      'a window until 24:00',
      { mon: [['20:00', '24:00']], tue: [['00:00', '02:00']] },
      june(1, '20:00'),
      5,
      june(2, '01:00'),
    ],
    [
      'a window that closes at 00:00 of the next day',
      { mon: [['20:00', '00:00']] },
      june(1, '20:00'),
      4,
      june(2, '00:00'),
    ],
    [
      'a Sunday night window reaches into Monday',
      { sun: [['22:00', '06:00']] },
      june(1, '02:00'),
      5,
      june(7, '23:00'),
    ],
    [
      'seconds in wall times',
      { mon: [['09:00:30', '17:00']] },
      june(1, '09:00'),
      1,
      '2026-06-01T10:00:30+02:00',
    ],
    [
      'a start outside a window past midnight',
      { mon: [['22:00', '06:00']] },
      june(2, '07:00'),
      1,
      june(8, '23:00'),
    ],
  ])('%s', (_, daily, start, count, due) => {
    expect(deadline({ calendar: { tz: 'Europe/Berlin', hours: daily }, start, target: hours(count) })).toBe(
      due,
    );
  });

  it('take a holiday out of its own date only, where a window runs over midnight', () => {
    const nights: Calendar = {
      tz: 'Europe/Berlin',
      hours: { mon: [['22:00', '06:00']] },
      holidays: ['2026-06-02'],
    };
    // 2 h until midnight; Tuesday's 6 h are a holiday; the third hour is next Monday's.
    expect(deadline({ calendar: nights, start: june(1, '21:00'), target: hours(3) })).toBe(june(8, '23:00'));
    const mondayOff: Calendar = { ...nights, holidays: ['2026-06-01'] };
    expect(deadline({ calendar: mondayOff, start: june(1, '21:00'), target: hours(3) })).toBe(
      june(2, '03:00'),
    );
  });

  it.each<[string, NonNullable<Calendar['holidays']>, string]>([
    ['a morning', [{ date: '2026-06-01', from: '09:00', to: '12:00' }], june(1, '14:00')],
    ['a middle part', [{ date: '2026-06-01', from: '10:00', to: '11:00' }], june(1, '12:00')],
    ['from a time on', [{ date: '2026-06-01', from: '10:00' }], june(2, '10:00')],
    ['until a time', [{ date: '2026-06-01', to: '10:00' }], june(1, '12:00')],
    ['a date as an object', [{ date: '2026-06-01' }], june(2, '11:00')],
    [
      'two parts that overlap',
      [
        { date: '2026-06-01', from: '09:00', to: '11:00' },
        { date: '2026-06-01', from: '10:00', to: '12:00' },
      ],
      june(1, '14:00'),
    ],
    ['the same holiday twice', ['2026-06-01', '2026-06-01'], june(2, '11:00')],
    ['a holiday on a weekend moves nothing', ['2026-06-06'], june(1, '11:00')],
    ['a yearly single day', [{ yearlyFrom: '06-01', yearlyTo: '06-01' }], june(2, '11:00')],
    ['a yearly span', [{ yearlyFrom: '05-30', yearlyTo: '06-02' }], june(3, '11:00')],
    [
      'a yearly span that has ended',
      [{ yearlyFrom: '05-30', yearlyTo: '06-02', untilYear: 2025 }],
      june(1, '11:00'),
    ],
    [
      'a yearly span that begins later',
      [{ yearlyFrom: '05-30', yearlyTo: '06-02', sinceYear: 2027 }],
      june(1, '11:00'),
    ],
    [
      'a yearly span in its first and last year',
      [{ yearlyFrom: '05-30', yearlyTo: '06-02', sinceYear: 2026, untilYear: 2026 }],
      june(3, '11:00'),
    ],
    [
      'an iCalendar',
      [
        {
          icalendar:
            'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260601\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n',
        },
      ],
      june(2, '11:00'),
    ],
  ])('close on %s', (_, holidays, due) => {
    expect(deadline({ calendar: withHolidays(...holidays), target: hours(2) })).toBe(due);
  });

  it('may be closed by an iCalendar of a hundred thousand dates', () => {
    const years = ['DTSTART;VALUE=DATE:20260101', 'DURATION:P3650D', 'RRULE:FREQ=YEARLY;COUNT=40'];
    const icalendar = ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...years, 'END:VEVENT', 'END:VCALENDAR'].join(
      '\r\n',
    );
    // Closed from 2026 for ten years, and so again each year until 2065.
    expect(deadline({ calendar: withHolidays({ icalendar }), target: hours(1) })).toBe(
      '2074-12-31T10:00:00+01:00',
    );
  });

  it('count a yearly closure over New Year to the year in which it begins', () => {
    const closure = (more: object) => withHolidays({ yearlyFrom: '12-24', yearlyTo: '01-02', ...more });
    const start = '2026-12-31T09:00:00+01:00';
    expect(deadline({ calendar: closure({ untilYear: 2026 }), start })).toBe('2027-01-04T17:00:00+01:00');
    expect(deadline({ calendar: closure({ sinceYear: 2027 }), start })).toBe('2026-12-31T17:00:00+01:00');
    expect(deadline({ calendar: closure({ sinceYear: 2026 }), start: '2027-01-01T09:00:00+01:00' })).toBe(
      '2027-01-04T17:00:00+01:00',
    );
    expect(deadline({ calendar: closure({ untilYear: 2025 }), start: '2026-01-01T09:00:00+01:00' })).toBe(
      '2026-01-05T17:00:00+01:00',
    );
  });

  it('know that 29 February is a date of leap years only', () => {
    const calendar = withHolidays({ yearlyFrom: '02-29', yearlyTo: '02-29' });
    const start = '2028-02-28T09:00:00+01:00';
    expect(deadline({ calendar, start, target: hours(9) })).toBe('2028-03-01T10:00:00+01:00');
    expect(deadline({ calendar, start: '2027-02-26T09:00:00+01:00', target: hours(9) })).toBe(
      '2027-03-01T10:00:00+01:00',
    );
  });

  it('find the one opening in a lifetime', () => {
    const calendar = {
      tz: 'Etc/UTC',
      hours: { mon: [['09:00', '10:00']] },
      holidays: [{ yearlyFrom: '03-01', yearlyTo: '02-28' }],
    };
    // Open on a Monday that is 29 February: 2044 after 2016.
    expect(deadline({ calendar, start: '2016-02-29T10:00:00Z', target: hours(1) })).toBe(
      '2044-02-29T10:00:00+00:00',
    );
  });
});

describe('Clock changes', () => {
  const daily = (open: string, close: string) => ({
    tz: 'Europe/Berlin',
    hours: { sat: [[open, close]], sun: [[open, close]] },
  });
  it.each([
    [
      'an opening in the missing hour opens after it',
      daily('02:30', '04:00'),
      '2026-03-29T00:00:00+01:00',
      0.5,
      '2026-03-29T03:30:00+02:00',
    ],
    [
      'a window inside the missing hour does not exist',
      daily('02:15', '02:45'),
      '2026-03-29T00:00:00+01:00',
      0.5,
      '2026-04-04T02:45:00+02:00',
    ],
    [
      'a window inside the hour that happens twice opens once, for both',
      daily('02:15', '02:45'),
      '2026-10-25T00:00:00+02:00',
      1.5,
      '2026-10-25T02:45:00+01:00',
    ],
    [
      'a window after the hour that happens twice is as long as ever',
      daily('04:00', '05:00'),
      '2026-10-25T00:00:00+02:00',
      1,
      '2026-10-25T05:00:00+01:00',
    ],
  ])('%s', (_, calendar, start, count, due) => {
    expect(deadline({ calendar, start, target: hours(count) })).toBe(due);
  });

  it.each([
    [
      'midnight that is skipped',
      'America/Santiago',
      '2026-09-05T22:00:00-04:00',
      3,
      '2026-09-06T02:00:00-03:00',
    ],
    [
      'midnight that comes twice',
      'America/Havana',
      '2026-10-31T23:00:00-04:00',
      3,
      '2026-11-01T01:00:00-05:00',
    ],
    [
      'a date that a zone left out',
      'Pacific/Apia',
      '2011-12-29T22:00:00-10:00',
      3,
      '2011-12-31T01:00:00+14:00',
    ],
    [
      'an offset of 45 minutes',
      'Asia/Kathmandu',
      '2026-06-01T09:00:00+05:45',
      3,
      '2026-06-01T12:00:00+05:45',
    ],
    [
      'a zone that gives up summer time for Ramadan',
      'Africa/Casablanca',
      '2026-02-15T01:00:00+01:00',
      4,
      '2026-02-15T04:00:00+00:00',
    ],
  ])('%s', (_, tz, start, count, due) => {
    expect(deadline({ calendar: { tz, hours: '24x7' }, start, target: hours(count) })).toBe(due);
  });

  it('keep a whole holiday whole on the long day', () => {
    const calendar = { ...always, holidays: ['2026-10-25'] };
    expect(deadline({ calendar, start: '2026-10-24T23:00:00+02:00', target: hours(2) })).toBe(
      '2026-10-26T01:00:00+01:00',
    );
  });

  it('keep the offset of the instant in a negative zone', () => {
    const calendar = { tz: 'America/St_Johns', hours: '24x7' };
    expect(deadline({ calendar, start: '2026-01-05T12:00:00Z', target: hours(1) })).toBe(
      '2026-01-05T09:30:00-03:30',
    );
  });
});

describe('Targets', () => {
  const days = (count: number, endOfDay?: boolean) => ({ kind: 'workingDays', days: count, endOfDay });
  it.each([
    ['over a holiday', withHolidays('2026-06-02'), june(1, '11:00'), days(1), june(3, '11:00')],
    ['that are none', office, june(1, '11:00'), days(0), june(1, '11:00')],
    ['to the end of today', office, june(1, '11:00'), days(0, true), june(1, '17:00')],
    [
      'from a weekend: the next working day is the first',
      office,
      june(6, '15:00'),
      days(1),
      june(9, '09:00'),
    ],
    ['from a weekend to the end of a day', office, june(6, '15:00'), days(1, true), june(9, '17:00')],
    ['from after closing: at the last closing', office, june(1, '20:00'), days(1), june(2, '17:00')],
    [
      'to a day that closes early',
      withHolidays({ date: '2026-06-02', from: '12:00' }),
      june(1, '15:00'),
      days(1),
      june(2, '12:00'),
    ],
    [
      'to the end of a day that closes early',
      withHolidays({ date: '2026-06-02', from: '12:00' }),
      june(1, '10:00'),
      days(1, true),
      june(2, '12:00'),
    ],
    ['round the clock', always, june(5, '15:00'), days(2), june(7, '15:00')],
    ['round the clock to the end of the day', always, june(5, '15:00'), days(2, true), june(8, '00:00')],
    [
      'of nights: a night belongs to the day on which it opens',
      { tz: 'Europe/Berlin', hours: { mon: [['22:00', '06:00']], tue: [['22:00', '06:00']] } },
      june(2, '03:00'),
      days(1),
      june(3, '03:00'),
    ],
    [
      'of nights to their end',
      { tz: 'Europe/Berlin', hours: { mon: [['22:00', '06:00']], tue: [['22:00', '06:00']] } },
      june(2, '03:00'),
      days(1, true),
      june(3, '06:00'),
    ],
  ])('working days %s', (_, calendar, start, target, due) => {
    expect(deadline({ calendar, start, target })).toBe(due);
  });

  it('working days begin on the day itself when the night before has just closed', () => {
    const nights = { tz: 'Europe/Berlin', hours: { mon: [['22:00', '06:00']], tue: [['22:00', '06:00']] } };
    expect(deadline({ calendar: nights, start: june(2, '06:00'), target: days(1) })).toBe(june(8, '06:00'));
    expect(deadline({ start: june(1, '20:00'), target: days(0) })).toBe(june(1, '20:00'));
  });

  it('working days that end at an opening have their warning and offset there, too', () => {
    const given = answer({
      start: june(6, '15:00'),
      target: days(1),
      ask: { warnings: [100], offsets: [0, 3600, -3600] },
    });
    expect(given).toMatchObject({
      warnings: { 100: june(9, '09:00') },
      offsets: { 0: june(9, '09:00'), 3600: june(9, '10:00'), '-3600': june(8, '16:00') },
    });
  });

  it('move working days on by the working time of a pause', () => {
    const pauses = [
      { at: june(1, '12:00'), type: 'pause', reason: 'customer' },
      { at: june(1, '14:00'), type: 'resume', reason: 'customer' },
    ];
    expect(deadline({ start: june(1, '10:00'), target: days(2), events: pauses })).toBe(june(3, '12:00'));
    const paused = answer({ start: june(1, '10:00'), target: days(2), events: pauses.slice(0, 1) });
    expect(paused).toMatchObject({ deadline: null, remainingSeconds: 14 * 3600 });
  });

  it.each([
    [
      'by a time, from a weekend',
      office,
      june(6, '12:00'),
      { rule: 'nextBusinessDayBy', time: '10:30' },
      june(8, '10:30'),
    ],
    [
      'by a time, over a holiday',
      withHolidays('2026-06-02'),
      june(1, '08:00'),
      { rule: 'nextBusinessDayBy', time: '16:00' },
      june(3, '16:00'),
    ],
    [
      'end of the next business day that closes early',
      withHolidays({ date: '2026-06-02', from: '12:00' }),
      june(1, '08:00'),
      { rule: 'endOfNextBusinessDay' },
      june(2, '12:00'),
    ],
    [
      'end of the next business day round the clock',
      always,
      june(1, '08:00'),
      { rule: 'endOfNextBusinessDay' },
      june(3, '00:00'),
    ],
    [
      'a due date in working time',
      office,
      june(1, '09:00'),
      { rule: 'dueDate', dueDate: june(3, '11:00') },
      june(3, '11:00'),
    ],
    [
      'a due date at a closing time',
      office,
      june(1, '09:00'),
      { rule: 'dueDate', dueDate: june(3, '17:00') },
      june(3, '17:00'),
    ],
    [
      'a due date at an opening time',
      office,
      june(1, '09:00'),
      { rule: 'dueDate', dueDate: june(3, '09:00') },
      june(3, '09:00'),
    ],
    [
      'a due date on a holiday',
      withHolidays('2026-06-04', '2026-06-05'),
      june(1, '09:00'),
      { rule: 'dueDate', dueDate: june(4, '11:00') },
      june(8, '09:00'),
    ],
    [
      'a due date at the start',
      office,
      june(1, '10:00'),
      { rule: 'dueDate', dueDate: june(1, '10:00') },
      june(1, '10:00'),
    ],
    [
      'a due date without a time is the end of that day',
      office,
      june(1, '10:00'),
      { rule: 'dueDate', dueDate: '2026-06-04' },
      june(4, '17:00'),
    ],
    [
      'a due date without a time on a weekend',
      office,
      june(1, '10:00'),
      { rule: 'dueDate', dueDate: '2026-06-06' },
      june(8, '09:00'),
    ],
  ])('relative: %s', (_, calendar, start, rule, due) => {
    expect(deadline({ calendar, start, target: { kind: 'relative', ...rule } })).toBe(due);
  });

  it('do not lose a relative deadline to a pause without end', () => {
    const events = [{ at: june(1, '12:00'), type: 'pause', reason: 'customer' }];
    const given = answer({
      target: { kind: 'relative', rule: 'endOfNextBusinessDay' },
      events,
      ask: { warnings: [50, 100] },
    });
    expect(given).toMatchObject({
      deadline: june(2, '17:00'),
      warnings: { 50: june(1, '17:00'), 100: june(2, '17:00') },
    });
    expect(given.remainingSeconds).toBeUndefined();
  });

  it('count a zero target from its start, open or not, and judge it at once', () => {
    const start = june(6, '12:00');
    expect(deadline({ start, target: hours(0) })).toBe(start);
    expect(answer({ start, target: hours(0), events: [{ at: start, type: 'resolve' }] }).met).toBe(true);
    expect(
      answer({ start, target: hours(0), events: [{ at: june(6, '12:01'), type: 'resolve' }] }),
    ).toMatchObject({
      met: false,
      breachHistory: [start],
      elapsedSecondsAtStop: 0,
      wallSecondsAtStop: 60,
      remainingSeconds: 0,
    });
  });

  it('pause a chain of levels as one clock, and leave open what a pause without end holds back', () => {
    const target = { kind: 'chain', levels: [{ seconds: 7200 }, { seconds: 7200 }, { seconds: 0 }] };
    const pause = { at: june(1, '12:00'), type: 'pause', reason: 'customer' };
    expect(answer({ target, events: [pause] })).toMatchObject({
      deadline: null,
      chain: [june(1, '11:00'), null, null],
    });
    const resume = { at: june(1, '14:00'), type: 'resume', reason: 'customer' };
    expect(answer({ target, events: [pause, resume] }).chain).toEqual([
      june(1, '11:00'),
      june(1, '15:00'),
      june(1, '15:00'),
    ]);
  });

  it.each([
    ['a chain', { kind: 'chain', levels: [{ seconds: 7200 }] }],
    ['working days', { kind: 'workingDays', days: 3 }],
    ['a relative target', { kind: 'relative', rule: 'endOfNextBusinessDay' }],
  ])('become working time when a priority gives %s one', (_, target) => {
    const events = [{ at: june(1, '10:00'), type: 'priority', targetSeconds: 3 * 3600 }];
    const given = answer({ target, events });
    expect(given.deadline).toBe(june(1, '12:00'));
    expect(given.chain).toBeUndefined();
  });
});

describe('Pauses', () => {
  const pause = (time: string, reason?: string) => ({ at: june(1, time), type: 'pause', reason });
  const resume = (time: string, reason?: string) => ({ at: june(1, time), type: 'resume', reason });
  it.each([
    ['a resumption of another reason ends nothing', [pause('10:00', 'a'), resume('11:00', 'b')], null],
    ['a resumption of what is not paused does nothing', [resume('10:00', 'a')], june(1, '17:00')],
    [
      'the same pause twice is one',
      [pause('10:00', 'a'), pause('11:00', 'a'), resume('12:00', 'a')],
      june(2, '11:00'),
    ],
    [
      'one inside another counts once',
      [pause('10:00', 'a'), pause('11:00', 'b'), resume('12:00', 'b'), resume('13:00', 'a')],
      june(2, '12:00'),
    ],
    ['without a reason', [pause('10:00'), resume('11:00')], june(2, '10:00')],
    [
      'a resumption without a reason ends all',
      [pause('10:00', 'a'), pause('11:00', 'b'), resume('12:00')],
      june(2, '11:00'),
    ],
    [
      'a resumption without a reason ends the pause without one first',
      [pause('10:00', 'a'), pause('11:00'), resume('12:00')],
      null,
    ],
    [
      'that begin before the start',
      [{ at: june(1, '08:00'), type: 'pause', reason: 'a' }, resume('10:00', 'a')],
      june(2, '10:00'),
    ],
    [
      'over a night take no time outside the windows',
      [pause('16:00', 'a'), { at: june(2, '10:00'), type: 'resume', reason: 'a' }],
      june(2, '11:00'),
    ],
    ['of no length', [pause('10:00', 'a'), resume('10:00', 'a')], june(1, '17:00')],
    [
      'after the deadline move nothing',
      [{ at: june(1, '17:30'), type: 'pause', reason: 'a' }],
      june(1, '17:00'),
    ],
    ['at the deadline move nothing', [pause('17:00', 'a')], june(1, '17:00')],
  ])('%s', (_, events, due) => {
    expect(deadline({ events })).toBe(due);
  });

  it('tell what is left at the earliest of the pauses without end', () => {
    const events = [pause('10:00', 'a'), pause('11:00', 'b')];
    expect(answer({ events })).toMatchObject({ deadline: null, remainingSeconds: 7 * 3600 });
    expect(answer({ events: [{ at: june(1, '08:00'), type: 'pause' }] }).remainingSeconds).toBe(8 * 3600);
  });

  it('leave nothing to count once the deadline has passed, and share out what was counted', () => {
    const assigned = { at: june(1, '09:00'), type: 'assign', group: 'L1' };
    for (const time of ['17:00', '17:30']) {
      expect(answer({ events: [assigned, pause(time, 'a')] })).toMatchObject({
        deadline: june(1, '17:00'),
        remainingSeconds: 0,
        perGroupSeconds: { L1: 8 * 3600 },
      });
    }
    const running = answer({ events: [assigned, pause('10:00', 'a'), resume('10:00', 'a')] });
    expect(running.remainingSeconds).toBeUndefined();
    expect(running.perGroupSeconds).toBeUndefined();
  });

  it('do not hold back a zero target', () => {
    expect(deadline({ target: hours(0), events: [pause('09:00', 'a')] })).toBe(june(1, '09:00'));
  });

  it('keep a case that was resolved while paused: it can not have been late', () => {
    const events = [pause('10:00', 'a'), { at: june(5, '12:00'), type: 'resolve' }];
    expect(answer({ events })).toMatchObject({
      deadline: null,
      met: true,
      elapsedSecondsAtStop: 3600,
      remainingSeconds: 7 * 3600,
    });
  });
});

describe('Warnings and offsets', () => {
  it('leave open what a pause without end keeps from happening', () => {
    const events = [{ at: june(1, '12:00'), type: 'pause', reason: 'a' }];
    expect(answer({ events, ask: { warnings: [25, 50, 100], offsets: [-3600, 0, 3600] } })).toMatchObject({
      warnings: { 25: june(1, '11:00'), 50: null, 100: null },
      offsets: { '-3600': null, '0': null, '3600': null },
    });
  });

  it('go beyond the deadline and before the start in working time', () => {
    const ask = { warnings: [0, 150], offsets: [-12 * 3600, -8 * 3600, 0, 8 * 3600] };
    expect(answer({ ask })).toMatchObject({
      warnings: { 0: june(1, '09:00'), 150: june(2, '13:00') },
      offsets: {
        [-12 * 3600]: '2026-05-29T13:00:00+02:00',
        [-8 * 3600]: june(1, '09:00'),
        0: june(1, '17:00'),
        [8 * 3600]: june(2, '17:00'),
      },
    });
  });

  it('lie at the start where the whole working time is left, and at a closing rather than the next opening', () => {
    const ask = { warnings: [0, 50], offsets: [-8 * 3600, -4 * 3600] };
    expect(answer({ start: june(6, '12:00'), ask })).toMatchObject({
      warnings: { 0: june(6, '12:00') },
      offsets: { [-8 * 3600]: june(6, '12:00') },
    });
    expect(answer({ start: june(1, '13:00'), ask })).toMatchObject({
      warnings: { 50: june(1, '17:00') },
      offsets: { [-4 * 3600]: june(1, '17:00') },
    });
  });

  it('take out pauses', () => {
    const events = [
      { at: june(1, '11:00'), type: 'pause', reason: 'a' },
      { at: june(1, '15:00'), type: 'resume', reason: 'a' },
    ];
    expect(
      answer({ events, target: hours(4), ask: { warnings: [75], offsets: [-3 * 3600, 3600] } }),
    ).toMatchObject({
      deadline: june(1, '17:00'),
      warnings: { 75: june(1, '16:00') },
      offsets: { [-3 * 3600]: june(1, '10:00'), 3600: june(2, '10:00') },
    });
  });

  it('answer nothing before the beginning of time', () => {
    const calendar = { tz: 'Etc/UTC', hours: { mon: [['09:00', '09:01']] } };
    const given = answer({ calendar, ask: { offsets: [-1e9] }, target: { kind: 'resolution', seconds: 60 } });
    expect(given.offsets).toEqual({ '-1000000000': null });
  });
});

describe('Priority', () => {
  const priority = (at: string, count: number) => ({ at, type: 'priority', targetSeconds: count * 3600 });
  it('is counted from the start by default, and is not broken when it ends at that instant', () => {
    expect(answer({ events: [priority(june(1, '11:00'), 2)] })).toMatchObject({
      deadline: june(1, '11:00'),
      breachedOnAttach: false,
    });
  });

  it('may bring near what was too far', () => {
    const far = { kind: 'resolution', seconds: 1e10 };
    expect(deadline({ target: far, events: [priority(june(1, '11:00'), 4)] })).toBe(june(1, '13:00'));
    const longer = [priority(june(1, '10:00'), 1e7), priority(june(1, '11:00'), 4)];
    expect(answer({ events: longer })).toMatchObject({ deadline: june(1, '13:00'), breachedOnAttach: false });
    expect(answer({ events: longer.slice(0, 1) }).error).toMatch(/^DEADLINE_TOO_FAR: /);
    const wrong = { kind: 'relative', rule: 'nextBusinessDayBy', time: '26:00' };
    expect(answer({ target: wrong, events: longer }).error).toMatch(/^TARGET_MALFORMED: /);
  });

  it('stays marked as broken when set, whatever comes later', () => {
    const events = [priority(june(1, '12:00'), 1), priority(june(1, '13:00'), 8)];
    expect(answer({ events })).toMatchObject({
      deadline: june(1, '17:00'),
      breachedOnAttach: true,
      breachHistory: [june(1, '10:00')],
    });
  });

  it('restarts with what is left of a pause', () => {
    const events = [
      { at: june(1, '10:00'), type: 'pause', reason: 'a' },
      priority(june(1, '11:00'), 2),
      { at: june(1, '12:00'), type: 'resume', reason: 'a' },
    ];
    expect(answer({ events, policy: { priorityChange: 'restart' } }).deadline).toBe(june(1, '14:00'));
    expect(answer({ events, policy: { retroactivePause: false } }).deadline).toBe(june(1, '11:00'));
    const later = [...events.slice(0, 1), priority(june(1, '11:00'), 3), ...events.slice(2)];
    expect(answer({ events: later, policy: { retroactivePause: false } }).deadline).toBe(june(1, '13:00'));
  });

  it('before the start is the target from the start on', () => {
    for (const priorityChange of ['restart', 'retroactive']) {
      expect(
        deadline({ events: [priority('2026-05-29T10:00:00+02:00', 2)], policy: { priorityChange } }),
      ).toBe(june(1, '11:00'));
    }
  });

  it('of a case that is resolved counts from its reopening on', () => {
    const events = [
      { at: june(1, '12:00'), type: 'resolve' },
      priority(june(1, '13:00'), 4),
      { at: june(1, '14:00'), type: 'reopen' },
    ];
    const given = answer({ events });
    expect(given.deadline).toBe(june(1, '15:00'));
    expect(given.breachedOnAttach).toBeUndefined();
    expect(answer({ events: events.slice(0, 2) }).deadline).toBe(june(1, '17:00'));
  });
});

describe('Reopening', () => {
  const resolve = (at: string) => ({ at, type: 'resolve' });
  const reopen = (at: string) => ({ at, type: 'reopen' });
  it('keeps a breach of an earlier cycle on record', () => {
    const events = [resolve(june(2, '10:00')), reopen(june(2, '12:00')), resolve(june(2, '13:00'))];
    expect(answer({ events, policy: { reopen: 'new-cycle' } })).toMatchObject({
      deadline: june(3, '12:00'),
      met: true,
      cycles: 2,
      elapsedSecondsAtStop: 3600,
      wallSecondsAtStop: 3600,
      breachHistory: [june(1, '17:00')],
    });
  });

  it('of what is not resolved does nothing, nor does a second resolution', () => {
    expect(answer({ events: [reopen(june(1, '10:00'))], policy: { reopen: 'new-cycle' } })).toMatchObject({
      deadline: june(1, '17:00'),
      cycles: 1,
    });
    expect(answer({ events: [resolve(june(1, '10:00')), resolve(june(9, '10:00'))] })).toMatchObject({
      met: true,
      elapsedSecondsAtStop: 3600,
    });
  });

  it('includes the time resolved where the policy says so', () => {
    const events = [resolve(june(1, '12:00')), reopen(june(1, '14:00')), resolve(june(1, '16:00'))];
    expect(answer({ events, policy: { reopen: 'include-resolved' } })).toMatchObject({
      met: true,
      elapsedSecondsAtStop: 7 * 3600,
    });
    expect(answer({ events })).toMatchObject({ deadline: june(2, '11:00'), elapsedSecondsAtStop: 5 * 3600 });
  });

  it('does not end a pause', () => {
    const events = [
      { at: june(1, '10:00'), type: 'pause', reason: 'a' },
      resolve(june(1, '12:00')),
      reopen(june(1, '14:00')),
    ];
    expect(answer({ events })).toMatchObject({ deadline: null, remainingSeconds: 7 * 3600 });
  });
});

describe('Responses and updates', () => {
  const at = (type: ClockEvent['type'], when: string) => ({ type, at: when });
  const first = { kind: 'firstResponse', seconds: 7200 };
  const next = { kind: 'nextResponse', seconds: 7200 };
  const update = { kind: 'periodicUpdate', seconds: 7200 };

  it('judge the first public reply only', () => {
    const events = [
      at('internalNote', june(1, '09:10')),
      at('agentReply', june(1, '11:30')),
      at('agentReply', june(1, '12:00')),
    ];
    expect(answer({ target: first, events })).toMatchObject({
      deadline: june(1, '11:00'),
      met: false,
      elapsedSecondsAtStop: 9000,
      breachHistory: [june(1, '11:00')],
    });
  });

  it('are not answered by a resolution or reopened by a reopening', () => {
    const events = [at('resolve', june(1, '10:00')), at('reopen', june(1, '10:30'))];
    expect(answer({ target: first, events })).toMatchObject({ deadline: june(1, '11:00') });
    expect(answer({ target: first, events }).met).toBeUndefined();
  });

  it('wait for the message that starts them', () => {
    const target = { ...first, startsOn: 'customerMessage' };
    expect(answer({ target })).toMatchObject({ deadline: null });
    expect(answer({ target }).explanation).toEqual([
      'No deadline: no customerMessage is open that would start the clock',
    ]);
    const events = [
      at('agentReply', june(1, '09:30')),
      at('customerMessage', june(1, '10:00')),
      at('customerMessage', june(1, '12:00')),
    ];
    expect(answer({ target, events }).deadline).toBe(june(1, '12:00'));
    const early = [at('customerMessage', '2026-05-29T10:00:00+02:00')];
    expect(answer({ target, events: early }).deadline).toBeNull();
  });

  it('start on any event that the target names', () => {
    const events = [{ at: june(1, '11:00'), type: 'assign', group: 'L2' }];
    expect(deadline({ target: { kind: 'resolution', seconds: 7200, startsOn: 'assign' }, events })).toBe(
      june(1, '13:00'),
    );
  });

  it('know no next response before a message, and one message before the start', () => {
    expect(answer({ target: next }).deadline).toBeNull();
    const early = at('customerMessage', '2026-05-29T10:00:00+02:00');
    expect(deadline({ target: next, events: [early] })).toBe(june(1, '11:00'));
    expect(
      answer({ target: next, events: [early, at('agentReply', '2026-05-29T12:00:00+02:00')] }).deadline,
    ).toBeNull();
  });

  it('record each late answer, and judge the last', () => {
    const events = [
      at('customerMessage', june(1, '09:00')),
      at('agentReply', june(1, '12:00')),
      at('customerMessage', june(1, '13:00')),
      at('agentReply', june(1, '14:00')),
    ];
    expect(answer({ target: next, events })).toMatchObject({
      deadline: null,
      met: true,
      breachHistory: [june(1, '11:00')],
      elapsedSecondsAtStop: 3600,
      remainingSeconds: 3600,
    });
    const open = answer({ target: next, events: events.slice(0, 3) });
    expect(open).toMatchObject({ deadline: june(1, '15:00'), breachHistory: [june(1, '11:00')] });
    expect(open.met).toBeUndefined();
    expect(answer({ target: next, events: [...events, at('agentReply', june(1, '16:00'))] }).met).toBe(true);
  });

  it('pause and change priority like any clock', () => {
    const events = [
      at('customerMessage', june(1, '10:00')),
      { at: june(1, '10:30'), type: 'priority', targetSeconds: 3600 },
      { at: june(1, '10:30'), type: 'pause', reason: 'a' },
      { at: june(1, '12:00'), type: 'resume', reason: 'a' },
    ];
    expect(deadline({ target: next, events })).toBe(june(1, '12:30'));
    expect(deadline({ target: next, events, policy: { priorityChange: 'restart' } })).toBe(june(1, '13:00'));
    expect(
      deadline({ target: next, events: events.slice(1), policy: { priorityChange: 'restart' } }),
    ).toBeNull();
  });

  it('stay what they are when a priority changes their time', () => {
    const priority = { at: june(1, '09:30'), type: 'priority', targetSeconds: 3600 };
    const reply = at('agentReply', june(1, '09:45'));
    expect(answer({ target: first, events: [priority, reply] })).toMatchObject({
      deadline: june(1, '10:00'),
      met: true,
    });
    const waiting = { ...first, startsOn: 'customerMessage' };
    const message = at('customerMessage', june(1, '10:00'));
    expect(deadline({ target: waiting, events: [priority, message] })).toBe(june(1, '11:00'));
  });

  it('start with a message at the very start', () => {
    const target = { ...first, startsOn: 'customerMessage' };
    expect(deadline({ target, events: [at('customerMessage', june(1, '09:00'))] })).toBe(june(1, '11:00'));
  });

  it('of a next response run on through a resolution', () => {
    const events = [at('customerMessage', june(1, '09:00')), at('resolve', june(1, '10:00'))];
    const given = answer({ target: next, events });
    expect(given.deadline).toBe(june(1, '11:00'));
    expect(given.met).toBeUndefined();
  });

  it('owe no new update for a reply to a resolved case', () => {
    const events = [
      at('resolve', june(1, '10:00')),
      at('agentReply', june(1, '10:30')),
      at('reopen', june(1, '11:00')),
    ];
    expect(deadline({ target: update, events })).toBe(june(1, '12:00'));
    const waiting = { ...update, startsOn: 'customerMessage' };
    expect(answer({ target: waiting, events: [at('agentReply', june(1, '10:30'))] }).deadline).toBeNull();
  });

  it('owe the next update from the last, until the case is resolved', () => {
    const events = [
      at('autoReply', june(1, '10:00')),
      at('agentReply', june(1, '12:00')),
      at('resolve', june(1, '13:00')),
    ];
    expect(answer({ target: update, events })).toMatchObject({
      deadline: june(1, '14:00'),
      met: true,
      breachHistory: [june(1, '11:00')],
    });
    const late = [at('agentReply', '2026-05-29T12:00:00+02:00')];
    expect(deadline({ target: update, events: late })).toBe(june(1, '11:00'));
    const after = [...events, at('agentReply', june(1, '13:30'))];
    expect(answer({ target: update, events: after }).deadline).toBe(june(1, '14:00'));
  });
});

describe('Calendar changes', () => {
  const change = (at: string, calendar: Calendar) => ({ at, type: 'calendarChange', calendar });
  const closedTuesday = withHolidays('2026-06-02');
  it('two in a row each hold from their own time', () => {
    const events = [change(june(1, '12:00'), closedTuesday), change(june(1, '13:00'), always)];
    expect(deadline({ target: hours(12), events })).toBe(june(1, '21:00'));
    expect(deadline({ target: hours(12), events: events.toReversed() })).toBe(june(1, '21:00'));
    // In force from 13:00 to 14:00 only, the calendar without a Tuesday closes nothing.
    const back = [change(june(1, '13:00'), closedTuesday), change(june(1, '14:00'), office)];
    expect(deadline({ target: hours(12), events: back })).toBe(june(2, '13:00'));
  });

  it('repair by the last calendar alone', () => {
    const events = [change(june(1, '12:00'), closedTuesday), change(june(1, '13:00'), always)];
    expect(deadline({ target: hours(12), events, policy: { calendarChange: 'repair' } })).toBe(
      june(1, '21:00'),
    );
    const still = [change(june(3, '10:00'), closedTuesday)];
    expect(answer({ target: hours(12), events: still, policy: { calendarChange: 'repair' } })).toMatchObject({
      deadline: june(3, '13:00'),
      breachHistory: [june(2, '13:00')],
    });
    expect(answer({ target: hours(12), events: still })).toMatchObject({
      deadline: june(2, '13:00'),
      breachHistory: [june(2, '13:00')],
    });
  });

  it('repair a clock that has stopped, and keep its breach on record', () => {
    const events = [{ at: june(3, '10:00'), type: 'resolve' }, change(june(4, '10:00'), closedTuesday)];
    const given = answer({ target: hours(12), events, policy: { calendarChange: 'repair' } });
    expect(given).toMatchObject({
      deadline: june(3, '13:00'),
      met: true,
      elapsedSecondsAtStop: 9 * 3600,
      breachHistory: [june(2, '13:00')],
    });
    expect(answer({ target: hours(12), events })).toMatchObject({ deadline: june(2, '13:00'), met: false });
  });

  it('before or at the start are the calendar that is pinned', () => {
    for (const at of ['2026-05-29T10:00:00+02:00', june(1, '09:00')]) {
      const events = [change(at, closedTuesday)];
      expect(deadline({ target: hours(12), events, policy: { calendarChange: 'pinned' } })).toBe(
        june(3, '13:00'),
      );
    }
  });

  it('answer in the zone of the case, whatever zone the new calendar has', () => {
    const sydney: Calendar = { tz: 'Australia/Sydney', hours: week('09:00', '17:00') };
    // 1 h in Berlin until 10:00; then Sydney's Monday is over (18:00), and its Tuesday opens at 01:00 Berlin time.
    expect(deadline({ target: hours(2), events: [change(june(1, '10:00'), sydney)] })).toBe(june(2, '02:00'));
  });

  it('leave a relative target in the zone that was in force at its start', () => {
    const sydney: Calendar = { tz: 'Australia/Sydney', hours: week('09:00', '23:00') };
    const target = { kind: 'relative', rule: 'nextBusinessDayBy', time: '10:00' };
    expect(deadline({ target, events: [change(june(1, '12:00'), sydney)] })).toBe(june(2, '10:00'));
  });

  it('reach a working day by the calendar of that day', () => {
    const events = [change(june(1, '12:00'), closedTuesday)];
    expect(deadline({ target: { kind: 'workingDays', days: 1 }, start: june(1, '10:00'), events })).toBe(
      june(3, '10:00'),
    );
    expect(deadline({ target: { kind: 'relative', rule: 'endOfNextBusinessDay' }, events })).toBe(
      june(3, '17:00'),
    );
  });

  it.each([
    ['reproject', june(1, '14:00')],
    ['repair', june(1, '11:00')],
  ])('give a clock the calendar that it lacked (%s)', (calendarChange, due) => {
    const never = { ...office, hours: {} };
    const events = [change(june(1, '12:00'), office)];
    expect(deadline({ calendar: never, target: hours(2), events, policy: { calendarChange } })).toBe(due);
    const early = [change('2026-05-29T10:00:00+02:00', office)];
    expect(deadline({ calendar: never, target: hours(2), events: early })).toBe(june(1, '11:00'));
    const twice = [change(june(1, '10:00'), never), ...events];
    expect(deadline({ target: hours(2), events: twice, policy: { calendarChange } })).toBe(
      calendarChange === 'repair' ? due : june(1, '13:00'),
    );
  });

  it('leave a clock without a calendar that is pinned, or opens in no version of it', () => {
    const never = { ...office, hours: {} };
    const events = [change(june(1, '12:00'), office)];
    const pinned = answer({ calendar: never, events, policy: { calendarChange: 'pinned' } });
    expect(pinned.error).toMatch(/^CALENDAR_NEVER_OPEN: /);
    const closed = [change(june(1, '12:00'), withHolidays({ yearlyFrom: '01-01', yearlyTo: '12-31' }))];
    expect(answer({ calendar: never, events: closed, target: hours(0) }).error).toMatch(
      /^CALENDAR_NEVER_OPEN: /,
    );
  });

  it('to a calendar that never opens can not be, unless the deadline came first or it is pinned', () => {
    const never = { ...office, hours: {} };
    expect(answer({ events: [change(june(1, '12:00'), never)] }).error).toMatch(/^CALENDAR_NEVER_OPEN: /);
    expect(
      deadline({ events: [change(june(1, '12:00'), never)], policy: { calendarChange: 'pinned' } }),
    ).toBe(june(1, '17:00'));
    expect(deadline({ events: [change(june(1, '18:00'), never)] })).toBe(june(1, '17:00'));
  });
});

describe('Groups', () => {
  const assign = (at: string, group: string, more: object = {}) => ({ at, type: 'assign', group, ...more });
  it('have their own clocks, which the case pauses, except where it waits for the group', () => {
    const events = [
      assign(june(1, '10:00'), 'L2', { olaSeconds: 7200 }),
      assign(june(1, '10:00'), 'vendor', { olaSeconds: 7200 }),
      { at: june(1, '11:00'), type: 'pause', reason: 'vendor' },
      { at: june(1, '13:00'), type: 'resume', reason: 'vendor' },
    ];
    expect(answer({ events })).toMatchObject({
      deadline: june(2, '11:00'),
      ola: { L2: june(1, '14:00'), vendor: june(1, '12:00') },
      infeasible: false,
    });
  });

  it('start anew with each assignment that gives a time', () => {
    const events = [
      assign(june(1, '09:00'), 'L1', { olaSeconds: 3600 }),
      assign(june(1, '10:00'), 'L2'),
      assign(june(1, '14:00'), 'L1', { olaSeconds: 7200 }),
      assign(june(1, '15:00'), 'L1'),
    ];
    expect(answer({ events }).ola).toEqual({ L1: june(1, '16:00') });
  });

  it('are infeasible only beyond the deadline', () => {
    const until = (seconds: number) =>
      answer({ events: [assign(june(1, '09:00'), 'L1', { olaSeconds: seconds })] }).infeasible;
    expect(until(8 * 3600)).toBe(false);
    expect(until(8 * 3600 + 1)).toBe(true);
    const paused = [
      assign(june(1, '09:00'), 'L1', { olaSeconds: 28_800 }),
      { at: june(1, '10:00'), type: 'pause', reason: 'a' },
    ];
    const given = answer({ events: paused });
    expect(given.ola).toEqual({ L1: null });
    expect(given.infeasible).toBeUndefined();
  });

  it('share the time that counted, and no other', () => {
    const events = [
      assign(june(1, '08:00'), 'L1'),
      assign(june(1, '10:00'), 'L2'),
      { at: june(1, '11:00'), type: 'resolve' },
      { at: june(1, '13:00'), type: 'reopen' },
      assign(june(1, '14:00'), 'L1'),
      { at: june(1, '15:00'), type: 'resolve' },
      assign(june(1, '16:00'), 'L3'),
    ];
    expect(answer({ events })).toMatchObject({
      elapsedSecondsAtStop: 4 * 3600,
      perGroupSeconds: { L1: 7200, L2: 7200 },
    });
    expect(answer({ events: events.slice(0, 2) }).perGroupSeconds).toBeUndefined();
  });
});

describe('Outages', () => {
  const outage = (at: string, until?: string) => ({ at, type: 'outage', until });
  it.each([
    ['over the deadline', [outage(june(1, '16:00'), june(1, '19:00'))], june(1, '19:00')],
    ['that begins at the deadline', [outage(june(1, '17:00'), june(1, '19:00'))], june(1, '19:00')],
    ['that ends at the deadline', [outage(june(1, '16:00'), june(1, '17:00'))], june(1, '17:00')],
    ['before the deadline', [outage(june(1, '11:00'), june(1, '12:00'))], june(1, '17:00')],
    [
      'one after the other',
      [outage(june(1, '18:00'), june(1, '20:00')), outage(june(1, '16:00'), june(1, '19:00'))],
      june(1, '20:00'),
    ],
    ['that has not ended', [outage(june(1, '16:00'))], null],
  ])('%s delay only the notice', (_, events, noticed) => {
    expect(answer({ events })).toMatchObject({ deadline: june(1, '17:00'), detectedNotBefore: noticed });
  });

  it('delay no notice where nothing was late', () => {
    const events = [outage(june(1, '16:00'), june(1, '19:00')), { at: june(1, '16:30'), type: 'resolve' }];
    expect(answer({ events }).detectedNotBefore).toBeUndefined();
    expect(
      answer({ events: [outage(june(1, '16:00')), { at: june(1, '10:00'), type: 'pause' }] })
        .detectedNotBefore,
    ).toBeUndefined();
  });
});

describe('Events', () => {
  it('that carry an id count once, those without one each time', () => {
    const resolve = { at: june(1, '10:00'), type: 'resolve', id: 7 };
    const reopen = { at: june(1, '11:00'), type: 'reopen', id: 8 };
    const again = { at: june(1, '12:00'), type: 'resolve', id: 7 };
    expect(answer({ events: [resolve, reopen, again] }).met).toBeUndefined();
    expect(answer({ events: [resolve, reopen, { ...again, id: undefined }] }).met).toBe(true);
  });

  it('at the same instant keep the order in which they are given', () => {
    const at = june(1, '10:00');
    const both = [
      { at, type: 'resolve' },
      { at, type: 'reopen' },
    ];
    expect(answer({ events: both }).met).toBeUndefined();
    expect(answer({ events: both.toReversed() }).met).toBe(true);
  });

  it('may lie to the second and below it', () => {
    const events = [{ at: '2026-06-01T10:00:00.500+02:00', type: 'resolve' }];
    expect(answer({ events })).toMatchObject({ elapsedSecondsAtStop: 3600, remainingSeconds: 7 * 3600 });
    expect(answer({ start: '2026-06-01t07:00:00z' }).deadline).toBe(june(1, '17:00'));
  });
});
