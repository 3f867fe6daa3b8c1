import { nextMoment } from '../../../src/promise/domain/ladder/moments';
import { HOUR_MS, NINE, promise } from './states';

const DUE = NINE + 8 * HOUR_MS;
const MOMENTS = { dueMs: DUE, warningsMs: [NINE + 6 * HOUR_MS], marksMs: [] };
const ESCALATION = {
  id: 'esc_1',
  level: 1 as const,
  status: 'open' as const,
  raisedAtMs: DUE,
  respond: null,
  respondByMs: DUE + HOUR_MS,
};

describe('The next moment of a promise', () => {
  it('is its warning, then its deadline', () => {
    expect(nextMoment(promise())).toEqual({ kind: 'warning', atMs: NINE + 6 * HOUR_MS });
    expect(nextMoment(promise({ warned: 1 }))).toEqual({ kind: 'breach', atMs: DUE });
  });

  it('is the first of several warnings that is left', () => {
    const moments = { ...MOMENTS, warningsMs: [NINE + HOUR_MS, NINE + 2 * HOUR_MS] };
    expect(nextMoment(promise({ moments, warned: 1 }))).toEqual({
      kind: 'warning',
      atMs: NINE + 2 * HOUR_MS,
    });
  });

  it('is no warning and no second breach once it is broken, but the next level of its ladder', () => {
    expect(nextMoment(promise({ broken: true }))).toBeNull();
    expect(nextMoment(promise({ broken: true, escalation: ESCALATION }))).toEqual({
      kind: 'climb',
      atMs: DUE + HOUR_MS,
    });
  });

  it('warns before it breaks at the same instant, and breaks before it climbs', () => {
    const moments = { dueMs: DUE, warningsMs: [DUE], marksMs: [DUE] };
    const escalation = { ...ESCALATION, respondByMs: DUE };
    expect(nextMoment(promise({ moments, escalation }))?.kind).toBe('warning');
    expect(nextMoment(promise({ moments, escalation, warned: 1 }))?.kind).toBe('mark');
    expect(nextMoment(promise({ moments, escalation, warned: 1, marksPassed: 1 }))?.kind).toBe('breach');
  });

  it('includes marks, which go on after the deadline', () => {
    const moments = { dueMs: DUE, warningsMs: [], marksMs: [NINE + HOUR_MS, DUE + HOUR_MS] };
    expect(nextMoment(promise({ moments }))).toEqual({ kind: 'mark', atMs: NINE + HOUR_MS, index: 0 });
    expect(nextMoment(promise({ moments, marksPassed: 1, broken: true }))).toEqual({
      kind: 'mark',
      atMs: DUE + HOUR_MS,
      index: 1,
    });
  });

  it('is none while nothing can happen by itself', () => {
    const paused = { fromMs: NINE, toMs: null, reason: 'held' as const };
    expect(nextMoment(promise({ pauses: [paused] }))).toBeNull();
    expect(nextMoment(promise({ moments: null }))).toBeNull();
    expect(nextMoment(promise({ status: 'kept' }))).toBeNull();
    expect(nextMoment(promise({ moments: { dueMs: null, warningsMs: [], marksMs: [] } }))).toBeNull();
    const resolved = { ...ESCALATION, status: 'resolved' as const };
    expect(nextMoment(promise({ broken: true, escalation: resolved }))).toBeNull();
    const uncomputed = { ...ESCALATION, respondByMs: null };
    expect(nextMoment(promise({ broken: true, escalation: uncomputed }))).toBeNull();
  });

  it('comes again after a pause that has ended', () => {
    const over = { fromMs: NINE, toMs: NINE + HOUR_MS, reason: 'held' as const };
    expect(nextMoment(promise({ pauses: [over] }))?.kind).toBe('warning');
  });
});
