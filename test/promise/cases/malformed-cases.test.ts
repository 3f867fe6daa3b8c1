import { answerCase, answerCases } from '../../../src/promise/domain/cases/answer';

const good = {
  id: 'X',
  calendar: { tz: 'Europe/Berlin', hours: { mon: [['09:00', '17:00']] }, holidays: [] as unknown[] },
  start: '2026-06-01T09:00:00+02:00',
  target: { kind: 'resolution', seconds: 3600 } as unknown,
  events: [] as unknown[],
  policy: {},
};
const hours = (mon: unknown) => ({ ...good, calendar: { ...good.calendar, hours: { mon } } });
const holidays = (...list: unknown[]) => ({ ...good, calendar: { ...good.calendar, holidays: list } });
const target = (wanted: unknown) => ({ ...good, target: wanted });
const event = (...events: unknown[]) => ({ ...good, events });
const at = '2026-06-01T10:00:00+02:00';

describe('A case that cannot be', () => {
  it.each<[string, unknown, string, RegExp]>([
    ['nothing', null, 'CASE_MALFORMED', /the case/],
    ['a text', 'A01', 'CASE_MALFORMED', /the case/],
    ['a list in a list', [[]], 'CASE_MALFORMED', /the case/],
    ['an object without anything', {}, 'CALENDAR_MALFORMED', /calendar/],
    ['no calendar', { ...good, calendar: undefined }, 'CALENDAR_MALFORMED', /calendar/],
    [
      'a calendar without hours',
      { ...good, calendar: { tz: 'Etc/UTC' } },
      'CALENDAR_MALFORMED',
      /calendar.hours: must be "24x7"/,
    ],
    [
      'a calendar without a zone',
      { ...good, calendar: { hours: '24x7' } },
      'CALENDAR_MALFORMED',
      /calendar.tz/,
    ],
    [
      'an unknown zone',
      { ...good, calendar: { tz: 'Mars/Olympus', hours: '24x7' } },
      'CALENDAR_UNKNOWN_ZONE',
      /"Mars\/Olympus" is not an IANA time zone; give a name such as/,
    ],
    [
      'an offset for a zone',
      { ...good, calendar: { tz: '+02:00', hours: '24x7' } },
      'CALENDAR_UNKNOWN_ZONE',
      /\+02:00/,
    ],
    [
      'hours that never open',
      { ...good, calendar: { tz: 'Etc/UTC', hours: { mon: [] } } },
      'CALENDAR_NEVER_OPEN',
      /give it hours/,
    ],
    [
      'holidays that close for ever',
      holidays({ yearlyFrom: '01-01', yearlyTo: '12-31' }),
      'CALENDAR_NEVER_OPEN',
      /no working time/,
    ],
    [
      'more working time than a number can tell apart',
      target({ kind: 'resolution', seconds: 1e300 }),
      'DEADLINE_TOO_FAR',
      /not used up within 100 years/,
    ],
    [
      'a part of a day that closes each opening for ever',
      {
        ...good,
        calendar: {
          tz: 'Etc/UTC',
          hours: { mon: [['09:00', '10:00']] },
          holidays: [{ yearlyFrom: '02-10', yearlyTo: '02-09' }],
        },
      },
      'CALENDAR_NEVER_OPEN',
      /no working time/,
    ],
    [
      'a weekday that is none',
      { ...good, calendar: { tz: 'Etc/UTC', hours: { monday: [['09:00', '17:00']] } } },
      'CALENDAR_MALFORMED',
      /hours/,
    ],
    [
      'hours of another word',
      { ...good, calendar: { tz: 'Etc/UTC', hours: '24/7' } },
      'CALENDAR_MALFORMED',
      /hours/,
    ],
    ['a window of one time', hours([['09:00']]), 'CALENDAR_MALFORMED', /hours/],
    [
      'a window in words',
      hours([['nine', 'five']]),
      'CALENDAR_MALFORMED',
      /nine-five of mon needs wall times/,
    ],
    ['a window beyond the day', hours([['09:00', '25:00']]), 'CALENDAR_MALFORMED', /25:00/],
    ['a window past 24:00', hours([['09:00', '24:01']]), 'CALENDAR_MALFORMED', /24:01/],
    ['a minute beyond the hour', hours([['09:60', '17:00']]), 'CALENDAR_MALFORMED', /09:60/],
    ['a window that opens at 24:00', hours([['24:00', '17:00']]), 'CALENDAR_MALFORMED', /24:00/],
    ['a window with more before it', hours([['x09:00', '17:00']]), 'CALENDAR_MALFORMED', /x09:00/],
    ['a window with more behind it', hours([['09:00', '17:00y']]), 'CALENDAR_MALFORMED', /17:00y/],
    [
      'an empty window',
      hours([['09:00', '09:00']]),
      'CALENDAR_MALFORMED',
      /09:00-09:00 of mon is empty; write 00:00-24:00/,
    ],
    ['a holiday in words', holidays('Christmas'), 'CALENDAR_MALFORMED', /"Christmas" is not a date/],
    ['a holiday that does not exist', holidays('2026-02-30'), 'CALENDAR_MALFORMED', /2026-02-30/],
    [
      'a holiday of a year with too many digits',
      holidays('+002026-02-20'),
      'CALENDAR_MALFORMED',
      /"\+002026-02-20" is not a date/,
    ],
    ['a holiday with a time', holidays('2026-02-20T00:00'), 'CALENDAR_MALFORMED', /2026-02-20T00:00/],
    [
      'a holiday that ends before it begins',
      holidays({ date: '2026-06-01', from: '14:00', to: '12:00' }),
      'CALENDAR_MALFORMED',
      /closed from 14:00 to 12:00/,
    ],
    [
      'a holiday of no length',
      holidays({ date: '2026-06-01', from: '14:00', to: '14:00' }),
      'CALENDAR_MALFORMED',
      /no part of a day/,
    ],
    [
      'a holiday with a bad beginning',
      holidays({ date: '2026-06-01', from: '9' }),
      'CALENDAR_MALFORMED',
      /no part of a day/,
    ],
    [
      'a holiday with a bad end',
      holidays({ date: '2026-06-01', to: '9' }),
      'CALENDAR_MALFORMED',
      /no part of a day/,
    ],
    [
      'a yearly closure on no date',
      holidays({ yearlyFrom: '12-24', yearlyTo: '13-02' }),
      'CALENDAR_MALFORMED',
      /"13-02" is not a yearly date MM-DD/,
    ],
    [
      'a yearly closure from no date',
      holidays({ yearlyFrom: '2-24', yearlyTo: '03-02' }),
      'CALENDAR_MALFORMED',
      /"2-24"/,
    ],
    ['a holiday of another kind', holidays(5), 'CALENDAR_MALFORMED', /must be a date, \{date, from, to\}/],
    ['an iCalendar that is none', holidays({ icalendar: 'Christmas' }), 'ICALENDAR_MALFORMED', /NAME:value/],
    ['no start', { ...good, start: undefined }, 'START_MALFORMED', /start/],
    [
      'a start without an offset',
      { ...good, start: '2026-06-01T09:00:00' },
      'START_MALFORMED',
      /^START_MALFORMED: start "2026-06-01T09:00:00" is not an instant; give a real date and time with an offset/,
    ],
    [
      'a start that does not exist',
      { ...good, start: '2026-02-30T09:00:00Z' },
      'START_MALFORMED',
      /2026-02-30/,
    ],
    ['a start at no time', { ...good, start: '2026-06-01T24:30:00Z' }, 'START_MALFORMED', /24:30/],
    ['a start with more behind it', { ...good, start: '2026-06-01T09:00:00Z!' }, 'START_MALFORMED', /Z!/],
    ['a start with more before it', { ...good, start: '+2026-06-01T09:00:00Z' }, 'START_MALFORMED', /\+2026/],
    [
      'a start long ago',
      { ...good, start: '1899-12-31T09:00:00Z' },
      'START_MALFORMED',
      /outside the years 1900 to 9000/,
    ],
    ['a start far away', { ...good, start: '9001-01-01T09:00:00Z' }, 'START_MALFORMED', /outside the years/],
    ['no target', target(undefined), 'TARGET_MALFORMED', /target/],
    ['a target of another kind', target({ kind: 'soon' }), 'TARGET_MALFORMED', /target.kind/],
    [
      'negative seconds',
      target({ kind: 'resolution', seconds: -1 }),
      'TARGET_MALFORMED',
      /target.seconds: must be 0 or more/,
    ],
    [
      'seconds in words',
      target({ kind: 'resolution', seconds: '3600' }),
      'TARGET_MALFORMED',
      /target.seconds/,
    ],
    ['no seconds', target({ kind: 'nextResponse' }), 'TARGET_MALFORMED', /target.seconds/],
    ['half a working day', target({ kind: 'workingDays', days: 0.5 }), 'TARGET_MALFORMED', /whole number/],
    ['negative working days', target({ kind: 'workingDays', days: -1 }), 'TARGET_MALFORMED', /0 or more/],
    ['too many working days', target({ kind: 'workingDays', days: 36_501 }), 'TARGET_MALFORMED', /36500/],
    ['another rule', target({ kind: 'relative', rule: 'tomorrow' }), 'TARGET_MALFORMED', /target.rule/],
    [
      'a time that is none',
      target({ kind: 'relative', rule: 'nextBusinessDayBy', time: '4pm' }),
      'TARGET_MALFORMED',
      /target.time "4pm"/,
    ],
    [
      'a due date that is none',
      target({ kind: 'relative', rule: 'dueDate', dueDate: 'Friday' }),
      'TARGET_MALFORMED',
      /target.dueDate "Friday"/,
    ],
    ['a chain of nothing', target({ kind: 'chain', levels: [] }), 'TARGET_MALFORMED', /at least one level/],
    [
      'a negative level',
      target({ kind: 'chain', levels: [{ seconds: -5 }] }),
      'TARGET_MALFORMED',
      /levels.0.seconds/,
    ],
    [
      'a target that waits for nothing known',
      target({ kind: 'resolution', seconds: 1, startsOn: 'never' }),
      'TARGET_MALFORMED',
      /startsOn: must be one of pause/,
    ],
    [
      'working days beyond a lifetime',
      target({ kind: 'workingDays', days: 36_500 }),
      'DEADLINE_TOO_FAR',
      /100 years/,
    ],
    [
      'working time beyond a lifetime',
      target({ kind: 'resolution', seconds: 1e9 }),
      'DEADLINE_TOO_FAR',
      /within 100 years/,
    ],
    ['events that are no list', { ...good, events: {} }, 'EVENT_MALFORMED', /events/],
    [
      'an unknown event',
      event({ at, type: 'explode' }),
      'EVENT_MALFORMED',
      /events.0.type: type must be one of pause, resume/,
    ],
    ['an event without a time', event({ type: 'pause' }), 'EVENT_MALFORMED', /events.0.at/],
    [
      'an event at no time',
      event({ at: 'noon', type: 'pause' }),
      'EVENT_MALFORMED',
      /events\[0\].at "noon" is not an instant/,
    ],
    ['a priority without a target', event({ at, type: 'priority' }), 'EVENT_MALFORMED', /targetSeconds/],
    [
      'a negative priority',
      event({ at, type: 'priority', targetSeconds: -1 }),
      'EVENT_MALFORMED',
      /0 or more/,
    ],
    ['an assignment to nobody', event({ at, type: 'assign' }), 'EVENT_MALFORMED', /group/],
    [
      'a change to no calendar',
      event({ at, type: 'calendarChange' }),
      'CALENDAR_MALFORMED',
      /events.0.calendar/,
    ],
    [
      'a change to a calendar of no zone',
      event({ at, type: 'calendarChange', calendar: { tz: 'X', hours: '24x7' } }),
      'CALENDAR_UNKNOWN_ZONE',
      /"X"/,
    ],
    [
      'a clock beside in a calendar that never opens',
      event({ at, type: 'assign', group: 'v', olaSeconds: 60, calendar: { tz: 'Etc/UTC', hours: {} } }),
      'CALENDAR_NEVER_OPEN',
      /no working time/,
    ],
    [
      'an outage that ends before it begins',
      event({ at, type: 'outage', until: '2026-06-01T09:00:00+02:00' }),
      'EVENT_MALFORMED',
      /before it begins/,
    ],
    [
      'an outage until no time',
      event({ at, type: 'outage', until: 'later' }),
      'EVENT_MALFORMED',
      /outage.until "later"/,
    ],
    [
      'an end before the start',
      event({ at: '2026-06-01T08:59:59+02:00', type: 'resolve' }),
      'EVENT_MALFORMED',
      /before the clock's start/,
    ],
    ['another policy', { ...good, policy: { reopen: 'never' } }, 'POLICY_MALFORMED', /policy.reopen/],
    ['a warning in words', { ...good, ask: { warnings: ['half'] } }, 'ASK_MALFORMED', /ask.warnings.0/],
    ['an id of another kind', { ...good, id: {} }, 'CASE_MALFORMED', /id/],
  ])('%s is refused with the reason', (_, asked, code, reason) => {
    const answer = answerCase(asked);
    expect(answer.deadline).toBeNull();
    expect(answer.error).toMatch(new RegExp(`^${code}: `));
    expect(answer.error).toMatch(reason);
    expect(answer.explanation).toEqual([answer.error]);
  });

  it('does not keep the others from being answered, and is refused at once', () => {
    const answers = answerCases([
      good,
      holidays({ yearlyFrom: '01-01', yearlyTo: '12-31' }),
      { id: 3 },
      7,
      { ...good, id: 'Y' },
    ]);
    expect(answers.map((answer) => [answer.id, answer.deadline, answer.error?.split(':')[0]])).toEqual([
      ['X', '2026-06-01T10:00:00+02:00', undefined],
      ['X', null, 'CALENDAR_NEVER_OPEN'],
      [3, null, 'CALENDAR_MALFORMED'],
      [null, null, 'CASE_MALFORMED'],
      ['Y', '2026-06-01T10:00:00+02:00', undefined],
    ]);
  });
});

describe('Clock cases', () => {
  it('come alone, as a list, or under "cases"', () => {
    expect(answerCases(good)).toHaveLength(1);
    expect(answerCases([good, good])).toHaveLength(2);
    expect(answerCases({ rules: {}, cases: [good] })).toEqual(answerCases([good]));
    expect(answerCases({ cases: 'none' })[0]?.error).toMatch(/^CALENDAR_MALFORMED/);
    expect(answerCases([])).toEqual([]);
  });

  it('need neither id nor events nor policy, and may carry more than a clock knows', () => {
    const { calendar, start } = good;
    const bare = { calendar, start, target: good.target, title: 'x', expected: {} };
    expect(answerCase(bare)).toMatchObject({ id: null, deadline: '2026-06-01T10:00:00+02:00' });
    expect(answerCase({ ...bare, events: null, policy: null, ask: null, id: null }).error).toBeUndefined();
  });
});
