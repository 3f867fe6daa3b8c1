import type { LadderRules, Role } from './rules';
import type { Target } from '../clock/types';
import { levelAfter, respondSeconds, rolesAt } from './ladder';
import type { Moment } from './moments';
import {
  CRISIS,
  isOpen,
  isPaused,
  type Level,
  type Pause,
  type PromiseState,
  type SuspendedEscalation,
  type Term,
  type TermMoments,
} from './promise-state';

/** What happened to a promise, for the journal. `atMs` is when it happened, not when it was noticed. */
export type Happening =
  | { kind: 'warned'; atMs: number }
  | { kind: 'markPassed'; atMs: number; index: number }
  | { kind: 'broken'; atMs: number }
  | { kind: 'climbed'; atMs: number; escalationId: string; level: Level; roles: Role[]; raised: boolean }
  | { kind: 'escalationResumed'; atMs: number; escalationId: string; level: Level }
  | { kind: 'escalationResolved'; atMs: number; escalationId: string };

/** A promise after something happened to it. States are values: the one passed in is never changed. */
export interface Step {
  promise: PromiseState;
  happenings: Happening[];
}

/**
 * Lets a promise go through a moment that has come. Late noticing changes nothing: levels follow from the instants at
 * which they were due, so after an outage all of them come in order, once each.
 * @param escalationId the id that an escalation raised by this moment gets
 */
export function passMoment(
  promise: PromiseState,
  moment: Moment,
  ladder: LadderRules,
  escalationId: string,
): Step {
  const { atMs } = moment;
  switch (moment.kind) {
    case 'warning':
      return { promise: { ...promise, warned: promise.warned + 1 }, happenings: [{ kind: 'warned', atMs }] };
    case 'mark':
      return {
        promise: { ...promise, marksPassed: promise.marksPassed + 1 },
        happenings: [{ kind: 'markPassed', atMs, index: moment.index }],
      };
    case 'breach': {
      const broken: PromiseState = { ...promise, broken: true, breachesMs: [...promise.breachesMs, atMs] };
      const happened: Happening = { kind: 'broken', atMs };
      if (!promise.escalates) {
        return { promise: broken, happenings: [happened] };
      }
      const raised = resumed(broken, atMs) ?? climb(broken, 0, atMs, ladder, escalationId);
      return { promise: raised.promise, happenings: [happened, ...raised.happenings] };
    }
    case 'climb':
      return climb(
        promise,
        promise.escalation?.level ?? 0,
        atMs,
        ladder,
        promise.escalation?.id ?? escalationId,
      );
  }
}

/**
 * Lets an escalation go on that a change of the target had ended, when the deadline that raised it holds again: whoever
 * was told of it knows, and is not told a second time. Null where there is none.
 */
function resumed(promise: PromiseState, atMs: number): Step | null {
  const { suspended } = promise;
  if (!suspended || suspended.breachMs !== atMs) {
    return null;
  }
  const { id: escalationId, level } = suspended.escalation;
  const escalation = { ...suspended.escalation, status: 'open' as const, respondByMs: null };
  return {
    promise: { ...promise, escalation, suspended: null },
    happenings: [{ kind: 'escalationResumed', atMs, escalationId, level }],
  };
}

function climb(promise: PromiseState, from: Level, atMs: number, ladder: LadderRules, id: string): Step {
  // Above crisis there is nobody: when a promised update fails to come there, everybody is told again.
  const level = levelAfter(from, ladder) ?? CRISIS;
  const seconds = respondSeconds(level, ladder, targetSeconds(promise.term));
  const escalation = {
    id,
    level,
    status: 'open' as const,
    raisedAtMs: promise.escalation?.raisedAtMs ?? atMs,
    respond: seconds === null ? null : { startMs: atMs, target: { kind: 'resolution' as const, seconds } },
    respondByMs: null,
  };
  return {
    promise: { ...promise, escalation },
    happenings: [
      { kind: 'climbed', atMs, escalationId: id, level, roles: rolesAt(level, ladder), raised: from === 0 },
    ],
  };
}

/** Raises a promise to crisis at once, past every level below: somebody has declared it. */
export function raiseCrisis(promise: PromiseState, nowMs: number, ladder: LadderRules, id: string): Step {
  const escalation = {
    id,
    level: CRISIS,
    status: 'open' as const,
    raisedAtMs: nowMs,
    respond: null,
    respondByMs: null,
  };
  const roles = rolesAt(CRISIS, ladder);
  return {
    promise: { ...promise, escalation },
    happenings: [{ kind: 'climbed', atMs: nowMs, escalationId: id, level: CRISIS, roles, raised: true }],
  };
}

/** The promise's own target; an instant that a person named is none. */
function targetSeconds({ target, byTheClock }: Term): number | null {
  if (byTheClock) {
    return null;
  }
  return 'seconds' in target && typeof target.seconds === 'number' ? target.seconds : null;
}

/**
 * Ends a promise. `occurredAtMs` judges lateness, by the fact's own time: a fact of before the deadline keeps the
 * promise in time even when it is heard of later (the breach then stays on record all the same).
 */
