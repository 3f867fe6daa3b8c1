import type { Actor } from '../../src/fact/domain/actor';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { engagementWorkflowId } from '../../src/engagement/domain/engagement';
import type { EngagementSignal, SignalFields } from '../../src/engagement/domain/facts/registry';
import type { Escalation, PromiseRecord } from '../../src/database/generated/client';
import type { Case } from './case';
import { castOf, hire, type Member } from './cast';
import { letDaysPass, QUIET_MS } from './days';
import { Deeds } from './deeds';
import { answerOf } from './answers';
import { fateOf } from './fate';
import type { Random } from '../promise/clock/random';
import { HOUSE_HOURS, playbooksOf } from './meetings/house-hours';
import { Books } from './money/books';
import { valueOf } from './money/minor';
import { MoneyPlayer } from './money/player';
import { type Act, STORIES, storyOf } from './money/stories';
import { Deals, dealIdOf } from './outside/deals';
import { VendorActions } from './vendor-actions';
import { World } from './world';

export const SOURCE = readFileSync(join(__dirname, '../../playbooks/client-delivery.yaml'), 'utf8');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_DAYS = 365;
/** A few engagements need no more time than one of them. */
const FEW = 20;
const DAYS_OF_FEW = 200;
/** The last ones have so long to become complete, or nearly. */
const DAYS_OF_THE_LAST = 105;
/** A payment that was taken back comes again. */
const PAID_AGAIN: readonly Act[] = [{ do: 'pay', share: 'open' }];
/** Long enough for a weekend and a night to be over, so that whatever waited for a morning is out. */
const AFTERWARDS_DAYS = 5;

const PERSON: Actor = { kind: 'person', id: 'per_03_operations-manager', roles: ['operations-manager'] };

/** What was done to the run, for the oracles: when the product could not act, and by whose word something happened. */
export interface Ledger {
  outages: { fromMs: number; untilMs: number }[];
  /**
   * By promise, when it happened that it could be settled, the latest last: a fact may say another time than it was heard
   * at, and what was paid, taken back and paid again has two.
   */
  occurredAtMs: Map<string, number[]>;
  factsStated: number;
  factsTooLate: number;
  databaseOutages: number;
  workerOutages: number;
}

/** Clients of which people found out that they are one. */
export type Merged = readonly [from: string, into: string];

/**
 * A year of engagements with people as they are: some answer early, some late, some never. Everything drawn follows
 * from the seed and from what it concerns.
 */
export class Year {
  readonly actions: VendorActions;
  readonly ledger: Ledger = {
    outages: [],
    occurredAtMs: new Map(),
    factsStated: 0,
    factsTooLate: 0,
    databaseOutages: 0,
    workerOutages: 0,
  };
  cast: Member[] = [];
  startMs = 0;
  endMs = 0;
  readonly cases: Case[];
  private readonly days: number;
  readonly mergedClients: Merged[] = [];
  private world!: World;
  private readonly deeds = new Deeds();
  private readonly planned = new Set<string>();
  private deals!: Deals;
  money!: MoneyPlayer;
  private isDatabaseAway = false;

  constructor(
    readonly seed: number,
    readonly count: number,
  ) {
    this.actions = new VendorActions(seed);
    this.days = count < FEW ? DAYS_OF_FEW : YEAR_DAYS;
    this.cases = Array.from({ length: count }, (_, index) => caseOf(index + 1));
  }

  async run(): Promise<World> {
    this.world = await World.open(this.actions);
    this.deals = new Deals(this.world, PERSON);
    this.money = new MoneyPlayer(this.world, (...said) => this.say(...said));
    this.startMs = await this.world.now();
    this.endMs = this.startMs + this.days * DAY_MS;
    await this.hire();
    this.planYear();
    const { world, deeds } = this;
    await letDaysPass({ world, deeds, look: (nowMs) => this.look(nowMs) }, this.endMs);
    await this.afterwards();
    return this.world;
  }

  async close(): Promise<void> {
    await this.world?.close();
  }

  private async hire(): Promise<void> {
    this.cast = castOf(fateOf(this.seed, 'cast'), this.startMs);
    await hire(this.world.db, this.cast, playbooksOf(SOURCE), new Date(this.startMs));
  }

