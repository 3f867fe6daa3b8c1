import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanTask, PromiseRecord } from '../../../src/database/generated/client';
import { type Business, DAY_MS, DeliveryYear, type Sold } from '../deliveries/delivery-year';
import { blockersOf } from './order';
import { type ProjectStory, storyOf } from './stories';

/** A few projects need no more time than one of them. */
const FEW = 9;

const PROJECTS: Business = {
  playbook: 'support-project',
  source: readFileSync(join(__dirname, '../../../playbooks/support-project.yaml'), 'utf8'),
  posts: [
    ['account-manager', 'Europe/London'],
    ['operations-manager', 'Asia/Kolkata'],
    ['managing-director', 'America/Los_Angeles'],
    ['finance-manager', 'Europe/Athens'],
    ['project-lead', 'Europe/Berlin'],
    ['project-lead', 'America/New_York'],
    ['agent', 'Asia/Tokyo'],
    ['specialist', 'Europe/Paris'],
    ['sales-agent', 'America/Sao_Paulo'],
    ['content-lead', 'Africa/Nairobi'],
  ],
  team: ['account-manager', 'operations-manager', 'project-lead', 'agent', 'specialist'],
  days: 365,
  daysOfOne: 150,
};

interface Project extends Sold {
  readonly story: ProjectStory & { readonly name: string };
}

/**
 * A year of tech-support projects: tasks are done in the order of the plan, in time or late, moved, added and dropped; work
 * is checked, revised, called off.
 */
export class ProjectYear extends DeliveryYear<Project> {
  constructor(seed: number, count: number) {
    const isOfFew = count < FEW;
    const sold = Array.from({ length: count }, (_, index) => ({
      number: index + 1,
      title: `New mail server ${index + 1}`,
      story: storyOf(index + 1, isOfFew),
      people: [`carla-${index + 1}@client.example`],
      reference: '',
      id: '',
    }));
    super(seed, isOfFew ? { ...PROJECTS, days: PROJECTS.daysOfOne } : PROJECTS, sold);
  }

  protected override async plan(one: Project, promise: PromiseRecord, nowMs: number): Promise<void> {
    const task = await this.world.db.planTask.findUnique({ where: { promiseId: promise.id } });
    const atMs = this.momentFor(one, promise, nowMs, task?.startAt.getTime());
    if (task) {
      if (task.task === 'collect' && one.story.isReplanned) this.planChanges(promise);
      this.deeds.add(atMs, (at) => this.work(promise, at));
      return;
    }
    if (promise.step === 'internal-check' && promise.workflowId.endsWith('#2')) {
      // A revision begins without a task: planners say what is to be done again.
      this.deeds.add(nowMs, (at) => this.add(promise, 'What the client has asked for', [], at));
    }
    this.deeds.add(atMs, (at) => this.answer(one, promise, at));
  }

  /** Does a task when all that it waits for is done; looks again on the next day otherwise. */
  private async work(promise: PromiseRecord, nowMs: number): Promise<void> {
    const tasks = await this.world.db.planTask.findMany({ where: { trackId: promise.workflowId } });
    const own = tasks.find(({ promiseId }) => promiseId === promise.id);
    if (own?.state !== 'open') return;
    if (blockersOf(own, tasks).length > 0) {
      this.deeds.add(nowMs + DAY_MS, (at) => this.work(promise, at));
      return;
    }
    this.did(own.round === 1 ? 'task' : 'task again');
    await this.say(promise, 'taskDone', {}, nowMs, promise.id);
  }

  private planChanges({ workflowId, openedAt }: PromiseRecord): void {
    type Change = (row: PlanTask, to: PromiseRecord, at: number) => Promise<void>;
    const change = (days: number, task: string, deed: Change) =>
      this.deeds.add(openedAt.getTime() + days * DAY_MS, async (at) => {
        const { db } = this.world;
        const row = await db.planTask.findFirst({ where: { trackId: workflowId, task, state: 'open' } });
        const to = row && (await db.promiseRecord.findUnique({ where: { id: row.promiseId } }));
        if (to) await deed(row, to, at);
      });
    change(1, 'design', async ({ startAt }, to, at) => {
      this.did('moved');
      const startMs = startAt.getTime() + 4 * DAY_MS;
      await this.say(to, 'taskMoved', { task: 'design', startMs, dueMs: null }, at, to.id);
    });
    change(2, 'test', async (_row, to, at) => await this.add(to, 'Tell everybody', ['design'], at));
    change(3, 'document', async (_row, to, at) => {
      this.did('dropped');
      await this.say(to, 'taskDropped', { task: 'document' }, at, to.id);
    });
    // It would come before what it waits for: that cannot be.
    change(4, 'rehearse', async (_row, to, at) => {
      await this.say(to, 'taskMoved', { task: 'rehearse', startMs: 0, dueMs: null }, at, to.id);
    });
  }

  private async add(to: PromiseRecord, title: string, after: string[], nowMs: number): Promise<void> {
    this.did('added');
    const more = { personId: null, days: 2, effortHours: 4, parent: null, startMs: null };
    await this.say(to, 'taskAdded', { owner: 'agent', ...more, after }, nowMs, undefined, { title });
  }

  private async answer(one: Project, promise: PromiseRecord, nowMs: number): Promise<void> {
    const { id, step, kind, key } = promise;
    const round = Number(/#(\d+)$/.exec(key)?.[1] ?? 1);
    switch (kind === 'wait' ? step : kind) {
      case 'meeting':
        return await this.say(promise, 'meetingHeld', {}, nowMs, id);
      case 'internal-check':
      case 'final-check': {
        const isFirst = round === 1 && !/#[2-9]$/.test(promise.workflowId);
        const passed = !isFirst || !(one.story.fails ?? []).includes(step);
        const failed = passed ? [] : [step === 'final-check' ? 'tested' : 'handover'];
        this.did(passed ? 'passed' : 'failed');
        return await this.say(promise, 'qualityChecked', { passed, failed }, nowMs, id, { passed, failed });
      }
      case 'acceptance':
        if (round > (one.story.revisions ?? 0))
          return await this.say(promise, 'deliveryAccepted', {}, nowMs, id);
        this.did('revision');
        return await this.say(promise, 'revisionRequested', { items: 2 }, nowMs, id);
      case 'survey-answer':
        return await this.answerSurvey(one, promise, nowMs);
      default: {
        const deadline = new Date(nowMs + 60 * DAY_MS).toISOString().slice(0, 10);
        const size = one.number % 2 === 0 ? 'small' : 'large';
        const answers: Record<string, string> = step === 'handover' ? { size, deadline } : {};
        return await this.say(promise, 'stepCompleted', { answers }, nowMs, id, { form: answers });
      }
    }
  }
}
