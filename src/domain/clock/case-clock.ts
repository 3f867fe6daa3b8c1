import { type CalendarVersion, Course } from './course';
import { type Due, dueOf } from './due';
import type { TimedEvent } from './event-order';
import type { Interval } from './intervals';
import { type Pause, Pauses } from './pauses';
import { parseInstant } from './time-text';
import type { Calendar, ClockPolicy, Target } from './types';
import { workingCalendar } from './working-calendar';

/** A clock that runs, or ran until it stopped. */
export interface Run extends Due {
  readonly startMs: number;
  readonly target: Target;
  /** What this run leaves out of the count: pauses and time resolved. */
  readonly pauses: readonly Pause[];
  readonly stopMs: number | null;
}

export interface Assignment {
  readonly atMs: number;
  readonly group: string;
  readonly olaSeconds: number | undefined;
  readonly calendar: Calendar | undefined;
}

/** A clock beside the case's own: an operational-level agreement or an underpinning contract. */
export interface GroupDeadline {
  readonly group: string;
  readonly atMs: number;
  readonly seconds: number;
  readonly dueMs: number | null;
}

/** The clock of one case: takes its events in order and keeps what they mean. */
export class CaseClock {
  readonly assignments: Assignment[] = [];
  readonly breachesMs: number[] = [];
  readonly outages: Interval[] = [];
  breachedOnAttach: boolean | null = null;
  cycles = 1;

  private readonly pauses = new Pauses();
  private readonly resolved: Pause[] = [];
  private versions: CalendarVersion[];
  private target: Target;
  private runStartMs: number | null;
  private stopped: Run | null = null;
  /** A retroactive change without retroactive pauses forgets what was paused before it. */
  private forgetPausesBeforeMs = -Infinity;

  constructor(
    calendar: Calendar,
    target: Target,
    private readonly startMs: number,
    private readonly policy: ClockPolicy,
  ) {
    this.versions = [{ fromMs: -Infinity, calendar: workingCalendar(calendar) }];
    this.target = target;
    this.runStartMs = target.kind === 'nextResponse' || target.startsOn !== undefined ? null : startMs;
  }

  /** Takes the next event; a deadline that has passed by then is recorded as a breach, for good (rule R8). */
  take(event: TimedEvent): void {
    this.recordBreach(event.atMs);
    this.startOn(event);
    this.apply(event);
    this.recordBreach(event.atMs);
  }

  /** The clock as it stands: the run that stopped, or the one that runs; null when none has started. */
  run(): Run | null {
    if (this.stopped) return this.stopped;
    return this.runStartMs === null ? null : this.runFrom(this.runStartMs, null);
  }

  /**
   * The deadline of each group that was given one, counted from its last assignment, in its own calendar or the
   * case's. Waiting for the group itself does not stop the group's clock.
   */
  groupDeadlines(): GroupDeadline[] {
    const byGroup = new Map<string, GroupDeadline>();
    for (const { group, olaSeconds, calendar, atMs } of this.assignments) {
      if (olaSeconds === undefined) continue;
      const own = calendar && [{ fromMs: -Infinity, calendar: workingCalendar(calendar) }];
      const pauses = this.pauses.all().filter((pause) => pause.reason !== group);
      const course = new Course(own ?? this.versions, [...pauses, ...this.resolved]);
      byGroup.set(group, {
        group,
        atMs,
        seconds: olaSeconds,
        dueMs: course.advance(atMs, olaSeconds * 1000),
      });
    }
    return [...byGroup.values()];
  }

  private apply(event: TimedEvent): void {
    const { atMs } = event;
    switch (event.type) {
      case 'pause':
        return this.pauses.begin(event.reason ?? '', atMs);
      case 'resume':
        return this.pauses.end(event.reason ?? '', atMs);
      case 'priority':
        return this.changeTarget(event.targetSeconds, atMs);
      case 'resolve':
        return this.isResponse() ? undefined : this.stop(atMs);
      case 'reopen':
        return this.isResponse() ? undefined : this.reopen(atMs);
      case 'agentReply':
        return this.reply(atMs);
      case 'calendarChange':
        return this.changeCalendar(event.calendar, atMs);
      case 'assign': {
        const { group, olaSeconds, calendar } = event;
        this.assignments.push({ atMs, group, olaSeconds, calendar });
        return;
      }
      case 'outage': {
        const untilMs =
          event.until === undefined ? Infinity : parseInstant(event.until, 'EVENT_MALFORMED', 'outage.until');
        this.outages.push({ fromMs: atMs, toMs: untilMs });
        return;
      }
      case 'customerMessage':
      case 'autoReply':
      case 'internalNote':
        return;
    }
  }

