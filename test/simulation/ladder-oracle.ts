import type { JournalEntry as Row } from '../../src/database/generated/client';
import type { Said } from './fold';
import type { PlaybookNumbers } from './playbook-numbers';

const SECOND_MS = 1_000;
const CRISIS = 4;

/** What must happen to a promise by itself, and when. */
interface Moment {
  kind: 'warned' | 'broken' | 'climbed';
  level: number;
  atMs: number;
}

/** The run's circumstances that the oracle may excuse something by. */
export interface Circumstances {
  endMs: number;
  outages: { fromMs: number; untilMs: number }[];
  /** By promise, when it happened that it could be settled, the latest last. */
  occurredAtMs: Map<string, number[]>;
}

const MOMENTS: Record<string, Moment['kind']> = {
  promiseWarned: 'warned',
  promiseBroken: 'broken',
  escalationRaised: 'climbed',
  escalationClimbed: 'climbed',
};

/**
 * A second opinion on one promise: walks through what people did to it and works out, from the playbook's numbers and
 * the pauses alone, every warning, breach and level that must have come by itself; then holds the journal against it.
 */
export class LadderOracle {
  readonly faults: string[] = [];
  private readonly actual: Moment[];
  private readonly facts: Row[];
  private readonly pauses: { fromMs: number; toMs: number }[] = [];
  private startMs: number;
  private withinMs: number;
  /** Somebody named the instant of its end; a pause on the way moves it all the same. */
  private isNamed: boolean;
  private readonly escalates: boolean;
  private warned = false;
  private broken = false;
  private level = 0;
  private respond: { startMs: number; ms: number } | null = null;
  private readonly name: string;

  /** @param rows the promise's entries, in the order in which its workflow wrote them */
  constructor(
    rows: readonly Row[],
    private readonly numbers: PlaybookNumbers,
    private readonly circumstances: Circumstances,
    wasHeldWhenOpened: boolean,
    namedMs: number | null,
  ) {
    const opened = rows[0]?.data as unknown as { promise: { step: string; key: string; kind: string } };
    const { step, key, kind } = opened.promise;
    this.name = `${rows[0]?.writer} ${key}`;
    this.startMs = rows[0]?.at.getTime() ?? Number.NaN;
    this.isNamed = namedMs !== null;
    this.withinMs = namedMs === null ? (numbers.withinMs.get(step) ?? Number.NaN) : namedMs - this.startMs;
    this.escalates = kind !== 'update' && !numbers.silent.has(step);
    this.actual = rows.flatMap((row) => momentOf(row));
    this.facts = rows.slice(1).filter((row) => !(row.kind in MOMENTS));
    if (wasHeldWhenOpened) {
      this.pauses.push({ fromMs: this.startMs, toMs: Infinity });
    }
  }

  /** @returns everything that is not as it must be; nothing when all is well */
  check(): string[] {
    for (const fact of this.facts) {
      this.passTime(fact.at.getTime());
      if (this.take(fact)) {
        this.nothingMore();
        return this.faults;
      }
    }
    this.passTime(this.circumstances.endMs);
    this.nothingMore();
    return this.faults;
  }

  // Whatever must have happened until then has happened, unless it came together with the fact that forestalled it.
  private passTime(untilMs: number): void {
    for (let next = this.next(); next && next.atMs <= untilMs; next = this.next()) {
      const [actual] = this.actual;
      const isThere =
        actual?.kind === next.kind &&
        actual.level === next.level &&
        Math.abs(actual.atMs - next.atMs) < SECOND_MS;
      if (!isThere && next.atMs > untilMs - this.graceMs(untilMs)) {
        return;
      }
      if (!isThere) {
        const found = actual
          ? `${actual.kind} ${actual.level} at ${new Date(actual.atMs).toISOString()}`
          : 'nothing';
        this.faults.push(
          `${this.name}: ${next.kind} ${next.level} was due at ${new Date(next.atMs).toISOString()}, found ${found}`,
        );
        this.actual.length = 0;
        return;
      }
      this.actual.shift();
      this.happen(next);
    }
  }

  private graceMs(untilMs: number): number {
    const outage = this.circumstances.outages.find(
      ({ fromMs, untilMs: backMs }) => fromMs <= untilMs && untilMs <= backMs + 30 * SECOND_MS,
    );
    return outage ? untilMs - outage.fromMs + 2 * SECOND_MS : 2 * SECOND_MS;
  }

