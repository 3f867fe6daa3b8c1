import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { stepOfTask } from '../../../src/engagement/domain/plan/keys';
import type { DatedTask } from '../../../src/engagement/domain/plan/state';
import { ENGAGEMENTS } from '../../../src/engagement/dispatch/hand-over';
import { tellFacts } from '../../../src/fact/dispatch/tell-facts';
import { appendJournal } from '../../../src/journal/store/append';
import { LinkWatch } from '../../../src/link/dispatch/link-watch';
import { componentsOfIcalendar, textOf } from '../../../src/promise/domain/calendar/icalendar';
import { REAL_TIME } from '../../../src/promise/domain/time';
import { layPlan } from '../../../src/track/domain/plan/lay';
import type { PlanTaskRules } from '../../../src/track/domain/plan/rules';
import { Workdays } from '../../../src/track/domain/plan/workdays';
import { workdaysOf } from '../../../src/track/domain/plan/workdays-of';
import { askSystem } from '../../../src/webhook/dispatch/addresses';
import { openBrowser } from '../../support/browser';
import { devServerAddress } from '../../support/environment';
import { PLAYBOOK_FILE, signalsAt, startApi, type TestApi } from '../../support/api';

const OFFICE = {
  tz: 'Europe/London',
  hours: Object.fromEntries(
    ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [['09:00', '17:30']]]),
  ) as Record<'mon', [string, string][]>,
  holidays: [{ yearlyFrom: '12-25', yearlyTo: '01-01' }],
};
/** A Monday. */
const BEGINS_MS = Date.parse('2026-12-14T08:00:00Z');

const TASKS: PlanTaskRules[] = [
  {
    ...{ id: 'ask', title: '=Ask, "kindly"', owner: 'consultant', days: 2, effort: 6 },
    links: [{ title: 'How to ask', url: '' }],
  },
  { id: 'draft', title: 'Draft <it> & more', owner: 'consultant', days: 3, after: ['ask'] },
  { id: 'build', title: 'Build it', owner: 'project-manager', days: 1, after: ['draft'] },
  { id: 'front', title: 'What is seen', owner: 'consultant', days: 2, parent: 'build' },
  { id: 'back', title: 'What is not seen', owner: 'consultant', days: 4, parent: 'build' },
  { id: 'show', title: 'Show it', owner: 'project-manager', days: 1, after: ['build'] },
];

let api: TestApi;
let engagementId: string;
let planner: { id: string; token: string };

/** Whether the article is there; and how it was asked for. */
let isThere = true;
const asked: string[] = [];
const shelf = createServer(({ method, url }, answer) => {
  asked.push(`${method} ${url}`);
  if (url === '/moved') answer.writeHead(302, { location: '/article' }).end();
  else answer.writeHead(method === 'HEAD' ? 501 : isThere ? 200 : 404).end('An article');
});

beforeAll(async () => {
  await new Promise<void>((resolve) => shelf.listen(0, '127.0.0.1', resolve));
  const { port } = shelf.address() as AddressInfo;
  TASKS[0]!.links![0]!.url = `http://127.0.0.1:${port}/moved`;
  api = await startApi();
  const plan = { calendar: 'office', planners: ['project-manager'], tasks: TASKS };
  const source = readFileSync(PLAYBOOK_FILE, 'utf8')
    .replace('name: client-delivery', 'name: with-plan')
    .replace('title: Project\n', `title: Project\n        plan: ${JSON.stringify(plan)}\n`);
  const headers = { 'content-type': 'application/yaml' };
  expect((await api.call('POST', '/v1/playbooks', { body: source, headers })).status).toBe(201);
  planner = await api.person('project-manager');
  engagementId = await api.engagement({ playbook: 'with-plan', title: 'Garden & more' });
  await layIn();
});
afterAll(async () => {
  await api.close();
  shelf.close();
});

