import type { Told } from '../../journal/domain/entry';
import type { SharedModel } from '../../journal/domain/model';
import type { Effect, OpenedPromise } from '../../journal/domain/promise-facts';
import { type EffectRow, type EffectState, instantOf } from '../../journal/domain/rows';
import type { EngagementFact } from './journal-facts';

type FactOf<K extends EngagementFact['kind']> = Extract<EngagementFact, { kind: K }>;

/** What is asked of a vendor stands among the effects from the moment at which its promise is opened. */
export function effectAsked(model: SharedModel, { id, title, effect }: OpenedPromise, { atMs }: Told): void {
  if (effect) model.put('effect', { ...asked(model, effect, title, atMs), promiseId: id });
}

/** An effect ends with its promise: by the vendor's answer, by a person's hand, or by being called off. */
export function effectSettled(
  model: SharedModel,
  promiseId: string,
  how: 'kept' | 'calledOff',
  { atMs }: Told,
  answer?: Effect,
  link?: string,
): void {
  const row = effectOf(model, promiseId);
  if (!row || row.endedAt !== null) return;
  const state: EffectState = how === 'calledOff' ? 'cancelled' : answer ? 'done' : 'byHand';
  const refs = state === 'byHand' && link !== undefined ? { refs: { ...row.refs, link } } : {};
  model.put('effect', { ...row, ...answer, ...refs, state, endedAt: instantOf(atMs) });
}

/** The link that a person gave of what they made by hand. */
export function linkIn(stated: Told['stated']): string | undefined {
  const { link } = (stated['form'] ?? {}) as { link?: unknown };
  return typeof link === 'string' ? link : undefined;
}

/** The same in words: whoever reads the journal gets there from it. */
export function linkGiven(model: SharedModel, { fact, stated }: Told): string[] {
  if (fact.kind !== 'promiseKept') return [];
  const link = linkIn(stated);
  const { promiseId } = fact as { promiseId?: string };
  return link !== undefined && effectOf(model, promiseId ?? '') ? [link] : [];
}

/** The vendor refused, or stayed away too long. */
export function effectHandedOver(
  model: SharedModel,
  { promiseId, failure }: Pick<FactOf<'actionFailed'>, 'promiseId' | 'failure'>,
): void {
  const row = effectOf(model, promiseId);
  if (row) model.put('effect', { ...row, state: 'handedOver', failure });
}

/** What stands beside the promises is known when it is done. */
export function effectBeside(model: SharedModel, fact: FactOf<'actionDone'>, { atMs }: Told): void {
  const { refs, note, title } = fact;
  const endedAt = instantOf(atMs);
  model.put('effect', { ...asked(model, fact, title, atMs), refs, note, state: 'done', endedAt });
}

export function effectUndone(
  model: SharedModel,
  { undoes, note }: FactOf<'actionUndone'>,
  { atMs }: Told,
): void {
  model.change('effect', undoes, { state: 'undone', note, endedAt: instantOf(atMs) });
}

function effectOf(model: SharedModel, promiseId: string): EffectRow | undefined {
  return model.all('effect').find((row) => row.promiseId === promiseId);
}

function asked(
  { subject }: SharedModel,
  { key, action, vendor }: Pick<EffectRow, 'key' | 'action' | 'vendor'>,
  title: string,
  atMs: number,
): EffectRow {
  return {
    ...{ key, action, vendor, title },
    engagementId: subject.engagementId ?? subject.id,
    promiseId: null,
    state: 'waiting',
    refs: {},
    note: null,
    failure: null,
    askedAt: instantOf(atMs),
    endedAt: null,
  };
}
