import { addWorkingTime, moments, workingSecondsBetween } from '../../../src/promise/domain/clock/engine';
import { ClockError } from '../../../src/promise/domain/clock/errors';
import type { Calendar, Target } from '../../../src/promise/domain/clock/types';

const office: Calendar = {
  tz: 'Europe/Berlin',
  hours: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [['09:00', '17:00']]])),
};
const at = (text: string) => Date.parse(`2026-06-${text}:00+02:00`);
const eightHours: Target = { kind: 'duration', seconds: 8 * 3600 };
const ask = (more: Partial<Parameters<typeof moments>[0]>) =>
  moments({
    calendar: office,
    startMs: at('05T16:00'),
    target: eightHours,
    pauses: [],
    warningPercents: [],
    ...more,
  });

describe('The moments of a promise', () => {
  it('are its deadline, its warnings and the sum that leads to them', () => {
    expect(ask({ warningPercents: [50, 75, 100] })).toEqual({
      dueMs: at('08T16:00'),
      warnings: [
        { percent: 50, atMs: at('08T12:00') },
        { percent: 75, atMs: at('08T14:00') },
        { percent: 100, atMs: at('08T16:00') },
      ],
      remainingSeconds: 8 * 3600,
      explanation: [
        'Owed: 8 h of working time, from Fri 2026-06-05 16:00 in Europe/Berlin',
        'Fri 2026-06-05 16:00-17:00: 1 h (total 1 h)',
        'Mon 2026-06-08 09:00-16:00: 7 h (total 8 h)',
        'Deadline: Mon 2026-06-08 16:00 (2026-06-08T16:00:00+02:00)',
      ],
    });
  });

  it('while paused are what came before, and what is left', () => {
    const pauses = [
      { fromMs: at('08T10:00'), toMs: at('08T11:00') },
      { fromMs: at('08T12:00'), toMs: null },
    ];
    const paused = ask({ pauses, warningPercents: [25, 50, 100] });
    expect(paused).toMatchObject({
      dueMs: null,
      warnings: [{ percent: 25, atMs: at('08T10:00') }],
      remainingSeconds: 5 * 3600,
    });
    expect(paused.explanation.slice(-2)).toEqual([
      'From Mon 2026-06-08 12:00: paused',
      'No deadline while paused: 5 h left',
    ]);
    expect(ask({ pauses: [{ fromMs: 0, toMs: null }] })).toMatchObject({
      dueMs: null,
      remainingSeconds: 8 * 3600,
    });
  });

  it('resume with the rest', () => {
    const pauses = [{ fromMs: at('08T10:00'), toMs: at('08T11:00') }];
    expect(ask({ pauses })).toMatchObject({ dueMs: at('08T17:00'), remainingSeconds: 8 * 3600 });
  });

  it.each<[string, Target, string]>([
    ['working days', { kind: 'workingDays', days: 2 }, '09T16:00'],
    [
      'the next business day by a time',
      { kind: 'relative', rule: 'nextBusinessDayBy', time: '10:00' },
      '08T10:00',
    ],
    ['the end of the next business day', { kind: 'relative', rule: 'endOfNextBusinessDay' }, '08T17:00'],
    ['a due date', { kind: 'relative', rule: 'dueDate', dueDate: '2026-06-10T12:00:00+02:00' }, '10T12:00'],
  ])('of %s', (_, target, due) => {
    expect(ask({ target }).dueMs).toBe(at(due));
  });

  it('of a relative target are not moved by pauses', () => {
    const target: Target = { kind: 'relative', rule: 'endOfNextBusinessDay' };
    const paused = ask({ target, pauses: [{ fromMs: at('05T16:30'), toMs: null }], warningPercents: [50] });
    expect(paused).toMatchObject({
      dueMs: at('08T17:00'),
      warnings: [{ percent: 50, atMs: at('08T12:30') }],
    });
  });

  it.each<[Target, RegExp]>([
    [{ kind: 'duration', seconds: -1 }, /^TARGET_MALFORMED: target\.seconds must be 0 or more, not -1$/],
    [{ kind: 'workingDays', days: 1.5 }, /^TARGET_MALFORMED: target\.days is not a whole number$/],
    [{ kind: 'workingDays', days: -1 }, /^TARGET_MALFORMED: target\.days must be 0 or more, not -1$/],
    [{ kind: 'chain', levels: [] }, /^TARGET_MALFORMED: a chain needs at least one level$/],
    [{ kind: 'chain', levels: [{ seconds: -2 }] }, /target\.levels\[0\]\.seconds must be 0 or more, not -2$/],
    [JSON.parse('{"kind":"soon"}'), /^TARGET_MALFORMED: unknown kind "soon"$/],
    [JSON.parse('{"kind":"relative","rule":"soon"}'), /^TARGET_MALFORMED: unknown rule "soon"$/],
    [
      { kind: 'relative', rule: 'nextBusinessDayBy', time: '4pm' },
      /target\.time "4pm" is not a wall time HH:MM$/,
    ],
  ])('of the impossible target %j are refused with the reason', (target, reason) => {
    expect(() => ask({ target })).toThrow(reason);
  });

  it('that cannot be are refused with a stable code', () => {
    const refused = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        return error instanceof ClockError ? error.code : error;
      }
      return null;
    };
    expect(refused(() => ask({ calendar: { ...office, hours: {} } }))).toBe('CALENDAR_NEVER_OPEN');
    expect(refused(() => ask({ calendar: { ...office, tz: 'Nowhere' } }))).toBe('CALENDAR_UNKNOWN_ZONE');
    expect(refused(() => ask({ target: { kind: 'duration', seconds: -1 } }))).toBe('TARGET_MALFORMED');
    expect(refused(() => ask({ target: { kind: 'duration', seconds: Infinity } }))).toBe('TARGET_MALFORMED');
    expect(refused(() => ask({ target: { kind: 'workingDays', days: 1.5 } }))).toBe('TARGET_MALFORMED');
    expect(refused(() => ask({ target: { kind: 'chain', levels: [] } }))).toBe('TARGET_MALFORMED');
    expect(refused(() => ask({ startMs: Number.NaN }))).toBe('START_MALFORMED');
    expect(refused(() => addWorkingTime(office, Number.NaN, 1))).toBe('START_MALFORMED');
    expect(refused(() => workingSecondsBetween(office, 0, Number.NaN))).toBe('START_MALFORMED');
    expect(refused(() => workingSecondsBetween(office, Number.NaN, 0))).toBe('START_MALFORMED');
    expect(refused(() => addWorkingTime(office, 0, 1, [{ fromMs: 0, toMs: null }]))).toBe('DEADLINE_TOO_FAR');
  });
});