/** Tells the journal of the plan as its workflow does. */
async function layIn(): Promise<void> {
  const { reference } = await api.db.engagement.findUniqueOrThrow({ where: { id: engagementId } });
  const writer = `engagement/${reference}/project#1`;
  const days = new Workdays(workdaysOf(OFFICE, BEGINS_MS, 60));
  const tasks = layPlan({ tasks: TASKS }, { deadline: null, personFor: () => null }).map(
    ({ notBefore, first, last, ...task }): DatedTask => ({
      ...task,
      promiseId: `prm_${task.id}`,
      notBeforeOn: days.dateOf(notBefore),
      startOn: days.dateOf(first),
      dueOn: days.dateOf(last),
      startMs: days.opensMs(first),
      dueMs: days.closesMs(last),
    }),
  );
  const opened = tasks.map((task) => ({
    kind: 'promiseOpened' as const,
    promise: {
      ...{
        id: task.promiseId,
        key: `${stepOfTask(task.id)}#1`,
        step: stepOfTask(task.id),
        kind: 'task' as const,
      },
      ...{ title: `The task ${task.id}`, stage: 'delivery', track: 'project', owedBy: task.owner },
      ...{ assignee: null, openedAtMs: BEGINS_MS },
    },
  }));
  const promiseIds = tasks.map(({ promiseId }) => promiseId);
  const facts = [
    {
      kind: 'trackOpened' as const,
      trackId: writer,
      workflowId: writer,
      trackKind: 'project',
      title: 'Project',
    },
    { kind: 'planLaid' as const, trackId: writer, tasks, promiseIds },
    ...opened,
  ];
  const actor = { kind: 'system', name: 'promisekeeper' } as const;
  const entries = facts.map((fact, index) => ({ seq: index + 1, atMs: BEGINS_MS, actor, fact }));
  const subject = { kind: 'engagement' as const, id: engagementId };
  const connection = await Connection.connect({ address: await devServerAddress() });
  await new Client({ connection }).workflow.start('project', {
    workflowId: writer,
    taskQueue: 'nobody',
    args: [],
  });
  await connection.close();
  const terms = tasks.map(({ promiseId, dueMs }) => ({
    id: promiseId,
    dueMs,
    explanation: ['its last day'],
  }));
  await appendJournal(
    api.db,
    { subject, writer, toldAtMs: BEGINS_MS, entries, terms: [] },
    terms.map((term) => ({ ...term, warningsMs: [], marksMs: [] })),
  );
}

const path = (of: string) => `/v1/engagements/${engagementId}/${of}`;

interface Shown {
  items: { track: string; endsOn: string; tasks: Record<string, unknown>[] }[];
}

