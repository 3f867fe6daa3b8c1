import { CRISIS } from '../../promise/domain/ladder/promise-state';
import type { ChangesBy, Told } from './entry';
import type { Model } from './model';
import { escalationNotices } from './notices';
import type { PromiseFact } from './promise-facts';
import { type EscalationRow, instantOf } from './rows';

export type Climbing = Extract<PromiseFact, { kind: 'escalationRaised' | 'escalationClimbed' }>;
type EscalationChanges = ChangesBy<
  Extract<PromiseFact, { kind: `escalation${string}` | 'promisePaused' }>,
  Record<string, unknown>
>;

/**
 * What a fact of a ladder changes. The notices of those who are told are rows of the same batch, so whoever is named as
 * told has been, or will be as soon as mail goes out.
 */
export const escalationChanges: EscalationChanges = {
  escalationRaised: climb,
  escalationClimbed: climb,
  escalationHeard: (model, fact, { atMs, told }) => {
    const { escalationId: id, level } = fact;
    const row = model.get('escalation', id);
    const index = row?.climbs.findLastIndex((one) => one.level === level) ?? -1;
    const heard = row?.climbs[index];
    if (!row || !heard || told.length === 0) {
      return;
    }
    const climbs = row.climbs.with(index, { ...heard, told: [...heard.told, ...told] });
    model.put('escalation', { ...row, climbs, updatedAt: instantOf(atMs) });
    // By the instant of the climb, which is part of the key: nobody is told of one climb twice.
    escalationNotices(model, { ...fact, late: false }, told, Date.parse(heard.at));
  },
  escalationResumed: (model, { escalationId, promiseId, level }, { atMs }) => {
    model.change('escalation', escalationId, {
      level,
      state: 'open',
      respondBy: null,
      updatedAt: instantOf(atMs),
    });
    model.change('promise', promiseId, { level });
  },
  escalationAcknowledged: (model, { escalationId, nextUpdateAtMs }, { atMs }) => {
    model.change('escalation', escalationId, {
      state: 'acknowledged',
      respondBy: instantOf(nextUpdateAtMs),
      updatedAt: instantOf(atMs),
    });
  },
  escalationResolved: (model, { escalationId }, { atMs }) => {
    model.change('escalation', escalationId, {
      state: 'resolved',
      respondBy: null,
      updatedAt: instantOf(atMs),
    });
  },
  promisePaused: (model, { promiseId }, { atMs }) => {
    for (const row of model.all('escalation')) {
      if (row.promiseId === promiseId && row.state !== 'resolved') {
        model.put('escalation', { ...row, respondBy: null, updatedAt: instantOf(atMs) });
      }
    }
  },
};

function climb(model: Model, fact: Climbing, { atMs, told }: Told): void {
  const { escalationId: id, promiseId, level, roles, title } = fact;
  const at = instantOf(atMs);
  const before = model.get('escalation', id) ?? raised(model, id, promiseId, atMs);
  model.put('escalation', {
    ...before,
    level,
    role: level === CRISIS ? 'everyone-on-the-ladder' : (roles[0] ?? ''),
    state: 'open',
    respondBy: null,
    climbs: [...before.climbs, { level, at, told: [...told] }],
    updatedAt: at,
  });
  model.change('promise', promiseId, { level });
  if (level === CRISIS && before.incidentId === null) {
    model.consequences.push({ kind: 'crisisReached', escalationId: id, promise: title, atMs });
  }
  escalationNotices(model, fact, told, atMs);
}

function raised({ subject }: Model, id: string, promiseId: string, atMs: number): EscalationRow {
  return {
    id,
    subjectId: subject.id,
    engagementId: subject.engagementId,
    ticketId: subject.ticketId,
    incidentId: subject.kind === 'incident' ? subject.id : null,
    promiseId,
    level: 0,
    role: '',
    raisedAt: instantOf(atMs),
    respondBy: null,
    state: 'open',
    climbs: [],
    updatedAt: instantOf(atMs),
  };
}
