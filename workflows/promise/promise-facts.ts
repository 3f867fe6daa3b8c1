import type { JournalFact } from '../../src/subject/domain/subjects';
import type { Effect, OfRules } from '../../src/journal/domain/promise-facts';
import { isOpen, type PromiseState } from '../../src/promise/domain/ladder/promise-state';
import type { Step } from '../../src/promise/domain/ladder/transitions';

/** What the journal says of the end of a promise. */
export function endOf(promise: PromiseState, title: string, by: string, effect?: Effect): JournalFact {
  const { id: promiseId, status, late } = promise;
  const about = { promiseId, ...rulesOf(promise), title };
  switch (status) {
    case 'kept':
      return { kind: 'promiseKept', ...about, late, signal: by, ...(effect ? { effect } : {}) };
    case 'waived':
      return { kind: 'promiseWaived', ...about, signal: by };
    case 'cancelled':
      return { kind: 'promiseCancelled', ...about, why: by };
    case 'open':
      throw new Error(`The promise ${promise.key} has not ended`);
  }
}

function rulesOf({ key, step }: PromiseState): OfRules {
  if (key.endsWith(INVITATION)) {
    return { meeting: step };
  }
  return key.includes('/') ? {} : { step };
}

/** How the key of an invitation ends; before it stands the key of the meeting. */
export const INVITATION = '/invitation';

/** A message that goes out later than this after its moment says that it is late; milliseconds of product time. */
export const LATE_AFTER_MS = 60 * 60 * 1000;

/**
 * What the journal says of the things that happened to a promise on its clock and its ladder, in their order, each with
 * the instant at which it happened, however late it was noticed.
 */
export function factsOf(
  { promise, happenings }: Step,
  title: string,
  nowMs: number,
): { fact: JournalFact; atMs: number }[] {
  const { id: promiseId } = promise;
  return happenings.flatMap((happening): { fact: JournalFact; atMs: number }[] => {
    const { atMs } = happening;
    switch (happening.kind) {
      case 'warned':
        return [{ atMs, fact: { kind: 'promiseWarned', promiseId, title } }];
      case 'broken':
        return [{ atMs, fact: { kind: 'promiseBroken', promiseId, title, noticedAtMs: nowMs } }];
      case 'climbed': {
        const { escalationId, level, roles, raised } = happening;
        const kind = raised ? 'escalationRaised' : 'escalationClimbed';
        const late = nowMs - atMs > LATE_AFTER_MS;
        return [{ atMs, fact: { kind, escalationId, promiseId, title, level, roles, late } }];
      }
      case 'escalationResumed': {
        const { escalationId, level } = happening;
        return [{ atMs, fact: { kind: 'escalationResumed', escalationId, promiseId, title, level } }];
      }
      case 'escalationResolved': {
        const why = isOpen(promise) ? 'resolved' : `promise ${promise.status}`;
        const { escalationId } = happening;
        return [{ atMs, fact: { kind: 'escalationResolved', escalationId, promiseId, why } }];
      }
      case 'markPassed':
        return [];
    }
  });
}
