import { nextMoment } from '../../../src/promise/domain/ladder/moments';
import { CRISIS, type PromiseState } from '../../../src/promise/domain/ladder/promise-state';
import * as ladder from '../../../src/promise/domain/ladder/transitions';
import { HOUR_MS, LADDER, NINE, promise } from './states';

const DUE = NINE + 8 * HOUR_MS;

/** Lets every moment pass that has come by then; the deadline activity answers at once, in clock hours. */
function passUntil(from: PromiseState, nowMs: number) {
  let state = from;
  const happenings: ladder.Happening[] = [];
  for (;;) {
    const respond = state.escalation?.respond;
    if (respond && state.escalation?.respondByMs === null && 'seconds' in respond.target) {
      state = ladder.withMoments(state, { respondByMs: respond.startMs + respond.target.seconds * 1_000 });
    }
    const moment = nextMoment(state);
    if (!moment || moment.atMs > nowMs) {
      return { state, happenings };
    }
    const step = ladder.passMoment(state, moment, LADDER, 'esc_1');
    state = step.promise;
    happenings.push(...step.happenings);
  }
}

const broken = () => passUntil(promise(), DUE).state;

describe('A promise', () => {
  it('[OOES-37] is warned, broken and climbs, each once and at the instant at which it was due, however late one looks', () => {
    const { state, happenings } = passUntil(promise(), NINE + 1_000 * HOUR_MS);
    const climbed = { kind: 'climbed', escalationId: 'esc_1' };
    expect(happenings).toEqual([
      { kind: 'warned', atMs: NINE + 6 * HOUR_MS },
      { kind: 'broken', atMs: DUE },
      { ...climbed, atMs: DUE, level: 1, roles: ['account-manager'], raised: true },
      { ...climbed, atMs: DUE + 8 * HOUR_MS, level: 2, roles: ['operations-manager'], raised: false },
      { ...climbed, atMs: DUE + 16 * HOUR_MS, level: 3, roles: ['managing-director'], raised: false },
      {
        ...climbed,
        atMs: DUE + 20 * HOUR_MS,
        level: CRISIS,
        roles: ['account-manager', 'operations-manager', 'managing-director'],
        raised: false,
      },
    ]);
    expect(state.breachesMs).toEqual([DUE]);
    expect(state.escalation?.raisedAtMs).toBe(DUE);
    expect(nextMoment(state)).toBeNull();
  });

  it('that does not escalate is broken, and nobody is told', () => {
    const { state, happenings } = passUntil(promise({ escalates: false }), NINE + 1_000 * HOUR_MS);
    expect(happenings.map(({ kind }) => kind)).toEqual(['warned', 'broken']);
    expect(state.escalation).toBeNull();
  });

  it('by a day and not by hours gives each level its full time', () => {
    const target = { kind: 'workingDays' as const, days: 1 };
    const { happenings } = passUntil(promise({ term: { startMs: NINE, target } }), NINE + 1_000 * HOUR_MS);
    expect(happenings.map(({ atMs }) => (atMs - DUE) / HOUR_MS)).toEqual([-2, 0, 0, 24, 36, 40]);
  });

  it('passes its marks, telling which', () => {
    const moments = { dueMs: null, warningsMs: [], marksMs: [NINE + HOUR_MS, NINE + 2 * HOUR_MS] };
    const { state, happenings } = passUntil(promise({ moments }), NINE + 2 * HOUR_MS);
    expect(happenings).toEqual([
      { kind: 'markPassed', atMs: NINE + HOUR_MS, index: 0 },
      { kind: 'markPassed', atMs: NINE + 2 * HOUR_MS, index: 1 },
    ]);
    expect(state.marksPassed).toBe(2);
  });

  it('at the top of its ladder tells everybody again when an update that was promised there fails to come', () => {
    const top = passUntil(promise(), NINE + 1_000 * HOUR_MS).state;
    const update = DUE + 100 * HOUR_MS;
    const taken = ladder.withMoments(ladder.acknowledge(top, update, DUE + 90 * HOUR_MS), {
      respondByMs: update,
    });
    const { state, happenings } = passUntil(taken, update);
    expect(happenings).toMatchObject([{ kind: 'climbed', atMs: update, level: CRISIS, raised: false }]);
    expect(nextMoment(state)).toBeNull();
  });
});