export function settle(
  promise: PromiseState,
  status: 'kept' | 'waived' | 'cancelled',
  occurredAtMs: number,
  nowMs: number,
  by: string,
): Step {
  if (!isOpen(promise)) {
    return { promise, happenings: [] };
  }
  const dueMs = promise.moments?.dueMs ?? null;
  const late = status === 'kept' && (dueMs === null ? promise.broken : occurredAtMs > dueMs);
  const ended: PromiseState = { ...promise, status, late, settledAtMs: nowMs, settledBy: by };
  return endEscalation(ended, nowMs);
}

function endEscalation(promise: PromiseState, nowMs: number): Step {
  const { escalation } = promise;
  if (!escalation || escalation.status === 'resolved') {
    return { promise, happenings: [] };
  }
  return {
    promise: {
      ...promise,
      escalation: { ...escalation, status: 'resolved', respond: null, respondByMs: null },
    },
    happenings: [{ kind: 'escalationResolved', atMs: nowMs, escalationId: escalation.id }],
  };
}

/** Stops the clock and the ladder; a clock that is paused already goes on counting the first reason only. */
export function pause(promise: PromiseState, atMs: number, reason: Pause['reason']): PromiseState {
  if (!isOpen(promise) || promise.pauses.some((open) => open.toMs === null && open.reason === reason)) {
    return promise;
  }
  return withClockMoved({ ...promise, pauses: [...promise.pauses, { fromMs: atMs, toMs: null, reason }] });
}

/** Lets the clock and the ladder go on; what was left of each is left still. */
export function resume(promise: PromiseState, atMs: number, reason: Pause['reason']): PromiseState {
  if (!isOpen(promise) || !isPaused(promise)) {
    return promise;
  }
  const pauses = promise.pauses.map((open) =>
    open.toMs === null && open.reason === reason ? { ...open, toMs: Math.max(atMs, open.fromMs) } : open,
  );
  return withClockMoved({ ...promise, pauses });
}

function withClockMoved(promise: PromiseState): PromiseState {
  const { escalation } = promise;
  return {
    ...promise,
    moments: null,
    escalation: escalation ? { ...escalation, respondByMs: null } : null,
  };
}

/**
 * The time until an instant that a person named, counted at every hour. It is a span like any other: a pause on the way
 * moves its end.
 */
export function termUntil(endMs: number, nowMs: number): Term {
  const seconds = Math.max(1, Math.ceil((endMs - nowMs) / 1000));
  return { startMs: endMs - seconds * 1000, target: { kind: 'duration', seconds }, byTheClock: true };
}

/** Gives a promise a new deadline. What was broken stays on record; its escalation ends and the ladder starts afresh. */
export function extend(promise: PromiseState, dueAtMs: number, nowMs: number): Step {
  const term = termUntil(dueAtMs, nowMs);
  // The new term is counted in whole seconds, so it may begin before a pause that has just ended: that one counts no more.
  const pauses = promise.pauses.filter(({ toMs }) => toMs === null);
  const anew = { ...promise, term, pauses, moments: null, broken: false, warned: 0, suspended: null };
  return endEscalation(anew, nowMs);
}

/**
 * Measures a promise by another target, from its own start and with the pauses it had: a change of priority that counts
 * from the beginning. A breach on record stays; when the new deadline has passed too, it is broken again at once, and
 * when it is the very deadline that was broken before, its escalation goes on where it was.
 */
export function retarget(promise: PromiseState, to: NewMeasure, nowMs: number): Step {
  const { target, startMs = promise.term.startMs, calendar = promise.calendar } = to;
  const term = { startMs, target };
  const suspended = suspendedBy(promise);
  const measured = { ...promise, term, calendar, moments: null, broken: false, warned: 0, suspended };
  return endEscalation(measured, nowMs);
}

function suspendedBy({ escalation, breachesMs, suspended }: PromiseState): SuspendedEscalation | null {
  const breachMs = breachesMs.at(-1);
  const isClimbing = escalation !== null && escalation.status !== 'resolved' && breachMs !== undefined;
  return isClimbing ? { breachMs, escalation } : suspended;
}

/** What a promise is measured by from now on; what is left out stays as it was. */
export interface NewMeasure {
  target: Target;
  startMs?: number;
  calendar?: string;
}

/** Stops the climb until the next update that was promised; when that instant passes, the next level is told. */
export function acknowledge(promise: PromiseState, nextUpdateAtMs: number, nowMs: number): PromiseState {
  const { escalation } = promise;
  if (!escalation || escalation.status === 'resolved') {
    return promise;
  }
  return {
    ...promise,
    escalation: {
      ...escalation,
      status: 'acknowledged',
      respond: termUntil(nextUpdateAtMs, nowMs),
      respondByMs: null,
    },
  };
}

/** Ends the escalation of a promise that is still awaited; nobody further is told of this breach. */
export function resolveEscalation(promise: PromiseState, nowMs: number): Step {
  return endEscalation(promise, nowMs);
}

/** Takes in what the deadline activity computed of the promise's own term and of its escalation's. */
export function withMoments(
  promise: PromiseState,
  answer: { own?: TermMoments; respondByMs?: number | null },
): PromiseState {
  const { escalation } = promise;
  const respondByMs = answer.respondByMs ?? null;
  return {
    ...promise,
    moments: answer.own ?? promise.moments,
    escalation: escalation && answer.respondByMs !== undefined ? { ...escalation, respondByMs } : escalation,
  };
}
