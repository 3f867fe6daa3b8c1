import type { ChangesBy, SubjectDeclaration, Told } from './entry';
import { escalationChanges } from './escalation-changes';
import type { Model } from './model';
import { informedNotices, warningNotices } from './notices';
import { promiseChanges } from './promise-changes';
import type { PromiseFact } from './promise-facts';
import { type Instant, instantOf } from './rows';

/** A declaration of any subject, its own types forgotten. */
export type AnySubject = SubjectDeclaration<string, { kind: string }, Record<string, unknown>>;

/** A term's instants as they were computed, with the sum that leads to them. */
export interface ComputedTerm {
  /** A promise's or an escalation's id. */
  id: string;
  dueMs: number | null;
  explanation: string[];
}

const noticeChanges: ChangesBy<PromiseFact, Record<string, unknown>> = {
  promiseWarned: warningNotices,
  promiseKept: informedNotices,
  promiseWaived: informedNotices,
  promiseCancelled: informedNotices,
  meetingChanged: informedNotices,
};

/** Takes one entry into the model: what it changes in promises and ladders, then what it changes in its subject. */
export function fold(model: Model, entry: Told, declaration: AnySubject): void {
  model.subject = { ...model.subject, updatedAt: later(model.subject.updatedAt, instantOf(entry.atMs)) };
  for (const changes of [
    promiseChanges(declaration.keptBy),
    noticeChanges,
    escalationChanges,
    declaration.changes,
  ]) {
    (changes as ChangesBy<{ kind: string }, Record<string, unknown>>)[entry.fact.kind]?.(
      model,
      entry.fact,
      entry,
    );
  }
  settleCommand(model, entry);
}

/**
 * Brings a promise or an escalation up to its computed term. One that has been settled meanwhile keeps its end, but
 * still says when it would have been due.
 */
export function applyTerm(model: Model, { id, dueMs, explanation }: ComputedTerm): void {
  const dueAt = dueMs === null ? null : instantOf(dueMs);
  const promise = model.get('promise', id);
  if (promise?.state === 'open') {
    model.put('promise', { ...promise, dueAt, paused: false, explanation });
  } else if (promise && promise.explanation.length === 0) {
    model.put('promise', { ...promise, dueAt, explanation });
  }
  const escalation = model.get('escalation', id);
  if (escalation && escalation.state !== 'resolved') {
    model.put('escalation', { ...escalation, respondBy: dueAt });
  }
}

/** Of several facts that one command led to, the first says what became of it. */
function settleCommand(model: Model, { commandId, fact, atMs }: Told): void {
  if (commandId === undefined || model.get('command', commandId)) {
    return;
  }
  const { reason, answer } = fact as { reason?: string; answer?: string };
  const ignored = fact.kind === 'factIgnored';
  model.put('command', {
    id: commandId,
    state: ignored ? 'ignored' : 'applied',
    reason: (ignored ? reason : answer) || null,
    settledAt: instantOf(atMs),
  });
}

function later(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}