describe('Keeping a promise', () => {
  it('at its deadline is in time, a moment later is late', () => {
    const kept = (atMs: number) => ladder.settle(promise(), 'kept', atMs, atMs, 'stepCompleted').promise;
    expect([kept(DUE).late, kept(DUE + 1).late]).toEqual([false, true]);
    expect(kept(DUE)).toMatchObject({ status: 'kept', settledAtMs: DUE, settledBy: 'stepCompleted' });
  });

  it('is judged by when it happened; the breach stays on record', () => {
    const { promise: kept } = ladder.settle(broken(), 'kept', DUE - 1, DUE + HOUR_MS, 'stepCompleted');
    expect([kept.late, kept.breachesMs, kept.settledAtMs]).toEqual([false, [DUE], DUE + HOUR_MS]);
  });

  it('without a deadline is late only if it was broken before', () => {
    const paused = (state: PromiseState) => ladder.pause(state, DUE + HOUR_MS, 'held');
    const late = (state: PromiseState) => ladder.settle(paused(state), 'kept', DUE, DUE, 'x').promise.late;
    expect([late(promise()), late(broken())]).toEqual([false, true]);
  });

  it('ends its escalation', () => {
    const { promise: kept, happenings } = ladder.settle(broken(), 'kept', DUE + 5, DUE + 6, 'stepCompleted');
    expect(happenings).toEqual([{ kind: 'escalationResolved', atMs: DUE + 6, escalationId: 'esc_1' }]);
    expect(kept.escalation).toMatchObject({ status: 'resolved', respond: null, respondByMs: null });
  });

  it('twice changes nothing the second time, and a waiver or a withdrawal is never late', () => {
    const kept = ladder.settle(promise(), 'kept', NINE, NINE, 'first').promise;
    expect(ladder.settle(kept, 'waived', NINE, NINE, 'second')).toEqual({ promise: kept, happenings: [] });
    const others = (['waived', 'cancelled'] as const).map(
      (status) => ladder.settle(broken(), status, DUE + 9, DUE + 9, 'x').promise.late,
    );
    expect(others).toEqual([false, false]);
  });
});

describe('A pause', () => {
  it('takes the moments away until it ends, and both have to be computed anew', () => {
    const paused = ladder.pause(broken(), DUE + HOUR_MS, 'held');
    expect(paused.moments).toBeNull();
    expect(paused.escalation).toMatchObject({ level: 1, respondByMs: null });
    expect(paused.pauses).toEqual([{ fromMs: DUE + HOUR_MS, toMs: null, reason: 'held' }]);
    const resumed = ladder.resume(paused, DUE + 3 * HOUR_MS, 'held');
    expect(resumed.pauses).toEqual([{ fromMs: DUE + HOUR_MS, toMs: DUE + 3 * HOUR_MS, reason: 'held' }]);
    expect(resumed.moments).toBeNull();
  });

  it('for two reasons lasts until both are over, and each reason counts once', () => {
    const held = ladder.pause(promise(), NINE, 'held');
    expect(ladder.pause(held, NINE + 5, 'held')).toBe(held);
    const both = ladder.pause(held, NINE + HOUR_MS, 'waitingForClient');
    const one = ladder.resume(both, NINE + 2 * HOUR_MS, 'held');
    expect(nextMoment({ ...one, moments: promise().moments })).toBeNull();
    const none = ladder.resume(one, NINE + 3 * HOUR_MS, 'waitingForClient');
    expect(nextMoment({ ...none, moments: promise().moments })?.kind).toBe('warning');
    expect(none.pauses.map(({ toMs }) => toMs)).toEqual([NINE + 2 * HOUR_MS, NINE + 3 * HOUR_MS]);
  });

  it('of a promise that is settled, or a resumption of one that runs, changes nothing', () => {
    const kept = promise({ status: 'kept' });
    expect(ladder.pause(kept, NINE, 'held')).toBe(kept);
    const running = promise();
    expect(ladder.resume(running, NINE, 'held')).toBe(running);
    const keptWhilePaused = { ...ladder.pause(promise(), NINE, 'held'), status: 'kept' as const };
    expect(ladder.resume(keptWhilePaused, NINE, 'held')).toBe(keptWhilePaused);
  });

  it('again for the same reason after the first has ended, counts as a second one', () => {
    const once = ladder.resume(ladder.pause(promise(), NINE, 'held'), NINE + 1, 'held');
    expect(ladder.pause(once, NINE + 2, 'held').pauses).toHaveLength(2);
  });
});

