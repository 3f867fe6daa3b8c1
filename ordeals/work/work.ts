import { setTimeout as delay } from 'node:timers/promises';
import { closeCrises } from './crises';
import type { InstallationApi, ShownPromise } from '../support/installation-api';
import { Ledger, type Start } from './ledger';
import { People } from '../support/people';
import type { Chance } from '../support/random';

const HOUR_MS = 3_600_000;
const LOOKS_APART = [0.4, 1.2] as const;
/** Of the promises that are due within a day, so many wait until this level of their ladder was told, or more. */
const PUT_OFF = { untilLevel1: 0.15, untilLevel2: 0.04, dueWithinMs: 24 * HOUR_MS };
/** Longer than any restart: a decision is sent until it is answered. */
const PATIENCE_MS = 600_000;
const FIRST_DEAL = 600_000;
/** An empty installation has this one to look at; it is carried through like the others. */
const SAMPLE = 'Sample: website relaunch';

/** People who start engagements, in waves, and work on all of them at a time until they are over. */
export class Work {
  readonly ledger = new Ledger();
  private readonly people: People;
  private readonly lanes = new Set<Promise<void>>();
  private waves = 0;
  private isOver = false;
  private areAway = false;

  constructor(
    private readonly installation: InstallationApi,
    private readonly chance: Chance,
    /** How long it takes until somebody looks at an engagement again, in seconds of the wall clock. */
    private readonly looksApart: readonly [number, number] = LOOKS_APART,
    /** Whether everybody decides at once, where a ladder would take too long to climb. */
    private readonly isPrompt = false,
  ) {
    this.people = new People(installation, {
      accepted: (decision) => this.ledger.note(decision),
      putsOff: (promise, title) => this.putsOff(promise, title),
      patienceMs: PATIENCE_MS,
    });
    void closeCrises(installation, this.ledger, () => this.isOver);
    this.take({ title: SAMPLE, by: 'webhook', isAccepted: true, engagementId: null }, 0);
  }

  /** Engagements that somebody works on. */
  get busy(): number {
    return this.lanes.size;
  }

  /** Starts so many more, and has people work on them; returns at once. */
  begin(count: number): void {
    this.waves += 1;
    for (let index = 1; index <= count; index += 1) {
      const number = this.ledger.starts.length + 1;
      const title = `Work ${this.waves}-${index}`;
      const by = number % 3 === 0 ? 'webhook' : 'api';
      const start: Start = { title, by, isAccepted: false, engagementId: null };
      this.take(start, number);
    }
  }

  /** Waits until all are over, or the time is. */
  async finish(withinMs: number): Promise<void> {
    const giveUpAt = performance.now() + withinMs;
    while (this.busy > 0 && performance.now() < giveUpAt) {
      await delay(250);
    }
  }

  /** Nobody decides anything until they are back. */
  goAway(): void {
    this.areAway = true;
  }

  comeBack(): void {
    this.areAway = false;
  }

  /** Sends everybody home. */
  end(): void {
    this.isOver = true;
  }

  /** How an engagement stands, with what went wrong last for whoever works on it. */
  async standOf(id: string): Promise<string> {
    const trouble = this.ledger.troubles.get(id);
    return `${await this.people.standOf(id)}${trouble === undefined ? '' : `\nLast trouble: ${trouble}`}`;
  }

  private take(start: Start, number: number): void {
    this.ledger.starts.push(start);
    const lane = this.carry(start, number);
    this.lanes.add(lane);
    void lane.finally(() => this.lanes.delete(lane));
  }

  private async carry(start: Start, number: number): Promise<void> {
    while (!this.isOver) {
      const key = start.engagementId ?? start.title;
      try {
        start.engagementId ??= await this.startOne(start, number);
        if (start.engagementId !== null && (await this.people.turnTo(start.engagementId)) === 'completed') {
          return;
        }
      } catch (error) {
        this.ledger.troubles.set(key, String(error));
      }
      await delay(this.chance.between(...this.looksApart) * 1_000);
    }
  }

  /** @returns its id, or null while it was not seen yet */
  private async startOne(start: Start, number: number): Promise<string | null> {
    switch (start.by) {
      case 'api':
        return await this.startByApi(start);
      case 'webhook':
        return await this.startByWebhook(start, String(FIRST_DEAL + number));
    }
  }

  private async startByWebhook(start: Start, dealId: string): Promise<string | null> {
    if (!start.isAccepted) {
      await this.installation.putDeal(dealId, start.title, 'planning_proposal');
      start.isAccepted = (await this.installation.hubspotSays(dealId, 'planning_proposal')) === 200;
    }
    const found = await this.installation.engagementsNamed(start.title);
    return found.find(({ title }) => title === start.title)?.id ?? null;
  }

  private async startByApi(start: Start): Promise<string> {
    const { title } = start;
    const slug = title.toLowerCase().replaceAll(' ', '-');
    const body = {
      playbook: 'client-delivery',
      title,
      value: { amount: '1200.00', currency: 'EUR' },
      client: {
        name: `Client of ${title}`,
        contacts: [{ name: 'Carla', email: `carla@${slug}.example`, role: 'sponsor' }],
      },
    };
    const options = { headers: { 'idempotency-key': `start ${title}` }, withinMs: PATIENCE_MS };
    const answer = await this.installation.call<{ id: string }>(
      'POST',
      '/v1/engagements',
      body,
      undefined,
      options,
    );
    if (answer.status !== 201 && answer.status !== 200) {
      throw new Error(`The start of ${title} was answered ${answer.status}`);
    }
    start.isAccepted = true;
    return answer.body.id;
  }

  /** Some wait until somebody above them was told; so ladders climb, and are seen to. */
  private putsOff(promise: ShownPromise, of: string): boolean {
    if (this.areAway || this.isPrompt) return this.areAway;
    const { title, level, openedAt, dueAt } = promise;
    const termMs = dueAt === null ? Number.POSITIVE_INFINITY : Date.parse(dueAt) - Date.parse(openedAt);
    const drawn = this.chance.of(`${of} ${title}`);
    const awaited = drawn < PUT_OFF.untilLevel2 ? 2 : drawn < PUT_OFF.untilLevel1 ? 1 : 0;
    return termMs <= PUT_OFF.dueWithinMs && typeof level === 'number' && level < awaited;
  }
}
