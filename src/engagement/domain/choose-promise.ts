import type { Fault } from '../../fact/domain/fault';
import { isKeptBy, type Keepable, notKeptBy } from '../../promise/domain/keeping';
import type { Role } from '../../promise/domain/ladder/rules';
import type { Party } from './facts/declare';
import type { EngagementFactDeclaration } from './facts/registry';
import { type PermissionContext, permits, type Stater, type Verdict } from './permissions';

/** What is known of a promise that a fact may be about. */
export interface Choosable extends Keepable {
  id: string;
  state: string;
  owedBy: Role;
  assigneeId: string | null;
}

/** A fact in search of the promise that it is about. */
export interface Search<P extends Choosable> {
  fact: EngagementFactDeclaration;
  /** Named by whoever states it. */
  promiseId: string | undefined;
  party: Party | undefined;
  /** Every promise of the engagement that may be named; the open ones may be found. */
  promises: readonly P[];
  stater: Stater;
  context: Omit<PermissionContext, 'promise' | 'party'>;
}

/** Why a fact is about no promise that it could be about. */
export type NoChoice =
  | { why: 'wrong'; faults: readonly Fault[] }
  /** `roles`: who may state it. */
  | { why: 'notAllowed'; roles: readonly Role[] }
  /** The promise that it names is settled. */
  | { why: 'settled'; title: string; state: string }
  | { why: 'nothingWaits' };

/** `null`: the fact is about the engagement as a whole. */
export type Choice<P> = { promise: P | null } | { refused: NoChoice };

/**
 * Finds the promise that a fact is about and checks that the stater may state it: the named one, or the one open
 * promise that it keeps and that is the stater's to keep. Refuses in the order in which somebody can do something about it.
 */
export function choosePromise<P extends Choosable>(search: Search<P>): Choice<P> {
  const { fact, promiseId, promises, party } = search;
  const { name: signal, needs, keeps } = fact;
  if (promiseId !== undefined) return named(search, promiseId);
  if (typeof needs === 'object') return wrong(`name ${needs.named}`);
  const candidates = keeps
    ? promises.filter((promise) => promise.state === 'open' && isKeptBy(promise, signal, party))
    : [];
  if (candidates.length === 0) return withoutPromise(search);
  const verdicts = candidates.map((promise) => ({ promise, ...verdict(search, promise) }));
  const own = verdicts.filter(({ permitted }) => permitted);
  const [only] = own;
  if (only === undefined) {
    return notAllowed(verdicts.flatMap((one) => (one.permitted ? [] : one.roles)));
  }
  if (own.length > 1) {
    const list = own.map(({ promise: { id, title } }) => `${id} (${title})`).join(', ');
    return wrong(`name one of the promises that this keeps: ${list}`);
  }
  return { promise: only.promise };
}

function named<P extends Choosable>(search: Search<P>, promiseId: string): Choice<P> {
  const { fact, promises, party } = search;
  const promise = promises.find(({ id }) => id === promiseId);
  if (!promise) return wrong('no promise of this engagement has that id');
  const outcome = verdict(search, promise);
  if (!outcome.permitted) return notAllowed(outcome.roles);
  const { title, state } = promise;
  if (state !== 'open') return { refused: { why: 'settled', title, state } };
  if (fact.keeps && !isKeptBy(promise, fact.name, party)) {
    return { refused: { why: 'wrong', faults: [notKeptBy(promise, fact.name)] } };
  }
  return { promise };
}

/** Without an open promise there is no owner to ask for; the roles that the playbook names are refused or not all the same. */
function withoutPromise(search: Search<Choosable>): Choice<never> {
  const outcome = verdict(search, null);
  const isNeeded = search.fact.needs === 'openPromise';
  if (!outcome.permitted && (!isNeeded || outcome.roles.length > 0)) return notAllowed(outcome.roles);
  return isNeeded ? { refused: { why: 'nothingWaits' } } : { promise: null };
}

function verdict({ fact, stater, context, party }: Search<Choosable>, promise: Choosable | null): Verdict {
  return permits(fact, stater, {
    ...context,
    ...(promise ? { promise: { owedBy: promise.owedBy, assignee: promise.assigneeId } } : {}),
    ...(party ? { party } : {}),
  });
}

function wrong(message: string): { refused: NoChoice } {
  return { refused: { why: 'wrong', faults: [{ pointer: '/promiseId', message }] } };
}

function notAllowed(roles: readonly Role[]): { refused: NoChoice } {
  return { refused: { why: 'notAllowed', roles } };
}
