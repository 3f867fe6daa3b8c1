import { DUE_SOON, FOR_INFORMATION } from '../../post/domain/post';
import { isNews, newsText } from '../../post/domain/informed';
import type { Playbook } from '../../playbook/domain/playbook';
import { CRISIS, type Level } from '../../promise/domain/ladder/promise-state';
import type { Told } from './entry';
import type { Model, SubjectState } from './model';
import type { PromiseFact } from './promise-facts';
import { instantOf, type NoticeRow } from './rows';
import { levelName } from './words';

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

/** The informed parties hear how something ended, or what became of a meeting: once for each end, change and person. */
export function informedNotices(model: Model, fact: PromiseFact, entry: Told): void {
  if (!isNews(fact)) {
    return;
  }
  const { subject } = model;
  const { promiseId } = fact;
  const { told, atMs } = entry;
  const text = newsText(playbooksOf(subject), fact, entry);
  put(model, told, {
    ...QUIET,
    key: fact.kind === 'meetingChanged' ? `${promiseId}/${fact.how}/${atMs}` : `${promiseId}/informed`,
    promiseId,
    reason: FOR_INFORMATION,
    text: `${text} (${subject.reference}, ${subject.title}).`,
    createdAt: instantOf(atMs),
  });
}

/** The playbooks of a subject: the one in force, those before from the newest on, and those that are about to begin. */
export function playbooksOf({ rules }: Pick<SubjectState, 'rules'>): Playbook[] {
  const { playbook, earlier, toBegin } = rules;
  return [...(playbook ? [playbook] : []), ...earlier.toReversed(), ...toBegin].map((one) => one.rules);
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