describe('A plan', () => {
  it('is read with days, slack and the critical path, parts under what they are a part of', async () => {
    const { status, body } = await api.call('GET', path('plan'), { token: planner.token });
    expect(status).toBe(200);
    const [plan] = (body as unknown as Shown).items;
    expect(plan).toMatchObject({ track: 'project', title: 'Project', state: 'open', endsOn: '2027-01-04' });
    const shown = ['task', 'depth', 'startOn', 'dueOn', 'slackDays', 'critical'];
    expect(plan?.tasks.map((task) => shown.map((name) => task[name]))).toEqual([
      ['ask', 0, '2026-12-14', '2026-12-15', 0, true],
      ['draft', 0, '2026-12-16', '2026-12-18', 0, true],
      ['build', 0, '2026-12-21', '2026-12-24', 0, true],
      ['back', 1, '2026-12-21', '2026-12-24', 0, true],
      ['front', 1, '2026-12-21', '2026-12-22', 2, false],
      ['show', 0, '2027-01-04', '2027-01-04', 0, true],
    ]);
  });

  it('[S4-10] shows at a task that a link of it leads nowhere when two looks on two days found nothing, until it leads there again', async () => {
    const targets = { hosts: [], ranges: [], loopback: true };
    const looks = { targets, lookUp: askSystem, timeoutMs: 15_000 };
    const watch = new LinkWatch({ ...api, time: REAL_TIME, looks }, new AbortController().signal);
    const begun = api.clock.nowMs;
    const links = async () => {
      const { body } = await api.call('GET', path('plan'), { token: planner.token });
      const tasks = (body as unknown as Shown).items.flatMap((plan) => plan.tasks);
      return tasks.find(({ task }) => task === 'ask')?.['links'];
    };
    const [link] = TASKS[0]!.links!;
    const lookAfter = async (hours: number) => {
      api.clock.nowMs += hours * 3_600_000;
      await watch.look();
      return await links();
    };
    expect(await lookAfter(0)).toEqual([link]);
    expect(asked).toEqual(['HEAD /moved', 'HEAD /article', 'GET /moved', 'GET /article']);
    isThere = false;
    // Not more than once a day.
    expect(await lookAfter(23)).toEqual([link]);
    expect(asked).toHaveLength(4);
    expect(await lookAfter(2)).toEqual([link]);
    expect(asked).toHaveLength(8);
    const since = new Date(begun + 25 * 3_600_000).toISOString();
    const broken = [{ ...link, broken: { since, why: 'it answers 404' } }];
    expect(await lookAfter(25)).toEqual(broken);
    expect(await lookAfter(25)).toEqual(broken);
    isThere = true;
    expect(await lookAfter(25)).toEqual([link]);

    const commands = await api.db.command.findMany({
      where: { subjectId: engagementId, signal: { in: ['linkBroken', 'linkMended'] } },
      orderBy: { receivedAt: 'asc' },
    });
    expect(commands.map(({ signal, body }) => [signal, (body as { title: string }).title])).toEqual([
      ['linkBroken', 'How to ask'],
      ['linkMended', 'How to ask'],
    ]);
    const { workflowId } = await api.db.engagement.findUniqueOrThrow({ where: { id: engagementId } });
    await tellFacts({ ...api.deps, handedOver: [ENGAGEMENTS] }, engagementId);
    const told = (await signalsAt(workflowId)).filter(({ name }) => name.startsWith('link'));
    expect(told.map(({ name, fact }) => [name, fact['fields']])).toEqual([
      ['linkBroken', { task: 'ask' }],
      ['linkMended', { task: 'ask' }],
    ]);
    expect(JSON.stringify(told)).not.toMatch(/How to ask|moved/);
    api.clock.nowMs = begun;
  });

  it('[S4-09] is exported as it is stored: a line and a to-do each task, nothing of it a formula', async () => {
    const as = (accept: string) => ({ token: planner.token, headers: { accept } });
    const { body: plan } = await api.call('GET', path('plan'), { token: planner.token });
    const tasks = (plan as unknown as Shown).items.flatMap((one) => one.tasks);
    const { text: csv } = await api.call('GET', path('plan'), as('text/csv'));
    const lines = csv.trimEnd().split('\r\n');
    expect(lines).toHaveLength(tasks.length + 1);
    expect(lines[1]).toContain(
      `ask,"'=Ask, ""kindly""",,consultant,,open,2026-12-14,2026-12-15,2,6,,0,true,`,
    );
    const { text: calendar } = await api.call('GET', path('plan'), as('text/calendar'));
    const todos = componentsOfIcalendar(calendar);
    expect(todos.map((todo) => [todo.name, textOf(todo, 'uid'), textOf(todo, 'due')])).toEqual(
      tasks.map(({ promiseId, dueAt }) => ['vtodo', promiseId, String(dueAt).replace('.000', '')]),
    );
    expect((await api.call('GET', path('plan'), as('image/png'))).status).toBe(406);
  });

  it('says what a change would come to, as the change itself does', async () => {
    const preview = async (json: object) =>
      (await api.call('POST', path('plan/preview'), { json, token: planner.token })).body;
    const later = { signal: 'taskMoved', task: 'draft', startAt: '2026-12-17' };
    expect(await preview(later)).toMatchObject({
      refused: null,
      changes: [
        {
          task: 'draft',
          before: { startOn: '2026-12-16' },
          after: { startOn: '2026-12-17', dueOn: '2026-12-21' },
        },
        { task: 'back', after: { startOn: '2026-12-22', dueOn: '2027-01-04' } },
        { task: 'build', after: { startOn: '2026-12-22', dueOn: '2027-01-04' } },
        { task: 'front', after: { startOn: '2026-12-22', dueOn: '2026-12-23' } },
        { task: 'show', after: { startOn: '2027-01-05', dueOn: '2027-01-05' } },
      ],
      ends: { before: '2027-01-04', after: '2027-01-05' },
    });
    expect(await preview({ ...later, startAt: '2026-12-14' })).toMatchObject({
      refused: expect.stringContaining('the task ask comes before it'),
    });
    expect(await preview({ ...later, task: 'nothing' })).toMatchObject({
      refused: expect.stringContaining('no open plan'),
    });
    const added = { signal: 'taskAdded', owner: 'consultant', days: 4, after: ['show'] };
    expect(await preview(added)).toMatchObject({
      changes: [{ task: 'added', before: null }],
      ends: { after: '2027-01-08' },
    });
    expect(await preview({ signal: 'taskDropped', task: 'show' })).toMatchObject({
      changes: [{ task: 'show', after: null }],
      ends: { after: '2026-12-24' },
    });
  });
});

