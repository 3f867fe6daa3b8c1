import type { Actor } from '../../src/fact/domain/actor';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EngagementInput, engagementWorkflowId } from '../../src/engagement/domain/engagement';
import { type Playbook, planOf } from '../../src/playbook/domain/playbook';
import { parsePlaybook } from '../../src/playbook/domain/playbook-text';
import type { EngagementSignal, SignalFields } from '../../src/engagement/domain/facts/registry';
import { REAL_TIME } from '../../src/promise/domain/time';
import type { Escalation, PromiseRecord } from '../../src/database/generated/client';
import { publishPlaybook } from '../../src/playbook/store/playbooks';
import { type Member, castOf } from './cast';
import { Deeds } from './deeds';
import { answerOf } from './answers';
import { fateOf } from './fate';
import { VendorActions } from './vendor-actions';
import { allOn } from '../support/actions';
import { ACTIONS_QUEUE, World } from './world';

export const SOURCE = readFileSync(join(__dirname, '../../playbooks/client-delivery.yaml'), 'utf8');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_DAYS = 365;
/** Long enough for a weekend and a night to be over, so that whatever waited for a morning is out. */
const AFTERWARDS_DAYS = 5;
/** A jump this long cannot be waited for: it is over as soon as nothing is left to do, and not before. */
const QUIET_MS = 20_000;

const PERSON: Actor = { kind: 'person', id: 'per_03_operations-manager', roles: ['operations-manager'] };
const COMPANY = 'Lantern & Sons';

/** What was done to the run, for the oracles: when the product could not act, and by whose word something happened. */
export interface Ledger {
  outages: { fromMs: number; untilMs: number }[];
  /** By promise, for facts that say they happened at another time than they were heard. */
  occurredAtMs: Map<string, number>;
  factsStated: number;
  factsTooLate: number;
  databaseOutages: number;
  workerOutages: number;
}

