import { z } from 'zod';
import { calendarOfPlan, tracksWithPlans } from '../../engagement/domain/plan/of-playbook';
import { findEngagement } from '../../engagement/store/engagements';
import { chosenType } from '../../edge/http/accept';
import type { ApiDeps } from '../../edge/http/deps';
import { notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id, idParams, instant, instantOf } from '../../edge/http/schemas';
import { brokenSchema, showBroken } from '../../link/api/broken';
import type { Broken } from '../../link/domain/link';
import { brokenLinks } from '../../link/store/links';
import { playbooksOf } from '../../playbook/store/playbooks-of';
import type { Calendar } from '../../promise/domain/clock/types';
import { planCsv, planIcalendar } from '../domain/plan/export';
import { type PlannedTask, plannedTasks, type StoredTask } from '../domain/plan/read';
import { listPlans, trackIdOf } from '../store/plans';
import { ganttSvg } from './gantt-svg';
import { previewOf, previewSchema, wantedChange } from './plan-preview';

const date = z.iso.date().describe("In the plan's calendar");

const taskSchema = z
  .strictObject({
    task: z.string().describe('Its id in the plan'),
    title: z.string(),
    parent: z.string().nullable(),
    depth: z.int().describe('How deep it stands under others'),
    owner: z.string().describe('The role that owes it'),
    personId: id.nullable(),
    state: z.enum(['open', 'done', 'dropped']),
    startOn: date,
    dueOn: date,
    startAt: instant,
    dueAt: instant,
    days: z.int(),
    effortHours: z.number(),
    after: z.array(z.string()),
    links: z.array(
      z.strictObject({
        title: z.string(),
        url: z.string(),
        broken: brokenSchema.optional().describe('Left out: it leads somewhere, as far as is known'),
      }),
    ),
    slackDays: z
      .int()
      .nullable()
      .describe('How many working days it may be late before the plan ends later; null: it is over'),
    critical: z.boolean(),
    late: z.boolean(),
    promiseId: id,
  })
  .meta({ id: 'PlanTask' });

const planSchema = z
  .strictObject({
    items: z.array(
      z.strictObject({
        track: z.string().describe('As the playbook calls it'),
        title: z.string(),
        state: z.enum(['open', 'done', 'cancelled']),
        endsOn: date.nullable(),
        tasks: z.array(taskSchema),
      }),
    ),
  })
  .meta({ id: 'Plan' });

/** Links that lead nowhere, by their addresses. */
type BrokenLinks = ReadonlyMap<string, Broken>;

interface ShownPlan {
  track: string;
  title: string;
  state: 'open' | 'done' | 'cancelled';
  calendar: Calendar;
  stored: StoredTask[];
  tasks: PlannedTask[];
}

