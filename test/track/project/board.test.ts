import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Actor } from '../../../src/fact/domain/actor';
import { lookOutside } from '../../../src/intake/dispatch/look-outside';
import { publishPlaybook } from '../../../src/playbook/store/playbooks';
import { VENDORS } from '../../../src/vendors/registry';
import { House, until } from '../../intake/house';

interface Rules {
  stages: { delivery: { tracks: { plan: { tasks: object[]; deadline?: string } }[] } };
}

/** The tasks of a support project without all that comes before them. */
function onlyThePlan(): string {
  const rules = parse(
    readFileSync(join(__dirname, '../../../playbooks/support-project.yaml'), 'utf8'),
  ) as Rules;
  const { delivery } = rules.stages;
  for (const track of delivery.tracks) {
    track.plan.tasks = [
      { id: 'ask', title: 'Ask what is needed', owner: 'agent', days: 2, effort: 4 },
      { id: 'build', title: 'Do it', owner: 'project-lead', days: 1, after: ['ask'] },
      { id: 'set-up', title: 'Set it up', owner: 'agent', days: 2, parent: 'build' },
      { id: 'show', title: 'Show it', owner: 'project-lead', days: 1, after: ['build'] },
    ];
    delete track.plan.deadline;
  }
  return stringify({ ...rules, stages: { delivery } });
}

const LEAD: Actor = { kind: 'person', id: 'per_lea', roles: ['project-lead', 'operations-manager'] };
const DAY_MS = 86_400_000;

let house: House;
beforeAll(async () => {
  house = await House.open();
  const published = await publishPlaybook(house.db, onlyThePlan(), new Date());
  expect(published.outcome === 'faulty' ? published.faults : []).toEqual([]);
  await house.person('Lea', 'Etc/UTC', ['project-lead', 'operations-manager', 'account-manager']);
  await house.person('Art', 'Etc/UTC', ['agent', 'specialist']);
  house.startDispatcher();
});
afterAll(() => house.close());

interface Shown {
  id: string;
  title: string;
  dueDateTime: string;
  percentComplete: number;
  assignments: Record<string, object>;
}

const look = () =>
  lookOutside({ db: house.db, clock: house.clock, clients: house.sandbox.clients, vendors: VENDORS });
const planOf = (engagementId: string) =>
  house.db.planTask.findMany({ where: { engagementId }, orderBy: { startAt: 'asc' } });
const shownOf = async (engagementId: string) => {
  const rows = await planOf(engagementId);
  const refs = await house.db.externalRef.findMany({
    where: { system: 'planner', kind: 'task', key: { in: rows.map(({ promiseId }) => promiseId) } },
  });
  const objects = await house.db.sandboxObject.findMany({ where: { vendor: 'planner', kind: 'task' } });
  const byId = new Map(objects.map(({ data }) => [(data as { id: string }).id, data as unknown as Shown]));
  return new Map(
    rows.map(({ task, promiseId }) => [
      task,
      byId.get(refs.find(({ key }) => key === promiseId)?.vendorId ?? ''),
    ]),
  );
};
/** Waits until the board equals the stored plan. */
const inStep = (engagementId: string) =>
  until('the board to show the plan', async () => {
    const [rows, shown] = [await planOf(engagementId), await shownOf(engagementId)];
    if (rows.length === 0) return undefined;
    const isSame = rows.every(({ task, state, dueOn }) => {
      const there = shown.get(task);
      if (state === 'dropped') return there === undefined;
      return there?.dueDateTime.startsWith(dueOn) && (there.percentComplete === 100) === (state === 'done');
    });
    return isSame ? { rows, shown } : undefined;
  });
const entries = async (subjectId: string) =>
  (await house.db.journalEntry.findMany({ where: { subjectId }, orderBy: { at: 'asc' } })).map(
    ({ summary }) => summary,
  );

async function sold(dealId: string): Promise<string> {
  await house.dealMoves(dealId, 'closedwon', { service_type: 'support-project' });
  await house.outcomes();
  const [engagement] = await house.db.engagement.findMany({
    where: { externals: { some: { externalId: dealId } } },
  });
  if (!engagement) throw new Error('nothing was started');
  return engagement.id;
}

