import { engagementWorkflowId } from '../../../src/engagement/domain/engagement';
import type { EngagementSignal, SignalFields } from '../../../src/engagement/domain/facts/registry';
import { startEngagement } from '../../../src/engagement/store/engagements-start';
import type { PromiseRecord } from '../../../src/database/generated/client';
import type { Actor } from '../../../src/fact/domain/actor';
import { castOf, hire, type Member, type Post } from '../cast';
import { letDaysPass, QUIET_MS } from '../days';
import { Deeds } from '../deeds';
import { fateOf } from '../fate';
import { VendorActions } from '../vendor-actions';
import { World } from '../world';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
const AFTERWARDS_DAYS = 5;

/** Something that was sold, as the simulation knows it: what was wanted of the product, not what the product made of it. */
export interface Sold {
  readonly number: number;
  readonly title: string;
  readonly story: Story & { readonly name: string };
  /** The addresses of the client's people. */
  readonly people: readonly string[];
  reference: string;
  id: string;
}

/** What becomes of it, whatever it is. */
export interface Story {
  /** How many of its answers come after their time. */
  lateShare: number;
  /** What the client says in the end, 1 to 5; null: they never answer. */
  csat: number | null;
  /** After so many days it is called off. */
  calledOffAfter?: number;
  /** From this day on it stands still for so many days. */
  held?: { after: number; days: number };
  /** After so many days somebody else has this role. */
  changesHands?: { after: number; role: string };
}

/** A kind of business: by which rules, by whom, for how long. */
export interface Business {
  playbook: string;
  source: string;
  posts: readonly Post[];
  team: readonly string[];
  /** How long the year is, and how long one may take of it with everything that can happen. */
  days: number;
  daysOfOne: number;
}

/** A year of one kind of business. Everything drawn follows from the seed and from what it concerns. */
export abstract class DeliveryYear<S extends Sold> {
  readonly actions: VendorActions;
  /** How often each kind of thing was done. */
  readonly done = new Map<string, number>();
  protected world!: World;
  protected readonly deeds = new Deeds();
  private cast: Member[] = [];
  private readonly planned = new Set<string>();
  private said = 0;

  protected constructor(
    readonly seed: number,
    readonly business: Business,
    readonly sold: readonly S[],
  ) {
    this.actions = new VendorActions(seed);
  }

  /** What people make of a promise that has newly opened. */
  protected abstract plan(one: S, promise: PromiseRecord, nowMs: number): Promise<void>;

  async run(): Promise<World> {
    const { seed, business } = this;
    this.world = await World.open(this.actions);
    const startMs = await this.world.now();
    this.cast = castOf(fateOf(seed, 'cast'), startMs, business.posts);
    await hire(this.world.db, this.cast, [business.source], new Date(startMs));
    for (const one of this.sold) {
      const fate = fateOf(seed, `${business.playbook} ${one.number}`);
      const lastHour = Math.max(1, business.days - business.daysOfOne) * 24;
      const atMs = startMs + fate.int(1, lastHour) * HOUR_MS + fate.int(0, 3_599_999);
      this.deeds.add(atMs, (nowMs) => this.sell(one, nowMs));
      this.planTroubles(one, atMs);
    }
    const { world, deeds } = this;
    await letDaysPass({ world, deeds, look: (nowMs) => this.look(nowMs) }, startMs + business.days * DAY_MS);
    for (let day = 0; day < AFTERWARDS_DAYS; day += 1) {
      await this.world.env.sleep(DAY_MS);
      await this.dispatch();
    }
    await this.world.env.sleep(QUIET_MS);
    await this.world.now();
    return this.world;
  }

  async close(): Promise<void> {
    await this.world?.close();
  }

  /** When somebody answers: within the time, or after it. */
  protected momentFor(one: S, promise: PromiseRecord, nowMs: number, beginsMs = 0): number {
    const fate = fateOf(this.seed, `${promise.workflowId}/${promise.key}`);
    const dueMs = promise.dueAt?.getTime() ?? nowMs + 2 * DAY_MS;
    const fromMs = Math.max(beginsMs, promise.openedAt.getTime());
    const isLate = fate.chance(one.story.lateShare);
    const share = 0.05 + 0.85 * fate.next();
    return isLate ? dueMs + fate.int(1, 40) * HOUR_MS : fromMs + Math.round((dueMs - fromMs) * share);
  }