describe('A changed deadline', () => {
  it('starts the ladder afresh and keeps the breach on record', () => {
    const { promise: later, happenings } = ladder.extend(broken(), DUE + 48 * HOUR_MS, DUE + HOUR_MS);
    expect(later).toMatchObject({ broken: false, moments: null, warned: 0, breachesMs: [DUE] });
    expect(later.term).toEqual({
      startMs: DUE + HOUR_MS,
      target: { kind: 'duration', seconds: 47 * 3600 },
      byTheClock: true,
    });
    expect(happenings.map(({ kind }) => kind)).toEqual(['escalationResolved']);
  });

  it('ends at the instant that was named, to the millisecond, and never before it was named', () => {
    for (const [endMs, nowMs] of [
      [DUE + 1_234, DUE],
      [DUE - 5, DUE],
    ] as const) {
      const { startMs, target } = ladder.termUntil(endMs, nowMs);
      expect(startMs + (target as { seconds: number }).seconds * 1000).toBe(endMs);
      expect(startMs).toBeLessThanOrEqual(nowMs);
    }
  });

  it('leaves the levels their own time to respond', () => {
    const later = ladder.extend(promise(), NINE + HOUR_MS, NINE).promise;
    const { state } = passUntil(
      ladder.withMoments(later, { own: { dueMs: NINE + HOUR_MS, warningsMs: [], marksMs: [] } }),
      NINE + HOUR_MS,
    );
    expect(state.escalation?.respond?.target).toEqual({ kind: 'resolution', seconds: 24 * 3600 });
  });

  it('by another target is counted from the beginning, with the pauses it had', () => {
    const pauses = [{ fromMs: NINE, toMs: NINE + 1, reason: 'held' as const }];
    const target = { kind: 'resolution' as const, seconds: 60 };
    const { promise: changed } = ladder.retarget({ ...broken(), pauses }, { target }, DUE + 1);
    expect(changed).toMatchObject({
      term: { startMs: NINE, target },
      pauses,
      moments: null,
      broken: false,
      warned: 0,
    });
    expect([changed.escalation?.status, changed.calendar]).toEqual(['resolved', 'clock']);
    const measure = { target, startMs: NINE + 7, calendar: 'office' };
    const moved = ladder.retarget(broken(), measure, DUE + 1).promise;
    expect([moved.term, moved.calendar]).toEqual([{ startMs: NINE + 7, target }, 'office']);
  });
});

