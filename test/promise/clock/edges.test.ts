import { answerCase, answerCases } from '../../../src/promise/domain/cases/answer';
import { addWorkingTime, moments, workingSecondsBetween } from '../../../src/promise/domain/clock/engine';
import { Pauses } from '../../../src/promise/domain/clock/pauses';
import type { Calendar } from '../../../src/promise/domain/clock/types';
import { always, answer, deadline, hours, june, office, withHolidays } from './june';

const at = (type: string, time: string, more: object = {}) => ({ at: june(1, time), type, ...more });
const first = { kind: 'firstResponse', seconds: 7200 };

describe('A promise', () => {
  it('kept at its very deadline has no breach on record', () => {
    const given = answer({ events: [at('resolve', '17:00')] });
    expect(given.met).toBe(true);
    expect(given.breachHistory).toBeUndefined();
  });

  it('shows its breaches in order of time, whichever was noticed first', () => {
    const events = [at('priority', '12:00', { targetSeconds: 3600 })];
    expect(answer({ target: hours(2), events }).breachHistory).toEqual([june(1, '10:00'), june(1, '11:00')]);
  });

  it('paused when its target changes is not broken by the new one', () => {
    const events = [at('pause', '10:00'), at('priority', '12:00', { targetSeconds: 7200 })];
    expect(answer({ events })).toMatchObject({
      deadline: null,
      breachedOnAttach: false,
      remainingSeconds: 3600,
    });
  });

  it('of a first response is not answered before its start, and is owed once', () => {
    const early = [{ at: '2026-05-29T10:00:00+02:00', type: 'agentReply' }];
    expect(answer({ target: first, events: early })).toMatchObject({ deadline: june(1, '11:00') });
    expect(answer({ target: first, events: early }).met).toBeUndefined();
    const events = [
      at('customerMessage', '09:00'),
      at('agentReply', '10:00'),
      at('customerMessage', '11:00'),
    ];
    expect(answer({ target: { ...first, startsOn: 'customerMessage' }, events })).toMatchObject({
      deadline: june(1, '11:00'),
      met: true,
    });
  });

  it('that has been kept stays as it was when the calendar changes', () => {
    const closed = withHolidays('2026-06-01');
    const events = [at('resolve', '10:00'), at('calendarChange', '11:00', { calendar: closed })];
    expect(answer({ events })).toMatchObject({ deadline: june(1, '17:00'), met: true });
  });

  it('with a calendar that changed by its start never knew another', () => {
    const offsets = (time: string) =>
      answer({
        target: hours(1),
        events: [at('calendarChange', time, { calendar: always })],
        ask: { offsets: [-7200] },
      }).offsets;
    expect(offsets('09:00')).toEqual({ '-7200': june(1, '08:00') });
    expect(offsets('08:30')).toEqual({ '-7200': june(1, '08:00') });
  });

  it('that waits for an event goes on waiting for it when its target changes', () => {
    const target = { kind: 'resolution', seconds: 7200, startsOn: 'assign' };
    const events = [
      at('priority', '09:30', { targetSeconds: 3600 }),
      at('customerMessage', '10:00'),
      at('assign', '11:00', { group: 'L2' }),
    ];
    expect(deadline({ target, events })).toBe(june(1, '12:00'));
  });

  it('of no time needs a calendar that opens, too', () => {
    expect(answer({ calendar: { ...office, hours: {} }, target: hours(0) }).error).toMatch(
      /^CALENDAR_NEVER_OPEN: /,
    );
  });

  it('is infeasible when one of its groups has longer than it', () => {
    const assigned = (seconds: number) => [
      at('assign', '09:00', { group: 'L1', olaSeconds: 60 }),
      at('assign', '09:00', { group: 'L2', olaSeconds: seconds }),
    ];
    expect(answer({ events: assigned(9 * 3600) }).infeasible).toBe(true);
    expect(answer({ events: assigned(3600) }).infeasible).toBe(false);
  });

  it('is noticed late only by an outage over its deadline', () => {
    expect(answer({}).detectedNotBefore).toBeUndefined();
    const later = at('outage', '18:00', { until: june(1, '20:00') });
    const empty = at('outage', '16:00', { until: june(1, '16:00') });
    expect(answer({ events: [empty, later] }).detectedNotBefore).toBe(june(1, '17:00'));
  });

  it('counts what is left, and whose time it was, to the first pause without end and less those that ended', () => {
    const events = [
      at('assign', '09:00', { group: 'L1' }),
      at('pause', '10:00', { reason: 'a' }),
      at('resume', '11:00', { reason: 'a' }),
      at('pause', '12:00', { reason: 'a' }),
      at('pause', '13:00', { reason: 'b' }),
    ];
    expect(answer({ events })).toMatchObject({ remainingSeconds: 6 * 3600, perGroupSeconds: { L1: 7200 } });
  });

  it('leaves no pause behind when nothing was paused', () => {
    const pauses = new Pauses();
    expect(pauses.all()).toEqual([]);
    pauses.end('customer', 5);
    expect(pauses.all()).toEqual([]);
  });
});