/** The plans of an engagement: read, drawn, exported, and tried before they are changed. */
export function planRoutes({ db, clock }: ApiDeps): Route[] {
  const now = () => new Date(clock.productNow());
  const read = async (
    engagementId: string,
  ): Promise<{ reference: string; title: string; plans: ShownPlan[]; broken: BrokenLinks }> => {
    const engagement = await findEngagement(db, engagementId);
    if (!engagement) throw notFound('engagement', engagementId);
    const [{ playbook, earlier }, plans] = await Promise.all([
      playbooksOf(db, engagement),
      listPlans(db, engagement.id),
    ]);
    const rules = [...earlier, playbook];
    const shown = plans.map(({ track, tasks }): ShownPlan => {
      const own = trackIdOf(track);
      const plan = rules.flatMap(tracksWithPlans).findLast((one) => one.id === own)?.plan;
      const calendar = calendarOfPlan(rules, plan, engagement.calendar);
      const { title, state } = track;
      const all = { track: own, title, state: state as ShownPlan['state'], calendar, stored: tasks };
      return { ...all, tasks: plannedTasks(tasks, calendar, now()) };
    });
    const urls = plans.flatMap(({ tasks }) => tasks).flatMap(({ links }) => links.map(({ url }) => url));
    const broken = await brokenLinks(db, urls);
    return { reference: engagement.reference, title: engagement.title, plans: shown, broken };
  };
  const view = ({ track, title, state, tasks }: ShownPlan, broken: BrokenLinks) => {
    const ends = tasks.filter((task) => task.state !== 'dropped').map(({ dueOn }) => dueOn);
    const endsOn = ends.sort().at(-1) ?? null;
    return { track, title, state, endsOn, tasks: tasks.map((task) => taskView(task, broken)) };
  };
  return [
    route({
      method: 'get',
      path: '/v1/engagements/{id}/plan',
      summary: 'The plans of an engagement: tasks with their days, who owes them, what waits for what',
      tag: 'engagements',
      access: 'signed-in',
      params: idParams,
      requestHeaders: {
        Accept: z.string().optional().describe('application/json, text/csv or text/calendar'),
      },
      answers: {
        200: {
          description: 'Each delivery with its plan, the oldest first',
          content: { 'application/json': planSchema, 'text/csv': z.string(), 'text/calendar': z.string() },
        },
        406: { description: 'No such representation' },
      },
      handle: async ({ params, headers }) => {
        const type = chosenType(headers.accept, ['application/json', 'text/csv', 'text/calendar']);
        const { reference, plans, broken } = await read(params.id);
        const tasks = plans.flatMap((plan) => plan.tasks);
        const shared = { status: 200, headers: { vary: 'Accept' } };
        switch (type) {
          case 'application/json':
            return { ...shared, body: { items: plans.map((plan) => view(plan, broken)) } };
          case 'text/csv':
            return { ...shared, body: planCsv(tasks), contentType: 'text/csv; charset=utf-8' };
          case 'text/calendar':
            return {
              ...shared,
              body: planIcalendar(tasks, reference, now()),
              contentType: 'text/calendar; charset=utf-8',
            };
        }
      },
    }),
    route({
      method: 'get',
      path: '/v1/engagements/{id}/gantt',
      summary: 'The plans of an engagement as a Gantt chart, and what it is drawn from',
      tag: 'engagements',
      access: 'signed-in',
      params: idParams,
      requestHeaders: { Accept: z.string().optional().describe('image/svg+xml or application/json') },
      answers: {
        200: {
          description: 'The chart; as JSON, the plans',
          content: { 'image/svg+xml': z.string(), 'application/json': planSchema },
        },
        406: { description: 'No such representation' },
      },
      handle: async ({ params, headers }) => {
        const type = chosenType(headers.accept, ['image/svg+xml', 'application/json']);
        const { reference, title, plans, broken } = await read(params.id);
        const shared = { status: 200, headers: { vary: 'Accept' } };
        if (type === 'application/json')
          return { ...shared, body: { items: plans.map((plan) => view(plan, broken)) } };
        const picture = ganttSvg({ title: `${reference} ${title}`, plans, now: now() });
        return { ...shared, body: picture, contentType: 'image/svg+xml' };
      },
    }),
    route({
      method: 'post',
      path: '/v1/engagements/{id}/plan/preview',
      summary: 'What a change of a plan would come to; nothing is changed',
      tag: 'engagements',
      access: 'signed-in',
      params: idParams,
      body: { kind: 'json', schema: wantedChange },
      answers: {
        200: {
          description: 'All tasks that would have other days, or why it would be refused',
          content: { 'application/json': previewSchema },
        },
      },
      handle: async ({ params, body }) => {
        const { plans } = await read(params.id);
        return { status: 200, body: previewOf(plans, body) };
      },
    }),
  ];
}

function taskView(row: PlannedTask, broken: BrokenLinks): z.input<typeof taskSchema> {
  const { task, title, parent, depth, owner, personId, state, startOn, dueOn, startAt, dueAt } = row;
  const { days, effortHours, after, links, slackDays, isCritical, isLate, promiseId } = row;
  return {
    ...{ task, title, parent, depth, owner, personId, state, startOn, dueOn, days, effortHours, slackDays },
    ...{ startAt: instantOf(startAt), dueAt: instantOf(dueAt), promiseId },
    ...{
      after: [...after],
      links: links.map((link) => ({ ...link, ...showBroken(broken.get(link.url)) })),
      critical: isCritical,
      late: isLate,
    },
  };
}