  /** A clock that waits for something starts with it: the oldest unanswered message counts (rule R9). */
  private startOn(event: TimedEvent): void {
    const startsOn = this.target.startsOn ?? (this.target.kind === 'nextResponse' ? 'customerMessage' : null);
    if (event.type !== startsOn || this.runStartMs !== null) return;
    if (this.target.kind !== 'nextResponse' && event.atMs < this.startMs) return;
    this.runStartMs = Math.max(event.atMs, this.startMs);
    this.stopped = null;
  }

  private isResponse(): boolean {
    return this.target.kind === 'firstResponse' || this.target.kind === 'nextResponse';
  }

  private reply(atMs: number): void {
    switch (this.target.kind) {
      case 'firstResponse':
        return this.stop(atMs);
      case 'nextResponse':
        this.stop(atMs);
        this.runStartMs = null;
        return;
      case 'periodicUpdate':
        if (this.runStartMs !== null && !this.stopped && atMs >= this.runStartMs) this.runStartMs = atMs;
        return;
      case 'duration':
      case 'resolution':
      case 'workingDays':
      case 'relative':
      case 'chain':
        return;
    }
  }

  private stop(atMs: number): void {
    if (this.runStartMs === null || this.stopped || atMs < this.runStartMs) return;
    this.stopped = this.runFrom(this.runStartMs, atMs);
  }

  private reopen(atMs: number): void {
    const stopMs = this.stopped?.stopMs;
    if (stopMs === undefined || stopMs === null) return;
    this.stopped = null;
    switch (this.policy.reopen ?? 'exclude-resolved') {
      case 'exclude-resolved':
        this.resolved.push({ reason: 'resolved', fromMs: stopMs, toMs: atMs });
        return;
      case 'include-resolved':
        return;
      case 'new-cycle':
        this.runStartMs = atMs;
        this.cycles += 1;
        return;
    }
  }

  private changeTarget(seconds: number, atMs: number): void {
    const { kind, startsOn } = this.target;
    const timed = kind === 'chain' || kind === 'relative' || kind === 'workingDays' ? 'resolution' : kind;
    this.target = { kind: timed, seconds, ...(startsOn ? { startsOn } : {}) };
    if (this.policy.priorityChange === 'restart') {
      if (this.runStartMs !== null) this.runStartMs = Math.max(atMs, this.startMs);
    } else if (this.policy.retroactivePause === false) {
      this.forgetPausesBeforeMs = atMs;
    }
    if (this.runStartMs === null || this.stopped) return;
    const { dueMs } = this.runFrom(this.runStartMs, null);
    this.breachedOnAttach = this.breachedOnAttach === true || (dueMs !== null && dueMs < atMs);
  }

  private changeCalendar(calendar: Calendar, atMs: number): void {
    const policy = this.policy.calendarChange ?? 'reproject';
    if (atMs > this.startMs && policy === 'pinned') return;
    const fromMs = policy === 'repair' || atMs <= this.startMs ? -Infinity : atMs;
    const earlier = this.versions.filter((version) => version.fromMs < fromMs);
    this.versions = [...earlier, { fromMs, calendar: workingCalendar(calendar) }];
    if (policy === 'repair' && this.stopped) {
      const { startMs, stopMs, target, pauses } = this.stopped;
      this.stopped = { startMs, stopMs, target, pauses, ...this.due(target, startMs, pauses) };
    }
  }

  private runFrom(startMs: number, stopMs: number | null): Run {
    const { target } = this;
    const pauses = this.countedPauses();
    return { startMs, stopMs, target, pauses, ...this.due(target, startMs, pauses) };
  }

  private due(target: Target, startMs: number, pauses: readonly Pause[]): Due {
    return dueOf(target, startMs, new Course(this.versions, pauses));
  }

  private countedPauses(): Pause[] {
    if (this.target.kind === 'relative') return [];
    const pauses = this.policy.pausable === false ? [] : this.pauses.all();
    const remembered = pauses.map((pause) => ({
      ...pause,
      fromMs: Math.max(pause.fromMs, this.forgetPausesBeforeMs),
    }));
    return [...remembered.filter((pause) => pause.fromMs < pause.toMs), ...this.resolved];
  }

  private recordBreach(nowMs: number): void {
    const run = this.stopped ? null : this.run();
    const dueMs = run?.dueMs ?? null;
    if (dueMs === null || dueMs >= nowMs || this.breachesMs.includes(dueMs)) return;
    this.breachesMs.push(dueMs);
  }
}
