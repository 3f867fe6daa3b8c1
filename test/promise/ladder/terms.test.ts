import type { Calendar } from '../../../src/promise/domain/clock/types';
import { openTerms } from '../../../src/promise/domain/ladder/terms';
import { acknowledge, extend, passMoment, pause } from '../../../src/promise/domain/ladder/transitions';
import { HOUR_MS, LADDER, NINE, promise } from './states';

const OFFICE: Calendar = { tz: 'Europe/London', hours: { mon: [['09:00', '17:00']] }, holidays: [] };
const NIGHT: Calendar = { tz: 'Asia/Tokyo', hours: '24x7', holidays: [] };
const EVERY_HOUR: Calendar = { tz: 'Etc/UTC', hours: '24x7', holidays: [] };
const CALENDARS = { clock: NIGHT, office: OFFICE };
const DUE = NINE + 8 * HOUR_MS;

const uncomputed = promise({ moments: null, calendar: 'office', markSeconds: [60] });
const broken = passMoment(promise(), { kind: 'breach', atMs: DUE }, LADDER, 'esc_1').promise;

describe('The terms to compute', () => {
  it("are the promise's own, in its calendar, with its warnings and marks", () => {
    expect(openTerms(uncomputed, CALENDARS, LADDER)).toEqual([
      { id: 'prm_1', calendar: OFFICE, term: uncomputed.term, pauses: [], warnAt: [75], markSeconds: [60] },
    ]);
  });

  it('have no warnings when nobody would be told', () => {
    expect(openTerms({ ...uncomputed, escalates: false }, CALENDARS, LADDER)[0]?.warnAt).toEqual([]);
  });

  it("are the level's time to respond, in the ladder's calendar and with the promise's pauses", () => {
    const pauses = [{ fromMs: NINE, toMs: NINE + 1, reason: 'held' as const }];
    expect(openTerms({ ...broken, pauses }, CALENDARS, LADDER)).toEqual([
      { id: 'esc_1', calendar: NIGHT, term: broken.escalation?.respond, pauses, warnAt: [], markSeconds: [] },
    ]);
  });

  it('are none when all is computed, settled or paused', () => {
    expect(openTerms(promise(), CALENDARS, LADDER)).toEqual([]);
    expect(openTerms({ ...uncomputed, status: 'kept' }, CALENDARS, LADDER)).toEqual([]);
    expect(openTerms(pause(uncomputed, NINE, 'held'), CALENDARS, LADDER)).toEqual([]);
    const told = { ...broken, escalation: { ...broken.escalation, respondByMs: DUE } } as typeof broken;
    expect(openTerms(told, CALENDARS, LADDER)).toEqual([]);
  });

  it('take an instant that a person named as it is, whatever the hours', () => {
    const extended = extend(promise({ calendar: 'office' }), DUE + HOUR_MS, DUE).promise;
    expect(openTerms(extended, CALENDARS, LADDER)[0]?.calendar).toEqual(EVERY_HOUR);
    const taken = acknowledge(broken, DUE + HOUR_MS, DUE);
    expect(openTerms(taken, CALENDARS, LADDER)[0]?.calendar).toEqual(EVERY_HOUR);
  });

  it('follow the working hours for every other relative target, and the clock for a calendar that is not there', () => {
    const byFour = {
      startMs: NINE,
      target: { kind: 'relative', rule: 'nextBusinessDayBy', time: '16:00' },
    } as const;
    expect(openTerms({ ...uncomputed, term: byFour }, CALENDARS, LADDER)[0]?.calendar).toEqual(OFFICE);
    expect(openTerms({ ...uncomputed, calendar: 'gone' }, CALENDARS, LADDER)[0]?.calendar).toEqual(
      EVERY_HOUR,
    );
  });
});