  /** States a fact as the API does: stored whole, then told with ids only. One that comes too late is counted. */
  protected async say<F extends EngagementSignal>(
    to: S | PromiseRecord,
    signal: F,
    fields: SignalFields[F],
    occurredAtMs: number,
    promiseId?: string,
    body: object = {},
  ): Promise<void> {
    this.said += 1;
    const id = `said/${this.said}/${signal}`;
    const isOfPromise = 'workflowId' in to;
    const workflowId = isOfPromise ? to.workflowId : engagementWorkflowId(to.reference);
    const subjectId = isOfPromise ? to.subjectId : to.id;
    const actor: Actor = { kind: 'person', id: this.cast[0]?.id ?? '', roles: [] };
    const of = promiseId === undefined ? {} : { promiseId };
    await this.world.db.command.create({
      data: {
        ...{ subjectId, id, signal, body: { ...body, ...of }, actor: { ...actor } },
        ...{ state: 'accepted', receivedAt: new Date(occurredAtMs) },
      },
    });
    const fact = { commandId: id, actor, occurredAtMs, fields, ...of };
    try {
      await this.world.env.client.workflow.getHandle(workflowId).signal(signal, fact);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'WorkflowNotFoundError') throw error;
      await this.world.db.command.delete({ where: { subjectId_id: { subjectId, id } } });
      this.did('too late');
    }
  }

  /** What the client says in the end. */
  protected async answerSurvey({ story }: S, promise: PromiseRecord, nowMs: number): Promise<void> {
    if (story.csat === null) return;
    const answer = { nps: story.csat * 2, csat: story.csat };
    await this.say(promise, 'surveyAnswered', answer, nowMs, promise.id, answer);
  }

  protected did(what: string): void {
    this.done.set(what, (this.done.get(what) ?? 0) + 1);
  }

  private async sell(one: S, nowMs: number): Promise<void> {
    const holderOf = (role: string) => this.cast.find(({ roles }) => roles.includes(role))?.id ?? '';
    const order = {
      request: {
        playbook: this.business.playbook,
        client: {
          name: `Client ${one.number}`,
          contacts: one.people.map((email, index) => ({ name: `Carla ${index + 1}`, email, role: 'buyer' })),
        },
        title: one.title,
        value: { amount: '1200.00', currency: 'EUR' },
        team: Object.fromEntries(this.business.team.map((role) => [role, holderOf(role)])),
      },
      startedBy: { kind: 'system', name: 'crm' } satisfies Actor,
      externalIds: { order: String(one.number) },
    };
    const deps = { db: this.world.db, clock: { productNow: () => nowMs } };
    // Told twice: the second time must not count.
    for (const time of ['first', 'second']) {
      const started = await startEngagement(deps, order);
      if (!('engagement' in started)) throw new Error(`The ${time} time: ${JSON.stringify(started)}`);
      Object.assign(one, { id: started.engagement.id, reference: started.engagement.reference });
    }
    await this.world.takeIn();
  }

  private planTroubles(one: S, startMs: number): void {
    const { held, changesHands, calledOffAfter } = one.story;
    const after = (days: number) => startMs + days * DAY_MS;
    if (held) {
      this.deeds.add(after(held.after), (nowMs) => this.say(one, 'held', {}, nowMs));
      this.deeds.add(after(held.after + held.days), (nowMs) => this.say(one, 'resumed', {}, nowMs));
    }
    if (changesHands) {
      const { role } = changesHands;
      const other = this.business.posts.findLastIndex(([post]) => post === role);
      const fields = { role, personId: this.cast[other]?.id ?? '' };
      this.deeds.add(after(changesHands.after), (nowMs) => this.say(one, 'reassigned', fields, nowMs));
    }
    if (calledOffAfter !== undefined) {
      this.deeds.add(after(calledOffAfter), (nowMs) => this.say(one, 'cancelled', {}, nowMs));
    }
  }

  private async dispatch(): Promise<void> {
    await this.world.takeIn();
    await this.world.tellStoredFacts();
    await this.world.wakePostmen();
  }

  private async look(nowMs: number): Promise<void> {
    await this.dispatch();
    const promises = await this.world.db.promiseRecord.findMany({
      where: { state: 'open', kind: { notIn: ['action', 'message', 'update'] } },
      orderBy: [{ openedAt: 'asc' }, { id: 'asc' }],
    });
    for (const promise of promises.filter(({ id }) => !this.planned.has(id))) {
      this.planned.add(promise.id);
      const one = this.sold.find(({ id }) => id === promise.engagementId);
      if (one) await this.plan(one, promise, nowMs);
    }
  }
}
