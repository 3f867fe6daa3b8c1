import { v7 as uuid } from 'uuid';
import { warnOfOverload } from '../../../src/capacity/store/warnings';
import { weekOf } from '../../../src/capacity/domain/week';
import type { Actor } from '../../../src/fact/domain/actor';
import type { PlanTask } from '../../../src/database/generated/client';
import { showEngagement } from '../../../src/engagement/api/engagement-view';
import { findEngagementDetail } from '../../../src/engagement/store/engagements';
import { checkReadModel, type Difference } from '../../../src/journal/store/rebuild';
import { dayMs, parseDate } from '../../../src/promise/domain/clock/time-text';
import { CLIENT_DELIVERY, type Engaged, Harness } from '../harness';

/** The playbook with a plan in its one track. */
const SOURCE = CLIENT_DELIVERY.replace(
  `        title: Project
        steps:`,
  `        title: Project
        plan:
          calendar: office
          planners: [project-manager]
          tasks:
            - { id: ask, title: Ask what is needed, owner: consultant, days: 2, effort: 6 }
            - id: draft
              title: Draft it
              owner: consultant
              skill: drafting
              days: 3
              effort: 12
              after: [ask]
              links: [{ title: How to draft, url: "https://kb.example/draft" }]
            - { id: build, title: Build it, owner: project-manager, days: 1, after: [draft] }
            - { id: front, title: What is seen, owner: consultant, days: 2, parent: build }
            - { id: back, title: What is not seen, owner: consultant, days: 4, parent: build }
            - { id: show, title: Show it, owner: project-manager, skill: presenting, days: 1, effort: 6, after: [build] }
        steps:`,
);