describe('Working time', () => {
  it('is added and measured alike', () => {
    const pauses = [{ fromMs: at('05T16:30'), toMs: at('08T10:00') }];
    expect(addWorkingTime(office, at('05T16:00'), 3600)).toBe(at('05T17:00'));
    expect(addWorkingTime(office, at('05T16:00'), 3600, pauses)).toBe(at('08T10:30'));
    expect(addWorkingTime(office, at('06T16:00'), 0)).toBe(at('06T16:00'));
    expect(workingSecondsBetween(office, at('05T16:00'), at('08T10:30'))).toBe(9000);
    expect(workingSecondsBetween(office, at('05T16:00'), at('08T10:30'), pauses)).toBe(3600);
    expect(workingSecondsBetween(office, at('08T10:30'), at('05T16:00'))).toBe(0);
  });

  it('follows a calendar that changes its hours: equal descriptions share a table, others do not', () => {
    const longer: Calendar = { ...office, hours: { ...(office.hours as object), mon: [['09:00', '18:00']] } };
    const startMs = at('08T16:00');
    expect(addWorkingTime(office, startMs, 7200)).toBe(at('09T10:00'));
    expect(addWorkingTime(longer, startMs, 7200)).toBe(at('08T18:00'));
    expect(addWorkingTime(office, startMs, 7200)).toBe(at('09T10:00'));
  });
});
