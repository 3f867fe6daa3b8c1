import type { Party } from '../../engagement/domain/facts/declare';
import type { EngagementFactDeclaration } from '../../engagement/domain/facts/registry';
import {
  type PermissionContext,
  permits,
  type Stater,
  type Verdict,
} from '../../engagement/domain/permissions';
import type { PromiseRecord } from '../../engagement/store/engagements';
import { conflict, invalid, type Problem } from '../../edge/http/problem';
import { forbidden } from '../../fact/api/refusals';

/** A fact in search of the promise that it is about. */
export interface Choice {
  fact: EngagementFactDeclaration;
  /** Named by the caller. */
  promiseId: string | undefined;
  party: Party | undefined;
  /** Every promise of the subject that may be named; the open ones may be found. */
  promises: PromiseRecord[];
  stater: Stater;
  context: Omit<PermissionContext, 'promise' | 'party'>;
}

/**
 * Finds the promise that a fact is about and checks that the stater may state it: the named one, or the one open
 * promise that it keeps and that is the stater's to keep.
 * @returns null for a fact about the engagement as a whole
 * @throws Problem 403, 409 or 422, in the order in which a person can do something about it
 */
export function choosePromise(choice: Choice): PromiseRecord | null {
  const { fact, promiseId, promises } = choice;
  const { name: signal, needs, keeps } = fact;
  if (promiseId !== undefined) {
    return named(choice, promiseId);
  }
  if (typeof needs === 'object') {
    throw invalid([{ pointer: '/promiseId', message: `name ${needs.named}` }]);
  }
  const candidates = keeps
    ? promises.filter((promise) => promise.state === 'open' && isKeptBy(promise, signal, choice.party))
    : [];
  if (candidates.length === 0) {
    if (needs === 'openPromise') {
      refuseOutsiders(choice);
      throw conflict(
        `No open promise waits for ${signal}. Nothing was changed. Look at keptBy of the open promises.`,
      );
    }
    insistOn(verdict(choice, null));
    return null;
  }
  const own = candidates.filter((promise) => verdict(choice, promise).permitted);
  if (own.length === 0) {
    const verdicts = candidates.map((promise) => verdict(choice, promise));
    throw forbidden(verdicts.flatMap((one) => (one.permitted ? [] : one.roles)));
  }
  if (own.length > 1) {
    const list = own.map((promise) => `${promise.id} (${promise.title})`).join(', ');
    throw invalid([{ pointer: '/promiseId', message: `name one of the promises that this keeps: ${list}` }]);
  }
  return own[0] ?? null;
}

function named(choice: Choice, promiseId: string): PromiseRecord {
  const { fact, promises } = choice;
  const promise = promises.find((candidate) => candidate.id === promiseId);
  if (!promise) {
    throw invalid([{ pointer: '/promiseId', message: 'no promise of this engagement has that id' }]);
  }
  insistOn(verdict(choice, promise));
  if (promise.state !== 'open') {
    throw conflict(`The promise "${promise.title}" is ${promise.state} already. Nothing was changed.`);
  }
  if (fact.keeps && !isKeptBy(promise, fact.name, choice.party)) {
    throw notKeptBy(promise, fact.name);
  }
  return promise;
}

/** Without an open promise there is no owner to ask for; the roles that the playbook names are refused or not all the same. */
function refuseOutsiders(choice: Choice): void {
  const outcome = verdict(choice, null);
  if (!outcome.permitted && outcome.roles.length > 0) throw forbidden(outcome.roles);
}

function verdict({ fact, stater, context, party }: Choice, promise: PromiseRecord | null): Verdict {
  return permits(fact, stater, {
    ...context,
    ...(promise ? { promise: { owedBy: promise.owedBy, assignee: promise.assigneeId } } : {}),
    ...(party ? { party } : {}),
  });
}

/** Whether the fact, of this party where it is one's, is among those that the promise lists as keeping it. */
export function isKeptBy(promise: PromiseRecord, signal: string, party?: Party): boolean {
  return keptByOf(promise).some(
    ({ signal: keeping, body }) =>
      keeping === signal && (body['party'] === undefined || body['party'] === party),
  );
}

/** 422 for a fact that names a promise which it does not keep. */
export function notKeptBy(promise: PromiseRecord, signal: string): Problem {
  const signals = keptByOf(promise).map((one) => one.signal);
  const hint = signals.length > 0 ? `these do: ${[...new Set(signals)].join(', ')}` : 'the system keeps it';
  return invalid([{ pointer: '/promiseId', message: `${signal} does not keep "${promise.title}"; ${hint}` }]);
}

function keptByOf(promise: PromiseRecord): { signal: string; body: Record<string, unknown> }[] {
  return promise.keptBy as { signal: string; body: Record<string, unknown> }[];
}

function insistOn(outcome: Verdict): void {
  if (!outcome.permitted) throw forbidden(outcome.roles);
}
