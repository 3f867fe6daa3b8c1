import { DUE_SOON, FOR_INFORMATION } from '../../post/domain/post';
import { findStep } from '../../playbook/domain/playbook';
import type { Role } from '../../promise/domain/ladder/rules';
import { CRISIS, type Level } from '../../promise/domain/ladder/promise-state';
import type { Told } from './entry';
import type { Model, SubjectState } from './model';
import type { PromiseFact } from './promise-facts';
import { instantOf, type NoticeRow } from './rows';
import { levelName } from './words';

type Kept = Extract<PromiseFact, { kind: 'promiseKept' }>;
type Warned = Extract<PromiseFact, { kind: 'promiseWarned' }>;

/** These people must hear of a level of an escalation: once for each level, person and escalation. */
export function escalationNotices(
  model: Model,
  fact: { escalationId: string; promiseId: string; title: string; level: Level; late: boolean },
  told: readonly string[],
  atMs: number,
): void {
  const { escalationId, promiseId, level, late } = fact;
  const { kind, reference, title } = model.subject;
  put(model, told, {
    // Crisis may be told again, when a promised update fails to come.
    key: `${escalationId}/${level}${level === CRISIS ? `/${atMs}` : ''}`,
    promiseId,
    escalationId,
    reason: levelName(level),
    level,
    urgent: true,
    late,
    text:
      kind === 'incident' && level === CRISIS
        ? `Crisis declared: ${title} (${reference}).`
        : `${levelName(level)}: "${fact.title}" is late (${reference}, ${title}).`,
    createdAt: instantOf(atMs),
  });
}

/** Whoever owes a promise is warned of its deadline: once for each warning and person. */
export function warningNotices(model: Model, { promiseId, title }: Warned, { told, atMs }: Told): void {
  const { subject } = model;
  put(model, told, {
    ...QUIET,
    key: `${promiseId}/warning/${atMs}`,
    promiseId,
    reason: DUE_SOON,
    text: `"${title}" (${subject.reference}, ${subject.title}).`,
    createdAt: instantOf(atMs),
  });
}

/** The informed parties of a step hear that it is done. */
export function informedNotices(model: Model, { promiseId, title }: Kept, { told, atMs }: Told): void {
  const { subject } = model;
  put(model, told, {
    ...QUIET,
    key: `${promiseId}/informed`,
    promiseId,
    reason: FOR_INFORMATION,
    text: `Done: "${title}" (${subject.reference}, ${subject.title}).`,
    createdAt: instantOf(atMs),
  });
}

/** The roles that are to hear that a step is done. */
export function informedRoles({ rules }: Pick<SubjectState, 'rules'>, { step: id }: Kept): readonly Role[] {
  const playbook = rules.playbook?.rules;
  const step = id && playbook ? findStep(playbook, id) : undefined;
  return step ? (step.raci?.informed ?? playbook?.raci.informed ?? []) : [];
}

const QUIET = { escalationId: null, level: 0, urgent: false, late: false };

function put(
  model: Model,
  people: readonly string[],
  { key, ...notice }: Omit<NoticeRow, 'id' | 'personId' | 'subjectId'> & { key: string },
): void {
  for (const personId of people) {
    const id = `${key}/${personId}`;
    if (!model.get('notice', id)) {
      model.put('notice', { id, personId, subjectId: model.subject.id, ...notice });
    }
  }
}
