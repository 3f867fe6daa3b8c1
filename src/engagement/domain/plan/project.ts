import type { Told } from '../../../journal/domain/entry';
import type { Model } from '../../../journal/domain/model';
import { instantOf, type PlanTaskRow } from '../../../journal/domain/rows';
import type { Playbook } from '../../../playbook/domain/playbook';
import { plansOf } from '../../../playbook/domain/plans';
import type { TaskState } from '../../../track/domain/plan/task';
import type { EngagementFact } from '../journal-facts';
import type { DatedTask } from './state';

type PlanFact = Extract<EngagementFact, { kind: 'planLaid' | 'planChanged' }>;
type AnyModel = Pick<Model<object>, 'subject' | 'all' | 'get' | 'put' | 'change'>;

/** What is laid or changed of a plan, in the read model. A deadline that was set anew has its ladder set anew. */
export function recordPlan(
  model: AnyModel,
  { trackId, tasks, ...fact }: PlanFact,
  { atMs, stated }: Told,
): void {
  for (const task of tasks) {
    const before = model.get('planTask', task.promiseId);
    const told =
      before ?? anotherRound(model, task) ?? named(model, task, fact.kind === 'planChanged' ? stated : {});
    const endedAt = task.state === 'open' ? null : (before?.endedAt ?? instantOf(atMs));
    model.put('planTask', { ...told, ...rowOf(task), engagementId: model.subject.id, trackId, endedAt });
    if (before && before.dueAt !== instantOf(task.dueMs)) {
      model.change('promise', task.promiseId, { late: false, level: 0 });
    }
    if (before && before.personId !== task.personId) {
      model.change('promise', task.promiseId, { assigneeId: task.personId });
    }
  }
}

/** A task ends with its promise: kept, it is done; called off, it is not needed any more. */
export function taskEnded(
  model: AnyModel,
  promiseId: string,
  state: Exclude<TaskState, 'open'>,
  { atMs }: Told,
): void {
  if (model.get('planTask', promiseId)?.state === 'open') {
    model.change('planTask', promiseId, { state, endedAt: instantOf(atMs) });
  }
}

/** A fact about a task under its title, which its workflow does not know. */
export function underItsTitle<F extends { kind: string }>(model: AnyModel, fact: F): F {
  const about = fact as { promiseId?: string; promise?: { id: string; title: string } };
  const { promise } = about;
  if (promise) {
    const title = model.get('planTask', promise.id)?.title;
    return title === undefined ? fact : { ...fact, promise: { ...promise, title } };
  }
  const title = about.promiseId === undefined ? undefined : model.get('planTask', about.promiseId)?.title;
  return title === undefined ? fact : { ...fact, title };
}

/** What is done again is called as it was before. */
function anotherRound(model: AnyModel, { id, round }: DatedTask): TextOfTask | undefined {
  const before = round === 1 ? undefined : model.all('planTask').find(({ task }) => task === id);
  return before && { title: before.title, links: before.links };
}

type TextOfTask = Pick<PlanTaskRow, 'title' | 'links'>;

function named({ subject }: AnyModel, { id }: DatedTask, stated: Told['stated']): TextOfTask {
  const { title } = stated;
  if (typeof title === 'string') return { title, links: [] };
  const { playbook, earlier } = subject.rules;
  const rules = [playbook, ...earlier].flatMap((one) => (one ? tasksOf(one.rules) : []));
  const found = rules.find((task) => task.id === id);
  return { title: found?.title ?? id, links: found?.links ?? [] };
}

function tasksOf(playbook: Playbook) {
  return plansOf(playbook).flatMap(({ plan }) => plan.tasks);
}

function rowOf(
  task: DatedTask,
): Omit<PlanTaskRow, keyof TextOfTask | 'engagementId' | 'trackId' | 'endedAt'> {
  const { id, promiseId, parent, owner, personId, days, effortHours, after, state, round } = task;
  const { notBeforeOn, startOn, dueOn, startMs, dueMs } = task;
  return {
    ...{ promiseId, task: id, parent, owner, personId, days, effortHours, after: [...after], state, round },
    ...{ notBeforeOn, startOn, dueOn, startAt: instantOf(startMs), dueAt: instantOf(dueMs) },
  };
}
