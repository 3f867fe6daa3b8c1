import { z } from 'zod';
import { instant } from '../../edge/http/schemas';
import type { Calendar } from '../../promise/domain/clock/types';
import { changedTasks, changePlan, type PlanChange } from '../domain/plan/change';
import { instantOfDay } from '../domain/plan/day';
import { reckoned, type Reckoned, type StoredTask } from '../domain/plan/read';
import { isLive, type PlanTask } from '../domain/plan/task';
import { BeyondWorkdaysError } from '../domain/plan/workdays';

const day = z.union([z.iso.date(), instant]);
const task = z.string().min(1).max(100);

/** A change that is only tried: as the facts of a plan say it. */
export const wantedChange = z
  .strictObject({
    signal: z.enum(['taskMoved', 'taskDropped', 'taskAdded']),
    task: task.optional().describe('Which one; what a new one is called'),
    track: task.optional().describe('To whose plan a new one goes; may be left out where there is one'),
    owner: z.string().min(1).max(100).optional().describe('Of a new one'),
    days: z.int().min(1).max(250).optional().describe('Of a new one: how many working days it takes'),
    after: z.array(task).max(100).optional(),
    parent: task.optional(),
    startAt: day.optional(),
    dueAt: day.optional(),
  })
  .check(({ value, issues }) => {
    const needed = value.signal === 'taskAdded' ? (['owner', 'days'] as const) : (['task'] as const);
    for (const name of needed.filter((one) => value[one] === undefined)) {
      issues.push({ code: 'custom', input: value, path: [name], message: `${value.signal} needs it` });
    }
  })
  .meta({ id: 'PlanChange' });
type Wanted = z.output<typeof wantedChange>;

const days = z.strictObject({ startOn: z.iso.date(), dueOn: z.iso.date() });

export const previewSchema = z
  .strictObject({
    refused: z.string().nullable().describe('Why it cannot be; null: it can'),
    changes: z.array(
      z.strictObject({
        task: z.string(),
        title: z.string().nullable().describe('null: of a task that is not there yet'),
        before: days.nullable(),
        after: days.nullable().describe('null: it is dropped'),
      }),
    ),
    ends: z
      .strictObject({ before: z.iso.date(), after: z.iso.date() })
      .nullable()
      .describe('When the plan ends, before and after'),
  })
  .meta({ id: 'PlanPreview' });
type Preview = z.input<typeof previewSchema>;

interface Plan {
  track: string;
  state: 'open' | 'done' | 'cancelled';
  calendar: Calendar;
  stored: StoredTask[];
}

/** What a change of one of these plans would come to. */
export function previewOf(plans: readonly Plan[], wanted: Wanted): Preview {
  const plan = planMeant(plans, wanted);
  if (!plan) return refusal('no open plan of this engagement has such a task or track');
  try {
    return reckonedPreview(plan, reckoned(plan.stored, plan.calendar), wanted);
  } catch (error) {
    if (error instanceof BeyondWorkdaysError) return refusal('the plan does not reach so far');
    throw error;
  }
}

function planMeant(plans: readonly Plan[], wanted: Wanted): Plan | undefined {
  const open = plans.filter(({ state }) => state === 'open');
  if (wanted.signal !== 'taskAdded') {
    return open.find(({ stored }) => stored.some((one) => one.task === wanted.task));
  }
  return wanted.track === undefined && open.length === 1
    ? open[0]
    : open.find(({ track }) => track === wanted.track);
}

function reckonedPreview({ stored, calendar }: Plan, { tasks, workdays }: Reckoned, wanted: Wanted): Preview {
  const place = (written: string, which: 'from' | 'until') =>
    workdays[which](instantOfDay(written, calendar));
  const changed = changePlan(tasks, changeOf(wanted, place));
  if ('refused' in changed) return refusal(changed.refused);
  const before = new Map(tasks.map((one) => [one.id, one]));
  const titles = new Map(stored.map((one) => [one.task, one.title]));
  const daysOf = (one: PlanTask | undefined) =>
    one && isLive(one) ? { startOn: workdays.dateOf(one.first), dueOn: workdays.dateOf(one.last) } : null;
  const end = (all: readonly PlanTask[]) =>
    workdays.dateOf(Math.max(0, ...all.filter(isLive).map(({ last }) => last)));
  return {
    refused: null,
    changes: changedTasks(tasks, changed.tasks)
      .map((one) => ({
        task: one.id,
        title: titles.get(one.id) ?? null,
        before: daysOf(before.get(one.id)),
        after: daysOf(one),
      }))
      .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after)),
    ends: { before: end(tasks), after: end(changed.tasks) },
  };
}

function changeOf(
  { signal, task: named, owner = '', days: takes = 1, after = [], parent, startAt, dueAt }: Wanted,
  place: (written: string, which: 'from' | 'until') => number,
): PlanChange {
  const id = named ?? 'added';
  switch (signal) {
    case 'taskMoved':
      return {
        ...{ kind: 'moved', id },
        ...(startAt === undefined ? {} : { first: place(startAt, 'from') }),
        ...(dueAt === undefined ? {} : { last: place(dueAt, 'until') }),
      };
    case 'taskDropped':
      return { kind: 'dropped', id };
    case 'taskAdded': {
      const notBefore = startAt === undefined ? 0 : place(startAt, 'from');
      const own = {
        id,
        owner,
        personId: null,
        days: takes,
        effortHours: 0,
        after,
        parent: parent ?? null,
        notBefore,
      };
      return { kind: 'added', task: own };
    }
  }
}

function refusal(refused: string): Preview {
  return { refused, changes: [], ends: null };
}