interface Engagement {
  reference: string;
  id: string;
  ended: boolean;
}

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
  private world!: World;
  private readonly deeds = new Deeds();
  private readonly planned = new Set<string>();
  private readonly engagements = new Map<string, Engagement>();
  private readonly playbook: Playbook;
  private isDatabaseAway = false;

  constructor(
    readonly seed: number,
    readonly count: number,
  ) {
    this.actions = new VendorActions(seed);
    const parsed = parsePlaybook(SOURCE);
    if (!parsed.ok) {
      throw new Error(JSON.stringify(parsed.faults));
    }
    this.playbook = parsed.playbook;
  }

  async run(): Promise<World> {
    this.world = await World.open(this.actions);
    this.startMs = await this.world.now();
    this.endMs = this.startMs + YEAR_DAYS * DAY_MS;
    await this.hire();
    this.planYear();
    for (let nowMs = this.startMs; nowMs < this.endMs; ) {
      await this.look(nowMs);
      const nextMs = Math.min(this.deeds.nextAtMs ?? Infinity, nowMs + DAY_MS, this.endMs);
      await this.world.env.sleep(Math.max(1, nextMs - nowMs));
      nowMs = await this.world.now();
      const due = this.deeds.takeUntil(nowMs);
      for (const deed of due) {
        await deed(await this.world.now());
      }
      if (due.length > 0) {
        await this.world.env.sleep(QUIET_MS);
        nowMs = await this.world.now();
      }
    }
    await this.afterwards();
    return this.world;
  }

  async close(): Promise<void> {
    await this.world?.close();
  }

  private async hire(): Promise<void> {
    this.cast = castOf(fateOf(this.seed, 'cast'), this.startMs);
    const at = new Date(this.startMs);
    await publishPlaybook(this.world.db, SOURCE, at);
    await this.world.db.person.createMany({
      data: this.cast.map(({ id, roles, timeZone, deputyId, away }) => ({
        id,
        name: `Person ${id}`,
        email: `${id}@house.example`,
        emailKey: `${id}@house.example`,
        roles,
        skills: [],
        capacityHoursPerWeek: 40,
        timeZone,
        deputyId,
        awayFrom: away && new Date(away.fromMs),
        awayUntil: away && new Date(away.untilMs),
        createdAt: at,
        updatedAt: at,
      })),
    });
  }

  private planYear(): void {
    for (let number = 1; number <= this.count; number += 1) {
      const reference = `CD-${String(number).padStart(4, '0')}`;
      const fate = fateOf(this.seed, reference);
      const startMs = this.startMs + fate.int(1, 260 * 24) * HOUR_MS + fate.int(0, 3_599_999);
      this.deeds.add(startMs, () => this.engage(reference));
      this.planTroubles(reference, startMs);
    }
    const fate = fateOf(this.seed, 'outages');
    const times = Math.max(2, Math.round(this.count / 12));
    for (let index = 0; index < times; index += 1) {
      const atMs = this.startMs + fate.int(20 * DAY_MS, 300 * DAY_MS);
      this.deeds.add(atMs, () => this.loseDatabase(true));
      this.deeds.add(atMs + fate.int(2, 15) * 60_000, () => this.loseDatabase(false));
      this.deeds.add(this.startMs + fate.int(20 * DAY_MS, 300 * DAY_MS), () => this.loseWorkers());
      const path = '/gmail/v1/users/me/drafts';
      const lost = fate.chance(0.5) ? { status: 0, afterEffect: true } : { status: 503 };
      this.deeds.add(this.startMs + fate.int(20 * DAY_MS, 300 * DAY_MS), () =>
        this.world.mailSandbox.fault('gmail', { method: 'POST', path, times: fate.int(1, 40), ...lost }),
      );
    }
  }

  // Holds, changes of hands and calling off, at any time of an engagement's life.
  private planTroubles(reference: string, startMs: number): void {
    const fate = fateOf(this.seed, `${reference}/troubles`);
    const sometime = () => startMs + fate.int(1, 90 * 24 * 60) * 60_000;
    for (let holds = fate.int(0, 2); holds > 0; holds -= 1) {
      const atMs = sometime();
      this.deeds.add(atMs, (nowMs) => this.say(reference, 'held', {}, nowMs));
      this.deeds.add(atMs + fate.int(1, 9 * 24) * HOUR_MS, (nowMs) =>
        this.say(reference, 'resumed', {}, nowMs),
      );
    }
    for (let changes = fate.int(0, 2); changes > 0; changes -= 1) {
      const { id, roles } = fate.pick(this.cast);
      const fields = { role: roles[0] ?? '', personId: id };
      this.deeds.add(sometime(), (nowMs) => this.say(reference, 'reassigned', fields, nowMs));
    }
    if (fate.chance(0.12)) {
      this.deeds.add(sometime(), (nowMs) => this.say(reference, 'cancelled', {}, nowMs));
    }
  }

  private async engage(reference: string): Promise<void> {
    if (this.isDatabaseAway) {
      this.deeds.add((await this.world.now()) + HOUR_MS, () => this.engage(reference));
      return;
    }
    const { db, env } = this.world;
    const id = `eng_${reference}`;
    const at = new Date(await this.world.now());
    const contact = {
      id: `con_${reference}`,
      name: 'Carla Client',
      email: 'carla@example.com',
      emailKey: 'carla@example.com',
      role: 'buyer',
    };
    const clientId = `cli_${reference}`;
    await db.client.create({
      data: { id: clientId, name: COMPANY, createdAt: at, contacts: { create: contact } },
    });
    await db.engagement.create({
      data: {
        id,
        reference,
        workflowId: engagementWorkflowId(reference),
        title: 'Website relaunch',
        playbookName: this.playbook.name,
        playbookVersion: 1,
        clientId,
        stage: 'qualification',
        status: 'active',
        amount: '1200.00',
        currency: 'EUR',
        facts: {},
        team: {},
        externalIds: {},
        contacts: { create: { contactId: contact.id, place: 0 } },
        startedBy: PERSON,
        startedAt: at,
        updatedAt: at,
      },
    });
    const input: EngagementInput = {
      engagementId: id,
      reference,
      plan: planOf(this.playbook, 1),
      value: { amount: '1200.00', currency: 'EUR' },
      isCurrencyAssumed: false,
      facts: {},
      team: {},
      calendar: null,
      queues: allOn(ACTIONS_QUEUE),
      time: REAL_TIME,
    };
    await env.client.workflow.start('engagement', {
      workflowId: engagementWorkflowId(reference),
      taskQueue: 'promisekeeper',
      args: [input],
    });
    this.engagements.set(id, { reference, id, ended: false });
  }

  /** Finds what has newly opened, and draws what people will make of it. */
  private async look(nowMs: number): Promise<void> {
    if (this.isDatabaseAway) {
      return;
    }
    const { db } = this.world;
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
    [1, 24 * HOUR_MS, 36 * HOUR_MS].forEach((ms) => this.deeds.add(dueMs + ms + 1_000, async () => {}));
    if (fate.chance(0.07)) {
      const extendMs = promise.openedAt.getTime() + fate.int(0, spanMs + 40 * HOUR_MS);
      const aheadMs = fate.int(5, 120) * HOUR_MS;
      this.deeds.add(extendMs, (at) =>
        this.say(promise, 'deadlineExtended', { dueAtMs: at + aheadMs }, at, promise.id),
      );
    }
    const mood = fate.next();
    if (mood < 0.02) {
      return;
    }
    const answerMs =
      mood < 0.8
        ? promise.openedAt.getTime() + Math.round(spanMs * (0.02 + 0.9 * fate.next()))
        : dueMs + fate.int(1, 90 * 60) * 60_000;
    const backdatedMs = fate.chance(0.08) ? fate.int(1, 5 * 60) * 60_000 : 0;
    const twice = fate.chance(0.06);
    const { signal, fields } = answerOf(promise, fate, this.cast);
    this.deeds.add(answerMs, async (at) => {
      const occurredAtMs = Math.max(promise.openedAt.getTime(), at - backdatedMs);
      this.ledger.occurredAtMs.set(promise.id, occurredAtMs);
      const commandId = `answer/${matter}`;
      await this.say(promise, signal, fields, occurredAtMs, promise.id, commandId);
      if (twice) {
        await this.say(promise, signal, fields, occurredAtMs, promise.id, commandId);
      }
    });
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
    to: string | PromiseRecord,
    signal: S,
    fields: SignalFields[S],
    occurredAtMs: number,
    promiseId?: string,
    commandId = `${this.ledger.factsStated}/${signal}`,
  ): Promise<void> {
    const workflowId = typeof to === 'string' ? engagementWorkflowId(to) : to.workflowId;
    const fact = { commandId, actor: PERSON, occurredAtMs, fields, ...(promiseId ? { promiseId } : {}) };
    this.ledger.factsStated += 1;
    try {
      await this.world.env.client.workflow.getHandle(workflowId).signal(signal, fact);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'WorkflowNotFoundError') {
        throw error;
      }
      this.ledger.factsTooLate += 1;
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
      await this.world.wakePostmen();
    }
    await this.world.env.sleep(QUIET_MS);
    this.endMs = await this.world.now();
  }
}
