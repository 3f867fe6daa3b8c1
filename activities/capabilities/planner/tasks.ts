import type { ActionActivities, ActionResult, ActionsOf } from '../../../src/capability/actions';
import type { PlannerPort, TaskState } from '../../../src/capability/offered/planner';
import { ActionRefusedError } from '../../../src/capability/refusal';
import type { ActionDeps, Door } from '../action-deps';
import { addressees, readEngagementFile } from '../engagement-file';
import { atVendor } from '../vendor-errors';
import { planOf } from './plan-of';

const DAY_MS = 86_400_000;

/** The actions in the engagement's plan. */
export function createPlannerActivities(
  { db, clock }: ActionDeps,
  door: Door<PlannerPort>,
): Pick<ActionActivities, ActionsOf<'planner'>> {
  const { effects, port } = door;

  /** The task that an action made, also one whose making was never answered; undefined when there is none. */
  async function taskOf(engagementId: string, key: string): Promise<string | undefined> {
    const known = await effects.find('task', key);
    if (known !== undefined) return known.vendorId;
    const plan = await effects.find('plan', engagementId);
    return plan === undefined ? undefined : (await port().findTask(key, plan.vendorId))?.id;
  }

  return {
    'planner.createTask': ({ engagementId, key, params }) =>
      atVendor(async () => {
        const known = await effects.find('task', key);
        if (known !== undefined) return madeResult(known.vendorId, known.data);
        const file = await readEngagementFile(db, engagementId);
        const nowMs = clock.productNow();
        const people = await addressees(db, file, params.assignees, new Date(nowMs));
        const planId = await planOf(door, file);
        // Put down before the call: a repeat on another day must not mean another date.
        const { vendorId: dueAt } = await effects.keep('task-due', key, dueText(nowMs, params.dueInDays));
        const { id, unassigned } = await port().ensureTask(key, planId, {
          title: params.title,
          bucket: params.bucket,
          dueAt: dueAt === '' ? undefined : dueAt,
          assignees: people.map(({ email }) => email),
          description: `${file.reference} ${file.title}`,
          checklist: params.checklist ?? [],
          references: [],
        });
        const seen = { place: 'there', isDone: false } as const;
        const dueMs = dueAt === '' ? {} : { dueMs: Date.parse(dueAt) };
        await effects.restOn('task', id, engagementId, { ...seen, ...dueMs });
        const data = { planId, unassigned: String(unassigned), ...(dueAt === '' ? {} : { dueAt }) };
        await effects.keep('task', key, id, data);
        return madeResult(id, data);
      }),

    'planner.completeTask': ({ engagementId, params }) =>
      atVendor(async (): Promise<ActionResult> => {
        const taskId = await taskOf(engagementId, params.of);
        if (taskId !== undefined) {
          await effects.changeOurselves('task', taskId, 'completed');
          if (await port().completeTask(taskId)) return { refs: { taskId }, note: 'The task is completed.' };
        }
        throw new ActionRefusedError(
          'The task is not in the plan, so nothing was completed. See whether it is done, and say so here.',
        );
      }),

    'planner.dropTask': ({ engagementId, params }) =>
      atVendor(async (): Promise<ActionResult> => {
        const taskId = await taskOf(engagementId, params.of);
        if (taskId === undefined) return { refs: {}, note: 'There was no task to take out of the plan.' };
        const plan = await effects.find('plan', engagementId);
        const tasks = plan === undefined ? [] : await port().readTasks(plan.vendorId);
        if (tasks.some(({ id, isDone }) => id === taskId && isDone)) {
          return { refs: { taskId }, note: 'The task is done, and stays in the plan.' };
        }
        await effects.changeOurselves('task', taskId, 'deleted');
        await port().deleteTask(taskId);
        return { refs: { taskId }, note: 'The task is out of the plan.' };
      }),

    'planner.closePlan': ({ engagementId }) =>
      atVendor(async (): Promise<ActionResult> => {
        const planner = port();
        const plan = await effects.find('plan', engagementId);
        const tasks = plan === undefined ? [] : await planner.readTasks(plan.vendorId);
        if (plan === undefined || tasks.length === 0) {
          throw new ActionRefusedError(
            'Nothing of the project is in the plan, so nothing was closed there. See that it stands as closed where you keep your plans, and say so here.',
          );
        }
        for (const { id, isDone } of tasks) {
          // From now on it is told of the project that it is closed or opened, and not of the task as well.
          await effects.changeOurselves('task', id, 'completed');
          await effects.changeOurselves('task', id, 'reopened');
          if (isDone || (await planner.completeTask(id))) {
            await effects.restOn('project', id, engagementId, { place: 'there', isDone: true });
          }
        }
        return { refs: { planId: plan.vendorId }, note: closedNote(tasks) };
      }),
  };
}

function closedNote(tasks: readonly TaskState[]): string {
  const open = tasks.filter(({ isDone }) => !isDone).length;
  return `The project is closed in the plan: ${open} of ${tasks.length} of its tasks were still open there.`;
}

/** In whole seconds: what a vendor keeps of a time must not look like another one. */
function dueText(nowMs: number, days: number | undefined): string {
  if (days === undefined) return '';
  return new Date(Math.ceil((nowMs + days * DAY_MS) / 1_000) * 1_000).toISOString();
}

function madeResult(taskId: string, data: Readonly<Record<string, string>>): ActionResult {
  const { unassigned = '0', ...refs } = data;
  const rest = unassigned === '0' ? '' : `; ${unassigned} of those who are to do it not known there`;
  return { refs: { taskId, ...refs }, note: `The task is in the plan${rest}.` };
}