  private planYear(): void {
    for (const one of this.cases) {
      const fate = fateOf(this.seed, `engagement ${one.number}`);
      const startMs =
        this.startMs + fate.int(1, (this.days - DAYS_OF_THE_LAST) * 24) * HOUR_MS + fate.int(0, 3_599_999);
      this.deeds.add(startMs, () => this.engage(one));
      this.planTroubles(one, startMs);
      this.planMerges(one, startMs);
    }
    const fate = fateOf(this.seed, 'outages');
    const times = Math.max(2, Math.round(this.count / 12));
    for (let index = 0; index < times; index += 1) {
      const atMs = this.startMs + fate.int(20, this.days - 65) * DAY_MS;
      this.deeds.add(atMs, () => this.loseDatabase(true));
      this.deeds.add(atMs + fate.int(2, 15) * 60_000, () => this.loseDatabase(false));
      this.deeds.add(this.startMs + fate.int(20, this.days - 65) * DAY_MS, () => this.loseWorkers());
      const path = '/gmail/v1/users/me/drafts';
      const lost = fate.chance(0.5) ? { status: 0, afterEffect: true } : { status: 503 };
      this.deeds.add(this.startMs + fate.int(20, this.days - 65) * DAY_MS, () =>
        this.world.mailSandbox.fault('gmail', { method: 'POST', path, times: fate.int(1, 40), ...lost }),
      );
    }
  }

  // Holds, changes of hands and calling off, at any time of an engagement's life.
  private planTroubles(one: Case, startMs: number): void {
    const fate = fateOf(this.seed, `engagement ${one.number}/troubles`);
    const sometime = () => startMs + fate.int(1, 90 * 24 * 60) * 60_000;
    for (let holds = fate.int(0, 2); holds > 0; holds -= 1) {
      const atMs = sometime();
      this.deeds.add(atMs, async (nowMs) => void (await this.say(one, 'held', {}, nowMs)));
      this.deeds.add(atMs + fate.int(1, 9 * 24) * HOUR_MS, (nowMs) => this.say(one, 'resumed', {}, nowMs));
    }
    for (let changes = fate.int(0, 2); changes > 0; changes -= 1) {
      const { id, roles } = fate.pick(this.cast);
      const fields = { role: roles[0] ?? '', personId: id };
      this.deeds.add(sometime(), (nowMs) => this.say(one, 'reassigned', fields, nowMs));
    }
    if (fate.chance(0.12)) {
      this.deeds.add(sometime(), (nowMs) => this.say(one, 'cancelled', {}, nowMs));
    }
  }

  // Whatever in the CRM and among the clients turns out to be one, some weeks after the start.
  private planMerges(one: Case, startMs: number): void {
    const fate = fateOf(this.seed, `engagement ${one.number}/merges`);
    const later = () => startMs + fate.int(2, 40) * DAY_MS;
    const others = this.count < FEW ? this.cases.concat(this.cases) : this.cases;
    const another = others[one.number + 2] ?? null;
    const merge = (atMs: number, deed: (nowMs: number) => Promise<unknown>) =>
      this.deeds.add(atMs, (nowMs) => this.withDatabase(() => deed(nowMs)));
    const ways = [
      () => merge(later(), () => this.deals.mergeDeals(one, null)),
      () => merge(later(), () => this.deals.mergeContacts(one)),
      () => merge(startMs + 45 * DAY_MS, () => this.deals.mergeDeals(one, another?.id ? another : null)),
      () => merge(startMs + 45 * DAY_MS, (nowMs) => this.mergeClients(one, another, nowMs)),
    ];
    ways[one.number % ways.length]?.();
  }

  private async mergeClients(one: Case, another: Case | null, nowMs: number): Promise<void> {
    if (another && (await this.deals.mergeClients(one, another, nowMs))) {
      this.mergedClients.push([one.client.key, another.client.key]);
    }
  }

  /** Does what takes the database, an hour later for as long as it is away. */
  private async withDatabase(deed: () => Promise<unknown>): Promise<void> {
    if (this.isDatabaseAway) {
      this.deeds.add((await this.world.now()) + HOUR_MS, () => this.withDatabase(deed));
      return;
    }
    await deed();
  }

  private async engage(one: Case): Promise<void> {
    await this.withDatabase(async () => this.deals.start(one, await this.world.now()));
  }

  /** Takes in what vendors told, and sees which engagements have begun by that. */
  private async takeIn(): Promise<void> {
    const isComplete = this.cases.every(({ id }) => id !== null);
    if (isComplete && !this.world.isTold) return;
    await this.world.takeIn();
    if (isComplete) return;
    const begun = await this.world.db.engagement.findMany({ orderBy: { startedAt: 'asc' } });
    for (const { id, reference, title } of begun) {
      const one = this.cases.find((other) => other.title === title && other.id === null);
      if (one && !this.cases.some((other) => other.id === id)) Object.assign(one, { id, reference });
    }
  }