describe('The tasks of a plan', () => {
  const state = async (signal: string, json: object, token: string) =>
    await api.call('POST', path(`signals/${signal}`), { json, token });

  it('are changed by the planners that the playbook names, and done by whoever owes them', async () => {
    const consultant = await api.person('consultant');
    const move = { task: 'draft', startAt: '2026-12-17' };
    expect((await state('taskMoved', move, consultant.token)).status).toBe(403);
    expect((await state('taskDone', { task: 'draft' }, planner.token)).status).toBe(403);
    expect((await state('taskDone', { task: 'draft' }, consultant.token)).status).toBe(202);
    expect((await state('taskMoved', move, planner.token)).status).toBe(202);
    const { workflowId } = await api.db.promiseRecord.findUniqueOrThrow({ where: { id: 'prm_draft' } });
    const told = (await signalsAt(workflowId)).map(({ name, fact }) => [
      name,
      fact['promiseId'],
      fact['fields'],
    ]);
    expect(told).toEqual([
      ['taskDone', 'prm_draft', {}],
      ['taskMoved', 'prm_draft', { task: 'draft', startMs: Date.parse('2026-12-17T12:00:00Z'), dueMs: null }],
    ]);
  });

  it('take in a new one, whose title reaches no history', async () => {
    const added = {
      title: 'Ring Mrs Smith',
      owner: 'consultant',
      days: 2,
      after: ['ask'],
      startAt: '2026-12-21',
    };
    expect(await state('taskAdded', added, planner.token)).toMatchObject({ status: 202 });
    const [{ workflowId } = { workflowId: '' }] = await api.db.track.findMany({ where: { engagementId } });
    const { name, fact } = (await signalsAt(workflowId)).at(-1) ?? { name: '', fact: {} };
    expect([name, JSON.stringify(fact).includes('Smith')]).toEqual(['taskAdded', false]);
    expect(fact['fields']).toMatchObject({
      owner: 'consultant',
      personId: null,
      days: 2,
      after: ['ask'],
      parent: null,
    });
  });

  it('are refused with what is wrong, and where', async () => {
    const refused = async (signal: string, json: object) => {
      const { status, body } = await state(signal, json, planner.token);
      return [status, (body['errors'] as { pointer: string }[] | undefined)?.map(({ pointer }) => pointer)];
    };
    const moved = { startAt: '2026-12-17' };
    expect(await refused('taskMoved', { ...moved, task: 'nothing' })).toEqual([422, ['/task']]);
    expect(await refused('taskMoved', { task: 'show' })).toEqual([422, ['/startAt']]);
    expect(await refused('taskMoved', moved)).toEqual([422, ['/promiseId']]);
    const backward = { ...moved, task: 'show', dueAt: '2026-12-16' };
    expect(await refused('taskMoved', backward)).toEqual([422, ['/dueAt']]);
    const added = { title: 'New', owner: 'consultant', days: 1 };
    expect(await refused('taskAdded', { ...added, owner: 'nobody', personId: 'per_x' })).toEqual([
      422,
      ['/owner', '/personId'],
    ]);
    expect(await refused('taskAdded', { ...added, track: 'other' })).toEqual([422, ['/track']]);
    const given = { task: 'show', personId: 'per_x' };
    expect(await refused('taskReassigned', given)).toEqual([422, ['/personId']]);
  });

  it('[S4-11] are given to nobody who has no hours left for them, unless somebody says why, also two at once', async () => {
    const bo = await api.person('consultant');
    await api.call('POST', `/v1/people/${bo.id}/capacity-changes`, {
      json: { from: '2026-12-14', hoursPerWeek: 5 },
    });
    const { body: known } = await api.call('GET', `/v1/people/${bo.id}`);
    const given = { task: 'ask', personId: bo.id };
    const refused = await state('taskReassigned', given, planner.token);
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/personId' }] } });
    expect(refused.text).toContain(
      `${String(known['name'])} would have more to do than hours: 1 h too many in 2026-W51 (from 2026-12-14 on: 6 h planned, 5 h there). Choose somebody else`,
    );
    expect((await state('taskReassigned', { ...given, overrideReason: ' ' }, planner.token)).status).toBe(
      422,
    );
    const overrideReason = 'Bo agreed to it';
    const overridden = await state('taskReassigned', { ...given, overrideReason }, planner.token);
    expect(overridden.status).toBe(202);
    const id = String(overridden.body['commandId']);
    expect(await api.db.command.findFirst({ where: { subjectId: engagementId, id } })).toMatchObject({
      body: { overrideReason },
      actor: { kind: 'person', id: planner.id },
    });

    const added = { title: 'New', owner: 'consultant', personId: bo.id, startAt: '2026-12-21' };
    const three = { ...added, days: 3, effortHours: 3 };
    const both = await Promise.all([1, 2].map(() => state('taskAdded', three, planner.token)));
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 422]);
    expect(both.map(({ text }) => text).join()).toContain('6 h planned, 5 h there');
    const later = { ...three, startAt: '2027-01-11' };
    expect((await state('taskAdded', { ...later, effortHours: 5 }, planner.token)).status).toBe(202);
    expect((await state('taskAdded', { ...later, after: ['show'] }, planner.token)).status).toBe(422);
    expect((await state('taskAdded', { ...later, after: ['nothing'] }, planner.token)).status).toBe(202);
    const { body: hours } = await api.call(
      'GET',
      `/v1/capacity?person=${bo.id}&from=2026-12-14&to=2027-01-17`,
    );
    const [{ weeks } = { weeks: [] }] = (hours as { items?: { weeks: { planned: number }[] }[] }).items ?? [];
    expect(weeks.map(({ planned }) => planned)).toEqual([6, 3, 0, 0, 5]);
  });

  it('[S4-11] are counted with whoever has the role of one that is nobody in particular’s', async () => {
    const cy = await api.person('consultant');
    await api.db.engagement.update({ where: { id: engagementId }, data: { team: { consultant: cy.id } } });
    const added = { title: 'New', owner: 'consultant', days: 5, startAt: '2027-02-01' };
    expect((await state('taskAdded', { ...added, effortHours: 40 }, planner.token)).status).toBe(202);
    const more = await state('taskAdded', { ...added, effortHours: 1 }, planner.token);
    expect([more.status, more.text]).toEqual([422, expect.stringContaining('41 h planned, 40 h there')]);
  });
});

describe('The Gantt chart', () => {
  it('[S4-35] has a bar for each task and an arrow for each dependency, and says in words what it shows', async () => {
    const { text: svg } = await api.call('GET', path('gantt'), { token: planner.token });
    const opened = await openBrowser();
    const page = await opened.browser.newPage({ viewport: { width: 1300, height: 300 } });
    await page.setContent(svg);
    expect(await page.locator('[data-task]').count()).toBe(TASKS.length);
    const links = await page.locator('.link').all();
    const drawn = await Promise.all(
      links.map(
        async (link) => `${await link.getAttribute('data-from')} ${await link.getAttribute('data-to')}`,
      ),
    );
    expect(drawn).toEqual(TASKS.flatMap(({ id, after = [] }) => after.map((before) => `${before} ${id}`)));
    const said = await page.locator('svg').textContent();
    expect(said).toContain('Draft <it> & more');
    expect(said).toContain('2 d slack');
    await opened.close();
    const bare = await api.engagement({ playbook: 'with-plan', title: 'Not begun' });
    const { text } = await api.call('GET', `/v1/engagements/${bare}/gantt`, { token: planner.token });
    expect(text).toContain('No plan has been laid yet.');
  });
});