describe('A case', () => {
  const written = { calendar: office, start: june(1, '09:00'), target: hours(8) };
  it('that is no case is told so, and one without a proper id has none', () => {
    for (const input of [null, undefined, 7, 'cases']) {
      expect(answerCases(input)).toMatchObject([{ id: null, deadline: null }]);
    }
    expect(answerCase({ ...written, id: { of: 'another kind' } }).id).toBeNull();
  });

  it('is not blamed for a fault of the program', () => {
    const broken = {
      ...written,
      get start() {
        throw new TypeError('a fault');
      },
    };
    expect(() => answerCase(broken)).toThrow(new TypeError('a fault'));
  });

  it('may give more of an event than its type knows', () => {
    expect(deadline({ events: [at('internalNote', '10:00', { until: 'later' })] })).toBe(june(1, '17:00'));
  });

  it('may be written with a blank for the T, and lie in the first and last year there is', () => {
    expect(deadline({ start: '2026-06-01 09:00:00+02:00' })).toBe(june(1, '17:00'));
    expect(deadline({ start: '1900-01-01T08:00:00Z' })).toBe('1900-01-01T17:00:00+01:00');
    expect(deadline({ start: '9000-12-30T08:00:00Z' })).toBe('9000-12-30T17:00:00+01:00');
  });
});

describe('The engine', () => {
  const startMs = Date.parse(june(1, '09:00'));
  const promised = (more: object) =>
    moments({
      calendar: office,
      startMs,
      target: hours(8),
      pauses: [],
      warningPercents: [],
      ...more,
    });

  it('knows what is left at the first of two pauses without end', () => {
    const pauses = ['10:00', '11:00'].map((time) => ({ fromMs: Date.parse(june(1, time)), toMs: null }));
    expect(promised({ pauses })).toMatchObject({ dueMs: null, remainingSeconds: 7 * 3600 });
  });

  it('moves a due date outside working time to the very opening', () => {
    const target = { kind: 'relative', rule: 'dueDate', dueDate: june(6, '12:00') };
    expect(promised({ target }).dueMs).toBe(Date.parse(june(8, '09:00')));
  });

  it('does not speak of a pause that moves nothing', () => {
    const given = promised({
      target: { kind: 'relative', rule: 'endOfNextBusinessDay' },
      pauses: [{ fromMs: startMs, toMs: null }],
    });
    expect(given.explanation.join()).not.toMatch(/paused/);
  });

  it.each<[string, () => unknown, string]>([
    ['a start', () => promised({ startMs: Number.NaN }), 'startMs is not an instant: NaN'],
    ['a beginning', () => addWorkingTime(office, Infinity, 1), 'fromMs is not an instant: Infinity'],
    [
      'a beginning of what is measured',
      () => workingSecondsBetween(office, Number.NaN, 0),
      'fromMs is not an instant: NaN',
    ],
    ['an end', () => workingSecondsBetween(office, 0, Number.NaN), 'toMs is not an instant: NaN'],
  ])('names what is no instant: %s', (_, run, reason) => {
    expect(run).toThrow(`START_MALFORMED: ${reason}`);
  });

  it('says why there is no end of working time, and is known by its name in a log', () => {
    const never = () => addWorkingTime(office, startMs, 60, [{ fromMs: 0, toMs: null }]);
    expect(never).toThrow('DEADLINE_TOO_FAR: the clock is paused without an end');
    expect(never).toThrow(expect.objectContaining({ name: 'ClockError' }));
  });

  it('takes hours of a Sunday as well as any', () => {
    const sundays: Calendar = { tz: 'Europe/Berlin', hours: { sun: [['09:00', '17:00']] } };
    expect(addWorkingTime(sundays, startMs, 3600)).toBe(Date.parse(june(7, '10:00')));
  });
});