  /** Finds what has newly opened, and draws what people will make of it. */
  private async look(nowMs: number): Promise<void> {
    if (this.isDatabaseAway) {
      return;
    }
    const { db } = this.world;
    await this.takeIn();
    await this.world.tellStoredFacts();
    await this.world.wakePostmen();
    const promises = await db.promiseRecord.findMany({
      where: { state: 'open', kind: { notIn: ['action', 'message', 'update'] } },
    });
    for (const promise of promises.filter(({ id }) => !this.planned.has(id))) {
      this.planned.add(promise.id);
      this.planPromise(promise, nowMs);
    }
    const escalations = await db.escalation.findMany({ where: { state: { not: 'resolved' } } });
    for (const escalation of escalations.filter(({ id }) => !this.planned.has(id))) {
      this.planned.add(escalation.id);
      const of = await db.promiseRecord.findUniqueOrThrow({ where: { id: escalation.promiseId } });
      this.planReactions(escalation, of, 1, nowMs);
    }
  }

  private planPromise(promise: PromiseRecord, nowMs: number): void {
    const matter = `${promise.workflowId}/${promise.key}`;
    const fate = fateOf(this.seed, matter);
    const dueMs = promise.dueAt?.getTime() ?? nowMs + 2 * DAY_MS;
    const spanMs = Math.max(HOUR_MS, dueMs - promise.openedAt.getTime());
    // Breaks are looked at as they come, so that people can react to the first level.
    for (const ms of [1, 24 * HOUR_MS, 36 * HOUR_MS]) this.deeds.lookAfter(dueMs + ms + 1_000, promise.id);
    if (fate.chance(0.07)) {
      const extendMs = promise.openedAt.getTime() + fate.int(0, spanMs + 40 * HOUR_MS);
      const aheadMs = fate.int(5, 120) * HOUR_MS;
      this.deeds.add(extendMs, (at) =>
        this.say(promise, 'deadlineExtended', { dueAtMs: at + aheadMs }, at, promise.id),
      );
    }
    const mood = fate.next();
    // Of a few, nobody waits for ever: every kind of story is to be told.
    const isNever = mood < 0.02;
    if (isNever && this.count >= FEW) {
      return;
    }
    const answerMs =
      mood < 0.8 && !isNever
        ? promise.openedAt.getTime() + Math.round(spanMs * (0.02 + 0.9 * fate.next()))
        : dueMs + fate.int(1, 90 * 60) * 60_000;
    const backdatedMs = fate.chance(0.08) ? fate.int(1, 5 * 60) * 60_000 : 0;
    if (promise.step === 'first-payment') {
      this.planPayments(promise, answerMs, fate);
      return;
    }
    if (promise.step === 'survey-answer') this.planClosing(promise, fate);
    const twice = fate.chance(0.06);
    const { signal, fields } = answerOf(promise, fate, this.cast);
    this.deeds.add(answerMs, async (at) => {
      const occurredAtMs = Math.max(promise.openedAt.getTime(), at - backdatedMs);
      this.happened(promise, occurredAtMs);
      const commandId = `answer/${matter}`;
      if (occurredAtMs < dueMs) this.deeds.settle(promise.id);
      await this.say(promise, signal, fields, occurredAtMs, promise.id, commandId);
      if (twice) {
        await this.say(promise, signal, fields, occurredAtMs, promise.id, commandId);
      }
    });
  }

  /** The story of the first invoice begins when somebody would have answered; what was taken back is paid again. */
  private planPayments(promise: PromiseRecord, firstMs: number, fate: Random): void {
    const one = this.caseOf(promise);
    const acts = promise.key.endsWith('#1') ? (STORIES[one.story] ?? []) : PAID_AGAIN;
    let atMs = firstMs;
    for (const act of acts) {
      this.deeds.add(atMs, async (nowMs) => {
        await this.withDatabase(async () => {
          await this.takeIn();
          const wasCovered = one.books.isCovered(nowMs);
          await this.money.play(one, act, nowMs, fate);
          if (!wasCovered && one.books.isCovered(nowMs)) this.happened(promise, nowMs);
          await this.takeIn();
        });
      });
      atMs += fate.int(1, 30) * HOUR_MS;
    }
  }

  private happened({ id }: PromiseRecord, atMs: number): void {
    const { occurredAtMs } = this.ledger;
    occurredAtMs.set(id, [...(occurredAtMs.get(id) ?? []), atMs]);
  }

