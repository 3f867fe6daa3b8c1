import { answerCase } from '../../../src/promise/domain/cases/answer';
import type { ClockCase } from '../../../src/promise/domain/clock/types';
import { randomCalendar, randomCase } from './generated-cases';
import { Random } from './random';
import file from '../cases/sla-cases.json';

const calendarsTried = process.env['QUALITY'] === '1' ? 100 : process.env['CLOCK_CASES'] ? 2 : 15;

/** Seconds of a text such as `1 h 30 min 5 s`. */
function seconds(text: string): number {
  const units = { h: 3600, min: 60, s: 1 };
  return [...text.matchAll(/(\d+) (h|min|s)\b/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * units[unit === 'h' || unit === 'min' ? unit : 's'],
    0,
  );
}

/** Adds up the counted lines, checking every running total on the way. */
function addedUp(explanation: readonly string[]): number {
  let total = 0;
  for (const line of explanation) {
    const parts = /: ([^:]*) \(total (.*)\)$/.exec(line);
    if (!parts) continue;
    total += seconds(parts[1]!);
    expect(seconds(parts[2]!)).toBe(total);
  }
  return total;
}

const explained = (id: string) => answerCase(file.cases.find((each) => each.id === id)).explanation;

describe('The explanation of a deadline', () => {
  it.each<[string, string[]]>([
    [
      'B05',
      [
        'Owed: 72 h of working time, from Fri 2026-06-05 16:00 in Europe/Berlin',
        'Fri 2026-06-05 16:00-17:00: 1 h (total 1 h)',
        'Mon 2026-06-08 to Wed 2026-06-17, 8 days of 8 h (09:00-17:00): 64 h (total 65 h)',
        'Thu 2026-06-18 09:00-16:00: 7 h (total 72 h)',
        'Deadline: Thu 2026-06-18 16:00 (2026-06-18T16:00:00+02:00)',
      ],
    ],
    [
      'C03',
      [
        'Owed: 4 h of working time, from Wed 2026-12-23 16:00 in Europe/Paris',
        'Wed 2026-12-23 16:00-17:00: 1 h (total 1 h)',
        'Thu 2026-12-24 to Fri 2027-01-01: holiday, not counted',
        'Mon 2027-01-04 09:00-12:00: 3 h (total 4 h)',
        'Deadline: Mon 2027-01-04 12:00 (2027-01-04T12:00:00+01:00)',
      ],
    ],
    [
      'C05',
      [
        'Owed: 2 h of working time, from Thu 2026-06-11 15:00 in Asia/Kolkata',
        'Thu 2026-06-11 to Fri 2026-06-12: holiday, not counted',
        'Mon 2026-06-15 10:00-12:00: 2 h (total 2 h)',
        'Deadline: Mon 2026-06-15 12:00 (2026-06-15T12:00:00+05:30)',
      ],
    ],
    [
      'D05',
      [
        'Owed: 7 h of working time, from Sat 2026-03-28 22:00 in Europe/Berlin',
        'Sat 2026-03-28 22:00-24:00: 2 h (total 2 h)',
        'Sun 2026-03-29 00:00-06:00: 5 h (total 7 h)',
        'Sun 2026-03-29 03:00: clocks have gone forward by 1 h',
        'Deadline: Sun 2026-03-29 06:00 (2026-03-29T06:00:00+02:00)',
      ],
    ],
    [
      'D10',
      [
        'Owed: 9 h 30 min of working time, from Sat 2026-10-24 18:00 in Europe/Berlin',
        'Sat 2026-10-24 18:00-24:00: 6 h (total 6 h)',
        'Sun 2026-10-25 00:00-02:30: 3 h 30 min (total 9 h 30 min)',
        'Sun 2026-10-25 02:00: clocks have gone back by 1 h',
        'Deadline: Sun 2026-10-25 02:30 (2026-10-25T02:30:00+01:00)',
      ],
    ],
    [
      'E04',
      [
        'Owed: 4 h of working time, from Mon 2026-06-01 09:00 in Europe/Berlin',
        'Mon 2026-06-01 09:00-10:00: 1 h (total 1 h)',
        'Mon 2026-06-01 10:00 to Mon 2026-06-01 12:00: paused (customer), 2 h of working time not counted',
        'Mon 2026-06-01 11:00 to Mon 2026-06-01 13:00: paused (vendor), 1 h of working time not counted',
        'Mon 2026-06-01 13:00-16:00: 3 h (total 4 h)',
        'Deadline: Mon 2026-06-01 16:00 (2026-06-01T16:00:00+02:00)',
      ],
    ],
    [
      'E05',
      [
        'Owed: 8 h of working time, from Mon 2026-06-01 09:00 in Europe/Berlin',
        'Mon 2026-06-01 09:00-11:00: 2 h (total 2 h)',
        'From Mon 2026-06-01 11:00: paused (customer)',
        'No deadline while paused: 6 h left',
      ],
    ],
    [
      'E10',
      [
        'Owed: 2 h of working time, from Thu 2026-06-11 15:00 in Asia/Kolkata',
        'Thu 2026-06-11 15:00-15:30: 30 min (total 30 min)',
        'Thu 2026-06-11 15:30 to Thu 2026-06-11 16:30:01: paused (customer), 1 h 1 s of working time not counted',
        'Thu 2026-06-11 16:30:01-18:00: 1 h 29 min 59 s (total 1 h 59 min 59 s)',
        'Fri 2026-06-12 10:00-10:00:01: 1 s (total 2 h)',
        'Deadline: Fri 2026-06-12 10:00:01 (2026-06-12T10:00:01+05:30)',
      ],
    ],
    [
      'F02',
      [
        'Mon 2026-06-01 13:00: target changed to 4 h, counted anew from then',
        'Owed: 4 h of working time, from Mon 2026-06-01 13:00 in Europe/Berlin',
        'Mon 2026-06-01 13:00-17:00: 4 h (total 4 h)',
        'Deadline: Mon 2026-06-01 17:00 (2026-06-01T17:00:00+02:00)',
      ],
    ],
    [
      'F06',
      [
        'Mon 2026-06-01 14:00: target changed to 72 h, counted from the start',
        'Owed: 72 h of working time, from Mon 2026-06-01 09:00 in Europe/Berlin',
        'Mon 2026-06-01 09:00-24:00: 15 h (total 15 h)',
        'Tue 2026-06-02 00:00-24:00: 24 h (total 39 h)',
        'Wed 2026-06-03 00:00-24:00: 24 h (total 63 h)',
        'Thu 2026-06-04 00:00-09:00: 9 h (total 72 h)',
        'Deadline: Thu 2026-06-04 09:00 (2026-06-04T09:00:00+02:00)',
        'Breach on record: Mon 2026-06-01 13:00',
      ],
    ],
    [
      'G01',
      [
        'Owed: 8 h of working time, from Mon 2026-06-01 09:00 in Europe/Berlin',
        'Mon 2026-06-01 09:00-12:00: 3 h (total 3 h)',
        'Mon 2026-06-01 12:00 to Wed 2026-06-03 10:00: resolved, 14 h of working time not counted',
        'Wed 2026-06-03 10:00-15:00: 5 h (total 8 h)',
        'Deadline: Wed 2026-06-03 15:00 (2026-06-03T15:00:00+02:00)',
      ],
    ],
    [
      'H02',
      [
        'Owed: 4 h of working time, from Mon 2026-06-01 10:00 in Europe/Berlin',
        'Mon 2026-06-01 10:00-14:00: 4 h (total 4 h)',
        'Deadline: Mon 2026-06-01 14:00 (2026-06-01T14:00:00+02:00)',
        'Stopped: Mon 2026-06-01 10:10, in time, after 10 min of working time',
        'No deadline now: every customer message is answered',
      ],
    ],
    [
      'J01',
      [
        'Owed: 40 h of working time (L1 Account Manager 24 h + L2 Operations Manager 12 h + L3 Managing Director 4 h), from Wed 2026-07-01 09:00 in Europe/Berlin',
        'Wed 2026-07-01 09:00-24:00: 15 h (total 15 h)',
        'Thu 2026-07-02 00:00-24:00: 24 h (total 39 h)',
        'Fri 2026-07-03 00:00-01:00: 1 h (total 40 h)',
        'Deadline: Fri 2026-07-03 01:00 (2026-07-03T01:00:00+02:00)',
      ],
    ],
    [
      'L01',
      [
        'Thu 2026-06-11 16:30: calendar changed, in force from then',
        'Owed: 2 h of working time, from Thu 2026-06-11 16:00 in Europe/Berlin',
        'Thu 2026-06-11 16:00-16:30: 30 min (total 30 min)',
        'Thu 2026-06-11 16:30-17:00: 30 min (total 1 h)',
        'Fri 2026-06-12: holiday, not counted',
        'Mon 2026-06-15 09:00-10:00: 1 h (total 2 h)',
        'Deadline: Mon 2026-06-15 10:00 (2026-06-15T10:00:00+02:00)',
      ],
    ],
    [
      'N02',
      [
        'Owed: 8 h of working time, from Mon 2026-06-01 09:00 in Europe/Berlin',
        'Mon 2026-06-01 09:00-17:00: 8 h (total 8 h)',
        'Deadline: Mon 2026-06-01 17:00 (2026-06-01T17:00:00+02:00)',
        'Beside it, vendor: 8 h from Mon 2026-06-01 14:00: Mon 2026-06-01 22:00',
      ],
    ],
    [
      'P01',
      [
        'Owed: 40 h of working time, from Fri 2026-12-18 15:30 in Europe/Berlin',
        'Fri 2026-12-18 15:30-17:00: 1 h 30 min (total 1 h 30 min)',
        'Mon 2026-12-21 09:00-10:00: 1 h (total 2 h 30 min)',
        'Mon 2026-12-21 10:00 to Tue 2026-12-22 14:00: paused (customer), 12 h of working time not counted',
        'Tue 2026-12-22 14:00-17:00: 3 h (total 5 h 30 min)',
        'Wed 2026-12-23 09:00-17:00: 8 h (total 13 h 30 min)',
        'Thu 2026-12-24 09:00-12:00: 3 h (total 16 h 30 min)',
        'Thu 2026-12-24 12:00-24:00: holiday, not counted',
        'Fri 2026-12-25: holiday, not counted',
        'Mon 2026-12-28 09:00-16:00: 7 h (total 23 h 30 min)',
        'Mon 2026-12-28 16:00 to Tue 2026-12-29 09:30: paused (customer), 1 h 30 min of working time not counted',
        'Tue 2026-12-29 09:30-17:00: 7 h 30 min (total 31 h)',
        'Wed 2026-12-30 09:00-17:00: 8 h (total 39 h)',
        'Thu 2026-12-31 09:00-10:00: 1 h (total 40 h)',
        'Deadline: Thu 2026-12-31 10:00 (2026-12-31T10:00:00+01:00)',
      ],
    ],
  ])('of %s is a sum that a person can check', (id, lines) => {
    expect(explained(id)).toEqual(lines);
  });

  it.each([
    ['A15', 'Owed: 7 working days, 84 h of working time, from Mon 2018-11-19 10:00 in Europe/Paris'],
    [
      'A16',
      'Owed: 7 working days to the end of the day, 94 h of working time, from Mon 2018-11-19 10:00 in Europe/Paris',
    ],
    ['A18', 'Owed: 0 h of working time, from Mon 2026-06-01 03:17 in Europe/Berlin'],
    [
      'K01',
      'Owed: by 2017-01-11T20:30:00+00:00, or the next opening after it; pauses do not move it, from Tue 2017-01-10 09:00 in Etc/UTC',
    ],
    [
      'K02',
      'Owed: by 16:00 on the next business day; pauses do not move it, from Fri 2026-06-05 10:00 in Europe/Berlin',
    ],
    [
      'K03',
      'Owed: by the end of the next business day; pauses do not move it, from Thu 2026-12-24 10:00 in Europe/London',
    ],
    ['L02', 'Thu 2026-06-11 16:30: calendar changed, not for this clock, which keeps its own'],
    ['L04', 'Mon 2026-06-15 09:30: calendar changed, in force for the past too'],
  ])('of %s says first what is owed, or what changed', (id, line) => {
    expect(explained(id)[0]).toBe(line);
  });

  it('condenses three equal days or more, whatever their windows, and splits at a holiday', () => {
    const windows = [
      ['09:00', '12:00'],
      ['13:00', '17:00'],
    ];
    const calendar = {
      tz: 'Etc/UTC',
      hours: { mon: windows, tue: windows, wed: windows, thu: windows, fri: windows },
      holidays: ['2026-06-04', '2026-06-10', { date: '2026-06-12', from: '13:00' }],
    };
    const asked = {
      id: 'X',
      calendar,
      start: '2026-06-01T00:00:00Z',
      target: { kind: 'chain', levels: [{ seconds: 54 * 3600 }, { name: 'L2', seconds: 0 }] },
    };
    expect(answerCase(asked).explanation).toEqual([
      'Owed: 54 h of working time (level 1 54 h + L2 0 h), from Mon 2026-06-01 00:00 in Etc/UTC',
      'Mon 2026-06-01 to Wed 2026-06-03, 3 days of 7 h (09:00-12:00, 13:00-17:00): 21 h (total 21 h)',
      'Thu 2026-06-04: holiday, not counted',
      'Fri 2026-06-05 to Tue 2026-06-09, 3 days of 7 h (09:00-12:00, 13:00-17:00): 21 h (total 42 h)',
      'Wed 2026-06-10: holiday, not counted',
      'Thu 2026-06-11 09:00-12:00: 3 h (total 45 h)',
      'Thu 2026-06-11 13:00-17:00: 4 h (total 49 h)',
      'Fri 2026-06-12 09:00-12:00: 3 h (total 52 h)',
      'Fri 2026-06-12 13:00-24:00: holiday, not counted',
      'Mon 2026-06-15 09:00-11:00: 2 h (total 54 h)',
      'Deadline: Mon 2026-06-15 11:00 (2026-06-15T11:00:00+00:00)',
    ]);
  });

  it('says when a clock beside it waits, and when an answer was late', () => {
    const target = { kind: 'firstResponse', seconds: 3600 };
    const events = [
      { at: '2026-06-01T08:00:00Z', type: 'assign', group: 'L2', olaSeconds: 3600 },
      { at: '2026-06-01T10:00:00Z', type: 'agentReply' },
      { at: '2026-06-01T08:30:00Z', type: 'pause', reason: 'x' },
    ];
    const calendar = { tz: 'Etc/UTC', hours: '24x7' };
    const policy = { pausable: false };
    expect(
      answerCase({ calendar, start: '2026-06-01T08:00:00Z', target, events, policy }).explanation.slice(2),
    ).toEqual([
      'Deadline: Mon 2026-06-01 09:00 (2026-06-01T09:00:00+00:00)',
      'Stopped: Mon 2026-06-01 10:00, late, after 2 h of working time',
      'Breach on record: Mon 2026-06-01 09:00',
      'Beside it, L2: 1 h from Mon 2026-06-01 08:00: no deadline while paused',
    ]);
  });

  it('adds up to the target, or to what was used before a pause, in every printed case and many generated ones', () => {
    const random = new Random(99);
    const cases: unknown[] = [...file.cases];
    for (let index = 0; index < calendarsTried; index += 1) {
      const calendars = [randomCalendar(random), randomCalendar(random)];
      for (let more = 0; more < 20; more += 1) cases.push(randomCase(random, calendars[0]!, calendars));
    }
    let checked = 0;
    for (const asked of cases) {
      const { error, explanation } = answerCase(asked);
      const owed = explanation
        .map((line) => /^Owed: (?:.*, )?([^,(]*) of working time/.exec(line)?.[1])
        .find(Boolean);
      const last = explanation.find((line) => /^(Deadline|No deadline while paused):/.test(line));
      if (error !== undefined || owed === undefined || last === undefined) continue;
      const left = last.startsWith('No deadline') ? seconds(last) : 0;
      expect(addedUp(explanation) + left).toBe(seconds(owed));
      checked += 1;
    }
    expect(checked).toBeGreaterThan(80 + calendarsTried * 5);
  });

  it('never leaves a case without a word', () => {
    const random = new Random(3);
    const calendar = randomCalendar(random);
    for (let index = 0; index < 100; index += 1) {
      const asked: ClockCase = randomCase(random, calendar, [calendar]);
      expect(answerCase(asked).explanation.length).toBeGreaterThan(0);
    }
  });
});
