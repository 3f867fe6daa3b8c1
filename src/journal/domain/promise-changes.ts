import type { ChangesBy, Told } from './entry';
import type { KeepingWays, Model, SharedModel } from './model';
import type { OpenedPromise, PromiseFact } from './promise-facts';
import { instantOf, type PromiseRow } from './rows';

type PromiseChanges = ChangesBy<
  Exclude<
    PromiseFact,
    { kind: `escalation${string}` | 'factIgnored' | 'promiseWarned' | 'promiseResumed' | 'meetingChanged' }
  >,
  Record<string, unknown>
>;

/** What a fact of a promise changes in its row. Its deadline comes with its term: see `applyTerm`. */
export function promiseChanges(keptBy: KeepingWays<Record<string, unknown>>): PromiseChanges {
  return {
    promiseOpened: (model, { promise }, entry) => {
      model.put('promise', openedRow(model, promise, entry, keptBy));
    },
    promiseBroken: (model, { promiseId, noticedAtMs }, { atMs }) => {
      // That it was broken, and when, is said once: a later deadline that passes too does not make it later.
      const first = model.get('promise', promiseId)?.brokenAt
        ? {}
        : { brokenAt: instantOf(atMs), noticedAt: instantOf(noticedAtMs) };
      model.change('promise', promiseId, { late: true, ...first });
    },
    promiseKept: (model, { promiseId, signal, late }, entry) => {
      model.change('promise', promiseId, { ...settledBy(entry, signal), state: 'kept', late });
    },
    promiseWaived: (model, { promiseId, signal }, entry) => {
      model.change('promise', promiseId, { ...settledBy(entry, signal), state: 'waived' });
    },
    promiseCancelled: (model, { promiseId, why }, entry) => {
      model.change('promise', promiseId, { ...settledBy(entry, why), state: 'cancelled' });
    },
    promisePaused: (model, { promiseId }) => {
      model.change('promise', promiseId, { dueAt: null, paused: true });
    },
    deadlineExtended: (model, { promiseId }) => startsAfresh(model, promiseId),
    promiseRetargeted: (model, { promiseId }) => startsAfresh(model, promiseId),
  };
}

function openedRow(
  { subject }: Model,
  promise: OpenedPromise,
  { writer }: Told,
  keptBy: KeepingWays<Record<string, unknown>>,
): PromiseRow {
  const { openedAtMs, assignee, asks: _asks, effect: _effect, ...same } = promise;
  return {
    ...same,
    assigneeId: assignee,
    subjectId: subject.id,
    engagementId: subject.engagementId,
    ticketId: subject.ticketId,
    workflowId: writer,
    openedAt: instantOf(openedAtMs),
    dueAt: null,
    state: 'open',
    late: false,
    level: 0,
    settledAt: null,
    settledBy: null,
    brokenAt: null,
    noticedAt: null,
    paused: true,
    keptBy: keptBy(subject, promise),
    explanation: [],
  };
}

function settledBy({ atMs, actor }: Told, signal: string) {
  return { settledAt: instantOf(atMs), settledBy: { actor, signal }, keptBy: [], paused: false };
}

/** The clock is set anew and its ladder with it; that it was broken before stays on record. */
function startsAfresh(model: Model, promiseId: string): void {
  model.change('promise', promiseId, { late: false, level: 0 });
}

/** A promise whose action failed: a person has to do it now. */
export function byHand(
  model: SharedModel,
  promiseId: string,
  title: string,
  form: readonly { name: string }[] = [],
): void {
  const asked = form.length === 0 ? {} : { form: Object.fromEntries(form.map(({ name }) => [name, null])) };
  model.change('promise', promiseId, {
    kind: 'task',
    title: `By hand: ${title}`,
    keptBy: [{ signal: 'stepCompleted', body: { promiseId, ...asked } }],
  });
}