  /** The last invoice is settled in one way or another, before the engagement is complete or some weeks after. */
  private planClosing(promise: PromiseRecord, fate: Random): void {
    const one = this.caseOf(promise);
    const way = fate.int(0, 3);
    const atMs =
      promise.openedAt.getTime() + (fate.chance(0.6) ? fate.int(1, 20) : fate.int(200, 900)) * HOUR_MS;
    this.deeds.add(atMs, (nowMs) =>
      this.withDatabase(async () => {
        await this.money.playClosure(one, way, nowMs);
        await this.takeIn();
      }),
    );
  }

  private caseOf({ engagementId }: PromiseRecord): Case {
    const found = this.cases.find(({ id }) => id === engagementId);
    if (!found) throw new Error(`Nobody wanted the engagement ${engagementId}.`);
    return found;
  }

  private planReactions(escalation: Escalation, of: PromiseRecord, round: number, nowMs: number): void {
    const { id: escalationId } = escalation;
    const fate = fateOf(this.seed, `${of.workflowId}/${of.key}/reaction-${round}`);
    const mood = fate.next();
    const atMs = nowMs + fate.int(1, 40 * 60) * 60_000;
    if (mood < 0.35) {
      this.deeds.add(atMs, async (at) => {
        const nextUpdateAtMs = at + fate.int(2, 72) * HOUR_MS;
        await this.say(of, 'escalationAcknowledged', { escalationId, nextUpdateAtMs }, at);
        if (round < 4) {
          this.planReactions(escalation, of, round + 1, at);
        }
      });
    } else if (mood < 0.5) {
      this.deeds.add(atMs, (at) => this.say(of, 'escalationResolved', { escalationId }, at));
    }
  }

  /** States a fact to an engagement, or to the workflow of a promise. One that comes too late is counted. */
  private async say<S extends EngagementSignal>(
    to: Case | PromiseRecord,
    signal: S,
    fields: SignalFields[S],
    occurredAtMs: number,
    promiseId?: string,
    commandId = `${this.ledger.factsStated}/${signal}`,
  ): Promise<boolean> {
    const workflowId = 'workflowId' in to ? to.workflowId : engagementWorkflowId(to.reference ?? 'none');
    const fact = { commandId, actor: PERSON, occurredAtMs, fields, ...(promiseId ? { promiseId } : {}) };
    this.ledger.factsStated += 1;
    try {
      await this.world.env.client.workflow.getHandle(workflowId).signal(signal, fact);
      return true;
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'WorkflowNotFoundError') {
        throw error;
      }
      this.ledger.factsTooLate += 1;
      return await this.world.tellAfterwards(to, signal, fact);
    }
  }

  private async loseDatabase(away: boolean): Promise<void> {
    this.isDatabaseAway = away;
    this.ledger.databaseOutages += away ? 1 : 0;
    await this.world.allowDatabase(!away);
  }

  // Time stands still while something waits for a worker, so facts of the next hours come now, and wait.
  private async loseWorkers(): Promise<void> {
    const fromMs = await this.world.now();
    this.ledger.workerOutages += 1;
    await this.world.stopVendorWorkers();
    for (const deed of this.deeds.takeUntil(fromMs + 12 * HOUR_MS)) {
      await deed(await this.world.now());
    }
    await this.world.startVendorWorkers();
    this.ledger.outages.push({ fromMs, untilMs: await this.world.now() });
  }

  private async afterwards(): Promise<void> {
    if (this.isDatabaseAway) {
      await this.loseDatabase(false);
    }
    for (let day = 0; day < AFTERWARDS_DAYS; day += 1) {
      await this.world.env.sleep(DAY_MS);
      await this.takeIn();
      await this.world.tellStoredFacts();
      await this.world.wakePostmen();
    }
    await this.world.env.sleep(QUIET_MS);
    this.endMs = await this.world.now();
  }
}

function caseOf(number: number): Case {
  const playbooks = Object.keys(HOUSE_HOURS);
  const dealId = number % 3 === 2 ? null : dealIdOf(number);
  // Two engagements for each client, whose name is written in two ways.
  const pair = Math.ceil(number / 2);
  const written = `Café ${pair} & Sons`;
  return {
    number,
    dealId,
    aliases: new Set(dealId === null ? [] : [dealId]),
    playbook: playbooks[number % playbooks.length] ?? 'client-delivery',
    title: `Website relaunch ${number}`,
    client: {
      key: `client ${pair}`,
      name: number % 2 === 0 ? written.normalize('NFD').replace(' ', '  ') : written,
      email: `carla-${number}@client.example`,
    },
    books: new Books(valueOf(number)),
    story: storyOf(number),
    reference: null,
    id: null,
  };
}