  private nothingMore(): void {
    for (const { kind, level, atMs } of this.actual) {
      this.faults.push(
        `${this.name}: ${kind} ${level} at ${new Date(atMs).toISOString()}, for which there is no reason`,
      );
    }
  }

  private next(): Moment | null {
    if (this.pauses.some(({ toMs }) => toMs === Infinity)) {
      return null;
    }
    const found: Moment[] = [];
    if (!this.broken) {
      if (this.escalates && !this.warned) {
        found.push({ kind: 'warned', level: 0, atMs: this.warnMs() });
      }
      found.push({ kind: 'broken', level: 0, atMs: this.dueMs() });
    } else if (this.respond) {
      const atMs = this.later(this.respond.startMs, this.respond.ms);
      found.push({ kind: 'climbed', level: Math.min(CRISIS, this.level + 1), atMs });
    }
    found.sort((a, b) => a.atMs - b.atMs);
    return found[0] ?? null;
  }

  private dueMs(): number {
    return this.later(this.startMs, this.withinMs);
  }

  private warnMs(): number {
    return this.later(this.startMs, this.withinMs * this.numbers.warnShare);
  }

  /** The instant by which so much time has passed that was not a pause. */
  private later(fromMs: number, ms: number): number {
    let atMs = fromMs + ms;
    for (const pause of [...this.pauses].sort((a, b) => a.fromMs - b.fromMs)) {
      const beginsMs = Math.max(pause.fromMs, fromMs);
      if (beginsMs < atMs && pause.toMs > beginsMs) {
        atMs += pause.toMs - beginsMs;
      }
    }
    return atMs;
  }

  private happen({ kind, level, atMs }: Moment): void {
    switch (kind) {
      case 'warned':
        this.warned = true;
        return;
      case 'broken':
        this.broken = true;
        if (this.escalates) {
          this.level = 0;
          this.respond = { startMs: atMs, ms: 0 };
        }
        return;
      case 'climbed': {
        this.level = level;
        const rung = this.numbers.rungs.find((one) => one.level === level);
        const ownMs = this.isNamed ? Infinity : this.withinMs;
        this.respond = rung ? { startMs: atMs, ms: Math.min(rung.respondMs, ownMs) } : null;
      }
    }
  }

  /** @returns whether the promise has ended */
  private take(fact: Row): boolean {
    const atMs = fact.at.getTime();
    const said = fact.data as unknown as Said;
    switch (fact.kind) {
      case 'promisePaused':
        this.pauses.push({ fromMs: atMs, toMs: Infinity });
        return false;
      case 'promiseResumed': {
        const open = this.pauses.find(({ toMs }) => toMs === Infinity);
        if (open) {
          open.toMs = atMs;
        } else {
          this.faults.push(`${this.name}: resumed without a pause`);
        }
        return false;
      }
      case 'deadlineExtended':
        Object.assign(this, {
          startMs: atMs,
          withinMs: Number(said['dueAtMs']) - atMs,
          isNamed: true,
          warned: false,
          broken: false,
        });
        this.respond = null;
        this.level = 0;
        return false;
      case 'escalationAcknowledged':
        this.respond = { startMs: atMs, ms: Number(said['nextUpdateAtMs']) - atMs };
        return false;
      case 'escalationResolved':
        this.respond = null;
        return false;
      case 'promiseKept':
        this.checkLate(said, atMs);
        return true;
      case 'promiseWaived':
      case 'promiseCancelled':
        return true;
      default:
        return false;
    }
  }

  private checkLate(said: Said, atMs: number): void {
    const isPaused = this.pauses.some(({ toMs }) => toMs === Infinity);
    const instants = this.circumstances.occurredAtMs.get(said.promiseId) ?? [];
    const occurredMs = instants.findLast((instant) => instant <= atMs) ?? atMs;
    const mustBe = isPaused ? this.broken : occurredMs > this.dueMs();
    if (said['late'] !== mustBe && Math.abs(occurredMs - this.dueMs()) > SECOND_MS) {
      this.faults.push(`${this.name}: kept ${String(said['late']) === 'true' ? 'late' : 'in time'}, wrongly`);
    }
  }
}

function momentOf(row: Row): Moment[] {
  const kind = MOMENTS[row.kind];
  const { level = 0 } = row.data as { level?: number };
  return kind ? [{ kind, level, atMs: row.at.getTime() }] : [];
}