describe('A priority that goes down and up again', () => {
  const low = { target: { kind: 'resolution' as const, seconds: 72 * 3_600 } };
  const back = { target: promise().term.target };
  const due = (dueMs: number) => ({ own: { dueMs, warningsMs: [], marksMs: [] } });
  const downAndUp = (state: PromiseState, nowMs: number) => {
    const down = ladder.withMoments(ladder.retarget(state, low, nowMs).promise, due(NINE + 72 * HOUR_MS));
    return ladder.withMoments(ladder.retarget(down, back, nowMs).promise, due(DUE));
  };

  it('lets the escalation go on at its level, which nobody is told of again', () => {
    const after = downAndUp(broken(), DUE + HOUR_MS);
    const { state, happenings } = passUntil(after, DUE + HOUR_MS);
    expect(happenings).toEqual([
      { kind: 'broken', atMs: DUE },
      { kind: 'escalationResumed', atMs: DUE, escalationId: 'esc_1', level: 1 },
    ]);
    expect(state.escalation).toMatchObject({ id: 'esc_1', level: 1, status: 'open' });
    // The next level comes when it would have come.
    const { happenings: later } = passUntil(state, DUE + 8 * HOUR_MS);
    expect(later).toMatchObject([{ kind: 'climbed', level: 2, atMs: DUE + 8 * HOUR_MS, raised: false }]);
  });

  it('does so however often it goes', () => {
    const once = passUntil(downAndUp(broken(), DUE + 1), DUE + 1).state;
    const { happenings } = passUntil(downAndUp(once, DUE + 2), DUE + 2);
    expect(happenings.map(({ kind }) => kind)).toEqual(['broken', 'escalationResumed']);
  });

  it('raises a level when another deadline is broken, and after an extension', () => {
    const down = ladder.retarget(broken(), low, DUE + 1).promise;
    const other = passUntil(ladder.withMoments(down, due(DUE + 5)), DUE + 5);
    expect(other.happenings).toMatchObject([{ kind: 'broken' }, { kind: 'climbed', raised: true }]);
    const extended = ladder.withMoments(ladder.extend(broken(), DUE + 9, DUE + 1).promise, due(DUE + 9));
    expect(passUntil(extended, DUE + 9).happenings).toMatchObject([
      { kind: 'broken' },
      { kind: 'climbed', raised: true },
    ]);
  });
});

describe('An escalation', () => {
  it('acknowledged waits for the promised update, then climbs on from there', () => {
    const update = DUE + 30 * HOUR_MS;
    const taken = ladder.acknowledge(broken(), update, DUE + HOUR_MS);
    expect(taken.escalation).toMatchObject({
      status: 'acknowledged',
      respond: {
        startMs: DUE + HOUR_MS,
        target: { kind: 'duration', seconds: 29 * 3600 },
        byTheClock: true,
      },
      respondByMs: null,
    });
    const computed = ladder.withMoments(taken, { respondByMs: update });
    expect(nextMoment(computed)).toEqual({ kind: 'climb', atMs: update });
    const { state } = passUntil(computed, update);
    expect(state.escalation).toMatchObject({ level: 2, status: 'open', raisedAtMs: DUE });
  });

  it('that is over cannot be acknowledged, and one that never was neither', () => {
    const resolved = ladder.resolveEscalation(broken(), DUE + 1).promise;
    expect(ladder.acknowledge(resolved, DUE + 2, DUE + 1)).toBe(resolved);
    const calm = promise();
    expect(ladder.acknowledge(calm, DUE, NINE)).toBe(calm);
  });

  it('resolved tells nobody further, while the promise is still awaited', () => {
    const { promise: state, happenings } = ladder.resolveEscalation(broken(), DUE + 1);
    expect(happenings).toEqual([{ kind: 'escalationResolved', atMs: DUE + 1, escalationId: 'esc_1' }]);
    expect([state.status, nextMoment(state)]).toEqual(['open', null]);
    expect(ladder.resolveEscalation(state, DUE + 2).happenings).toEqual([]);
  });
});

describe('Computed moments', () => {
  it('go where they belong: to the promise, to its escalation, or to neither', () => {
    const own = { dueMs: DUE + 1, warningsMs: [], marksMs: [] };
    expect(ladder.withMoments(promise({ moments: null }), { own }).moments).toEqual(own);
    const escalated = broken();
    expect(ladder.withMoments(escalated, { own }).escalation).toEqual(escalated.escalation);
    expect(ladder.withMoments(escalated, { respondByMs: 5 }).escalation?.respondByMs).toBe(5);
    expect(ladder.withMoments(escalated, { respondByMs: null }).escalation?.respondByMs).toBeNull();
    expect(ladder.withMoments(escalated, { respondByMs: 5 }).moments).toEqual(escalated.moments);
    expect(ladder.withMoments(promise(), { respondByMs: 5 }).escalation).toBeNull();
  });
});