/** The same with a chain of so many tasks. */
function chain(length: number): string {
  const tasks = Array.from({ length }, (_, place) => {
    const after = place === 0 ? '' : `, after: [t${place}]`;
    return `            - { id: t${place + 1}, title: Link ${place + 1} of a chain, owner: consultant, days: 1${after} }`;
  });
  return SOURCE.replace(
    / {12}- \{ id: ask[^]*?( {8}steps:)/,
    (_whole, steps: string) => `${tasks.join('\n')}\n${steps}`,
  );
}

describe('A plan of tasks', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
    const now = new Date(await harness.nowMs());
    const own = { timeZone: 'Etc/UTC', createdAt: now, updatedAt: now };
    await harness.db.person.createMany({
      data: (
        [
          ['Olga', ['operations-manager'], [], 40],
          ['Sue', ['project-manager'], ['Presenting'], 40],
          ['Tim', ['consultant'], ['Drafting'], 4],
        ] as const
      ).map(([name, roles, skills, capacityHoursPerWeek]) => ({
        ...{ id: `per_${name}`, name, email: `${name}@example.com`, emailKey: `${name}@example.com` },
        ...{ roles: [...roles], skills: [...skills], capacityHoursPerWeek, ...own },
      })),
    });
  });
  afterAll(() => harness.stop());

  const engage = (source = SOURCE) =>
    harness.engage(({ stages }) => {
      for (const name of Object.keys(stages)) {
        if (name !== 'delivery') delete stages[name as 'delivery'];
      }
    }, source);
  const rows = async ({ id }: Engaged) =>
    await harness.db.planTask.findMany({ where: { engagementId: id }, orderBy: { task: 'asc' } });
  const laid = async (engaged: Engaged) =>
    await engaged.until('the plan', async () => {
      const found = await rows(engaged);
      const open = await harness.db.promiseRecord.count({
        where: { engagementId: engaged.id, state: 'open', dueAt: { not: null } },
      });
      return found.length > 0 && open === found.length ? found : undefined;
    });
  const named = (found: PlanTask[], task: string): PlanTask => {
    const row = found.find((one) => one.task === task);
    if (!row) throw new Error(`There is no task ${task}`);
    return row;
  };
  const done = async (engaged: Engaged, task: string) => {
    const { promiseId } = named(await rows(engaged), task);
    const promise = await harness.db.promiseRecord.findUniqueOrThrow({ where: { id: promiseId } });
    await engaged.state('taskDone', {}, { promise });
  };
  const changed = async (engaged: Engaged, task: string, how: (row: PlanTask) => boolean) =>
    await engaged.until(`a change of ${task}`, async () => {
      const found = await rows(engaged);
      return how(named(found, task)) ? found : undefined;
    });
  /** What the daily round tells the operations manager of somebody. */
  const warnedOf = async (name: string) => {
    await warnOfOverload(harness.db, new Date(await harness.nowMs()));
    const notices = await harness.db.notice.findMany({
      where: { personId: 'per_Olga', subjectId: `per_${name}` },
    });
    return notices.map(({ text }) => text);
  };
  const statedOf = async (engaged: Engaged, task: string) => {
    const { promiseId } = named(await rows(engaged), task);
    return await harness.db.promiseRecord.findUniqueOrThrow({ where: { id: promiseId } });
  };

  it('[S4-09] [S4-14] is made of its template: each task is a promise with an owner and a date, told in one batch with the beginning', async () => {
    const engaged = await engage();
    const progress = async () => {
      const detail = await findEngagementDetail(harness.db, engaged.id);
      const [track] = detail?.tracks ?? [];
      if (!detail || !track) return undefined;
      const as = { temporalUrl: () => '', currency: 'EUR' };
      const { tracks } = showEngagement(detail, new Date(), as) as { tracks: { progress: string }[] };
      const tasks = detail.promises.filter(({ workflowId }) => workflowId === track.workflowId);
      return { is: tracks[0]?.progress, tasks: tasks.length };
    };
    const begun = await engaged.until('it to be in progress', async () => {
      const seen = await progress();
      // Never one without the other.
      expect(seen?.is === 'inProgress').toBe((seen?.tasks ?? 0) > 0);
      return seen?.is === 'inProgress' && seen;
    });
    expect(begun.tasks).toBe(6);
    const found = await laid(engaged);
    expect(found.map(({ task, title, days }) => [task, title, days])).toEqual([
      ['ask', 'Ask what is needed', 2],
      ['back', 'What is not seen', 4],
      ['build', 'Build it', 1],
      ['draft', 'Draft it', 3],
      ['front', 'What is seen', 2],
      ['show', 'Show it', 1],
    ]);
    expect(named(found, 'build')).toMatchObject({
      startOn: named(found, 'back').startOn,
      dueOn: named(found, 'back').dueOn,
    });
    expect(named(found, 'draft').links).toEqual([{ title: 'How to draft', url: 'https://kb.example/draft' }]);
    const promises = await harness.db.promiseRecord.findMany({ where: { engagementId: engaged.id } });
    for (const { promiseId, title, owner, dueAt } of found) {
      const promise = promises.find(({ id }) => id === promiseId);
      expect(promise).toMatchObject({ title, owedBy: owner, dueAt, state: 'open', kind: 'task' });
      expect(promise?.keptBy).toEqual([{ signal: 'taskDone', body: { promiseId } }]);
    }
    // Nobody else can draft: it is Tim's, and the operations manager hears of it.
    expect([named(found, 'draft').personId, named(found, 'show').personId]).toEqual(['per_Tim', 'per_Sue']);
    expect(await warnedOf('Tim')).toEqual([
      expect.stringMatching(/^Tim will have more to do than hours: .* \d+ h planned, 4 h there/),
    ]);
    const entries = (await engaged.journal()).filter(({ writer }) => writer !== engaged.workflowId);
    expect(new Set(entries.map(({ toldAt }) => toldAt.getTime())).size).toBe(1);
    expect(entries.map(({ summary }) => summary).join('\n')).toContain('Ask what is needed');
  });

  it('of 200 tasks costs one batch of the journal, and so does a move of all of them; no history holds a title', async () => {
    const engaged = await engage(chain(200));
    const before = await laid(engaged);
    expect(before).toHaveLength(200);
    const batches = async () => {
      const entries = (await engaged.journal()).filter(({ writer }) => writer !== engaged.workflowId);
      return new Set(entries.map(({ toldAt }) => toldAt.getTime())).size;
    };
    expect(await batches()).toBe(1);
    const { startAt } = named(before, 't2');
    await engaged.state(
      'taskMoved',
      { task: 't1', startMs: startAt.getTime(), dueMs: null },
      { promise: await statedOf(engaged, 't1') },
    );
    await changed(engaged, 't200', ({ dueOn }) => dueOn > named(before, 't200').dueOn);
    await engaged.until('the new deadlines', async () => {
      const last = await statedOf(engaged, 't200');
      return last.dueAt?.getTime() === named(await rows(engaged), 't200').dueAt.getTime();
    });
    expect(await batches()).toBe(2);
    const [{ trackId } = { trackId: '' }] = before;
    const { events } = await harness.env.client.workflow.getHandle(trackId).fetchHistory();
    expect(decoded(JSON.stringify(events))).not.toContain('of a chain');
    expect(events?.length).toBeLessThan(40);
    // The hours that others here let pass are not those of 200 promises.
    await engaged.state('cancelled', {});
    await changed(engaged, 't200', ({ state }) => state === 'dropped');
  });

  it('leaves no title in any history', async () => {
    const engaged = await engage();
    const [{ trackId } = { trackId: '' }] = await laid(engaged);
    for (const id of [engaged.workflowId, trackId]) {
      const { events } = await harness.env.client.workflow.getHandle(id).fetchHistory();
      expect(JSON.stringify(events)).not.toContain(
        Buffer.from('What is not seen').toString('base64').slice(0, 12),
      );
      expect(decoded(JSON.stringify(events))).not.toContain('What is not seen');
    }
  });

  it('[S4-10] tells in its journal which link of a task leads nowhere, and no history knows its address', async () => {
    const engaged = await engage();
    await laid(engaged);
    const commandId = uuid();
    const body = {
      task: 'draft',
      title: 'How to draft',
      url: 'https://kb.example/draft',
      note: 'it answers 404',
    };
    await harness.db.command.create({
      data: {
        ...{ subjectId: engaged.id, id: commandId, signal: 'linkBroken', body },
        ...{ actor: {}, state: 'accepted', receivedAt: new Date() },
      },
    });
    await engaged.state('linkBroken', { task: 'draft' }, { commandId });
    const told = await engaged.until('the report', async () =>
      (await engaged.journal()).find(({ kind }) => kind === 'factStated'),
    );
    expect(told.summary).toBe('The link of the task draft leads nowhere: it answers 404; How to draft');
    await engaged.state('linkMended', { task: 'draft' });
    await engaged.until('the other report', async () =>
      (await engaged.journal()).find(
        ({ summary }) => summary === 'The link of the task draft leads there again',
      ),
    );
    const { events } = await harness.env.client.workflow.getHandle(engaged.workflowId).fetchHistory();
    expect(decoded(JSON.stringify(events))).not.toContain('kb.example');
  });

  it('[S4-11] moves what depends on a task with it, in plan and promises alike, and warns of whose week is full by that', async () => {
    const engaged = await engage();
    const before = await laid(engaged);
    const startMs = named(before, 'show').startAt.getTime();
    const nextMonday = weekOf(parseDate(named(before, 'show').startOn) ?? NaN).firstDay + 7;
    await harness.db.capacityChange.create({
      data: {
        ...{ personId: 'per_Sue', fromDay: new Date(nextMonday * dayMs), hoursPerWeek: 1 },
        createdAt: new Date(startMs),
      },
    });
    expect(await warnedOf('Sue')).toEqual([]);
    await engaged.state(
      'taskMoved',
      { task: 'draft', startMs, dueMs: null },
      { promise: await statedOf(engaged, 'draft') },
    );
    const after = await changed(engaged, 'show', ({ startOn }) => startOn > named(before, 'show').startOn);
    expect(named(after, 'ask').dueAt).toEqual(named(before, 'ask').dueAt);
    expect(named(after, 'draft').startOn).toBe(named(before, 'show').startOn);
    for (const [first, then] of [
      ['draft', 'front'],
      ['draft', 'back'],
      ['back', 'show'],
    ] as const) {
      expect(named(after, first).dueAt.getTime()).toBeLessThan(named(after, then).startAt.getTime());
    }
    await engaged.until('the new deadlines', async () => {
      const promises = await harness.db.promiseRecord.findMany({ where: { engagementId: engaged.id } });
      return after.every(({ promiseId, dueAt }) => {
        return promises.find(({ id }) => id === promiseId)?.dueAt?.getTime() === dueAt.getTime();
      });
    });
    expect(await warnedOf('Sue')).toEqual([expect.stringContaining('6 h planned, 1 h there')]);
    const entries = await engaged.journal();
    expect(entries.at(-1)?.summary).toMatch(/moved the task draft: .*; 4 other tasks move with it/);
  });

  it('takes in new tasks, drops others, gives them to people, and refuses what cannot be', async () => {
    const engaged = await engage();
    await laid(engaged);
    const track = (await statedOf(engaged, 'ask')).workflowId;
    const promise = await statedOf(engaged, 'show');
    const task = {
      owner: 'consultant',
      personId: null,
      days: 2,
      effortHours: 3,
      parent: null,
      startMs: null,
    };
    const commandId = uuid();
    await harness.db.command.create({
      data: {
        ...{ subjectId: engaged.id, id: commandId, signal: 'taskAdded', body: { title: 'Proofread <it>' } },
        ...{ actor: {}, state: 'accepted', receivedAt: new Date() },
      },
    });
    await harness.env.client.workflow.getHandle(track).signal('taskAdded', {
      ...{
        commandId,
        actor: { kind: 'person', id: 'per_ann', roles: [] },
        occurredAtMs: await harness.nowMs(),
      },
      fields: { ...task, after: ['draft'] },
    });
    const added = await changed(engaged, 'show', () => true).then(() =>
      engaged.until('the new task', async () => (await rows(engaged)).find((row) => row.task === 'added-1')),
    );
    expect(added).toMatchObject({ title: 'Proofread <it>', days: 2, state: 'open' });
    expect(added.startOn > named(await rows(engaged), 'draft').dueOn).toBe(true);
    const overriding = uuid();
    await harness.db.command.create({
      data: {
        ...{
          subjectId: engaged.id,
          id: overriding,
          signal: 'taskReassigned',
          actor: {},
          state: 'accepted',
        },
        ...{ body: { overrideReason: 'Tim has agreed' }, receivedAt: new Date() },
      },
    });
    const actor: Actor = { kind: 'person', id: 'per_Olga', roles: [] };
    const toTim = { task: 'show', personId: 'per_Tim' };
    await engaged.state('taskReassigned', toTim, { promise, commandId: overriding, actor });
    await changed(engaged, 'show', ({ personId }) => personId === 'per_Tim');
    expect((await statedOf(engaged, 'show')).assigneeId).toBe('per_Tim');
    expect((await engaged.journal()).at(-1)?.summary).toBe('Olga gave the task show to Tim: Tim has agreed');
    await engaged.state('taskDropped', { task: 'show' }, { promise });
    await changed(engaged, 'show', ({ state }) => state === 'dropped');
    expect((await statedOf(engaged, 'show')).state).toBe('cancelled');
    await engaged.state(
      'taskMoved',
      { task: 'draft', startMs: 0, dueMs: null },
      { promise: await statedOf(engaged, 'draft') },
    );
    const refusal = await engaged.until('the refusal', async () =>
      (await engaged.journal()).find(({ kind }) => kind === 'factIgnored'),
    );
    expect(refusal.summary).toContain('the task ask comes before it and is not over then');
  });

  it('is over when every task is done, what has parts after its parts; then come the steps', async () => {
    // From here on nobody is told of anything, and nobody has the skill: it is whoever's who has the role.
    await harness.db.person.updateMany({ data: { active: false } });
    const engaged = await engage();
    expect(named(await laid(engaged), 'draft').personId).toBeNull();
    await done(engaged, 'build');
    await engaged.until('the refusal', async () =>
      (await engaged.journal()).find(({ summary }) =>
        summary.includes('parts of it are still open: front, back'),
      ),
    );
    for (const task of ['ask', 'draft', 'front', 'back', 'build', 'show']) await done(engaged, task);
    await engaged.promise('plan-work');
    expect((await rows(engaged)).map(({ state }) => state)).toEqual(Array(6).fill('done'));
    await engaged.driveTo(null);
  });

  it('stands still on hold, and moves by the working days for which it did', async () => {
    const engaged = await engage();
    const before = await laid(engaged);
    await engaged.state('held', {});
    await engaged.until('the hold', async () => (await engaged.row()).status === 'held');
    await harness.env.sleep('8 days');
    await engaged.state('resumed', {});
    const after = await changed(engaged, 'show', ({ startOn }) => startOn > named(before, 'show').startOn);
    expect(named(after, 'ask').startOn > named(before, 'ask').startOn).toBe(true);
    const promise = await engaged.until('its deadline', async () => {
      const row = await statedOf(engaged, 'ask');
      return row.dueAt?.getTime() === named(after, 'ask').dueAt.getTime() ? row : undefined;
    });
    expect(promise.late).toBe(false);
  });

  it('ends with its engagement: what was open is not needed any more', async () => {
    const engaged = await engage();
    await laid(engaged);
    await done(engaged, 'ask');
    await changed(engaged, 'ask', ({ state }) => state === 'done');
    await engaged.state('cancelled', {});
    const found = await changed(engaged, 'show', ({ state }) => state === 'dropped');
    expect(found.map(({ state }) => state).toSorted()).toEqual(['done', ...Array<string>(5).fill('dropped')]);
  });

  it('ignores what lies beyond the days that it knows, and goes on', async () => {
    const engaged = await engage();
    await laid(engaged);
    const promise = await statedOf(engaged, 'show');
    const farMs = Date.parse('9999-12-01T12:00:00Z');
    const task = { owner: 'consultant', personId: null, days: 2, effortHours: 0, after: [], parent: null };
    await engaged.state('taskMoved', { task: 'show', startMs: farMs, dueMs: null }, { promise });
    await engaged.state('taskMoved', { task: 'show', startMs: null, dueMs: farMs }, { promise });
    await engaged.state('deadlineExtended', { dueAtMs: farMs }, { promise });
    await engaged.state('taskAdded', { ...task, startMs: farMs }, { promise });
    const ignored = await engaged.until('what is ignored', async () => {
      const found = (await engaged.journal()).filter(({ kind }) => kind === 'factIgnored');
      return found.length === 4 ? found : undefined;
    });
    for (const { summary } of ignored) expect(summary).toContain('the plan does not reach so far');
    await engaged.state('held', {});
    await engaged.until('the hold', async () => (await engaged.row()).status === 'held');
    await harness.env.sleep('900 days');
    await engaged.state('resumed', {});
    await engaged.until('its going on', async () => (await engaged.row()).status === 'active');
    await done(engaged, 'ask');
    await changed(engaged, 'ask', ({ state }) => state === 'done');
  });

  it('is in the read model exactly as the journals have it', async () => {
    const differences: Difference[] = [];
    await checkReadModel(harness.db, (difference) => differences.push(difference));
    expect(differences).toEqual([]);
  });
});

/** All that is encoded in a history, in plain text. */
function decoded(json: string): string {
  return [...json.matchAll(/"data":"([^"]+)"/g)]
    .map(([, data]) => Buffer.from(data ?? '', 'base64').toString())
    .join('\n');
}