async function state(engagementId: string, signal: string, fields: object, task?: string): Promise<void> {
  const row = (await planOf(engagementId)).find((one) => one.task === task);
  const { workflowId } = await house.db.engagement.findUniqueOrThrow({ where: { id: engagementId } });
  await house.client.workflow.getHandle(row?.trackId ?? workflowId).signal(signal, {
    ...{ commandId: randomUUID(), actor: LEAD, occurredAtMs: house.clock.productNow(), fields },
    ...(row ? { promiseId: row.promiseId } : {}),
  });
}

/** Somebody does something to a task there, and we look. */
async function there(engagementId: string, task: string, event: string, change: object = {}): Promise<void> {
  const id = (await shownOf(engagementId)).get(task)?.id;
  const { httpStatus } = await house.sandbox.emit('planner', {
    event: `task.${event}`,
    object: { id, ...change },
  });
  expect(httpStatus).toBe(200);
  await look();
}

const later = (date: string, days: number) =>
  new Date(Date.parse(`${date}T10:00:00Z`) + days * DAY_MS).toISOString();

describe('[S4-09] A plan that is shown where people work', () => {
  it('stands there as it is stored: its days, who does what, and what becomes of it', async () => {
    const id = await sold('8101');
    const { rows, shown } = await inStep(id);
    expect(rows.map(({ task }) => task)).toContain('set-up');
    expect(shown.get('ask')?.title).toMatch(/^Ask what is needed \[/);
    expect(Object.keys(shown.get('ask')?.assignments ?? {})).toHaveLength(1);
    await look();

    const dueAt = Date.parse(later(rows.find(({ task }) => task === 'ask')!.dueOn, 7));
    await state(id, 'taskMoved', { task: 'ask', startMs: null, dueMs: dueAt }, 'ask');
    await until('the move', async () => (await planOf(id)).some(({ dueOn }) => Date.parse(dueOn) > dueAt));
    await inStep(id);
    await state(id, 'taskDropped', { task: 'show' }, 'show');
    await until('the end of it', async () =>
      (await planOf(id)).some(({ task, state: of }) => task === 'show' && of === 'dropped'),
    );
    await inStep(id);
    // What we did there ourselves is no news.
    await look();
    await look();
    expect((await entries(id)).filter((summary) => summary.includes('(planner)'))).toEqual([]);
    expect(await house.db.command.count({ where: { subjectId: id, signal: 'outsideChanged' } })).toBe(0);
  });

  it('is changed from there: what is moved or completed there is moved or completed here, by the same judge', async () => {
    const id = await sold('8102');
    const { rows } = await inStep(id);
    await look();
    const ask = rows.find(({ task }) => task === 'ask')!;
    const show = rows.find(({ task }) => task === 'show')!;
    await there(id, 'ask', 'updated', { dueDateTime: later(ask.dueOn, 14) });
    const moved = await until('what depends on it', async () =>
      (await planOf(id)).find(({ task, dueOn }) => task === 'show' && dueOn > show.dueOn),
    );
    expect(moved.state).toBe('open');
    await inStep(id);
    expect((await entries(id)).join('\n')).toMatch(
      /moved the task ask: .*2 other tasks move|moved the task ask/,
    );

    await there(id, 'ask', 'completed');
    await until('the task', async () =>
      (await planOf(id)).some(({ task, state: of }) => task === 'ask' && of === 'done'),
    );
    // A part is open still: it is refused, and stands there as it stands here.
    await there(id, 'build', 'completed');
    await until('the refusal', async () =>
      (await entries(id)).some((summary) => summary.includes('parts of it are still open')),
    );
    await inStep(id);
    expect((await planOf(id)).find(({ task }) => task === 'build')?.state).toBe('open');
    expect(
      await house.db.command.count({ where: { subjectId: id, state: { in: ['received', 'accepted'] } } }),
    ).toBe(0);
  });

  it('is taken away when the engagement is called off; of what somebody deleted there somebody has to decide', async () => {
    const id = await sold('8103');
    await inStep(id);
    await look();
    await there(id, 'show', 'deleted');
    await look();
    await until(
      'the decision',
      async () =>
        (await house.db.promiseRecord.findFirst({ where: { engagementId: id, step: 'outside-change' } })) ??
        undefined,
    );
    await state(id, 'cancelled', {});
    await until(
      'the end',
      async () => (await house.db.engagement.findUniqueOrThrow({ where: { id } })).status === 'cancelled',
    );
    await until('an empty board', async () =>
      [...(await shownOf(id)).values()].every((one) => one === undefined),
    );
  });
});
