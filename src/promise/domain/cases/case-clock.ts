import { type CalendarVersion, Course } from '../clock/course';
import { type Due, dueOf } from '../clock/due';
import { ClockError, type ClockErrorCode } from '../clock/errors';
import type { TimedEvent } from './event-order';
import type { Interval } from '../clock/intervals';
import { type Pause, Pauses } from '../clock/pauses';
import { parseInstant } from '../clock/time-text';
import type { Calendar, ClockPolicy, Target } from '../clock/types';
import { workingCalendar } from '../calendar/working-calendar';

/** A clock that runs, or ran until it stopped. */
export interface Run extends Due {
  readonly startMs: number;
  readonly target: Target;
  /** What this run leaves out of the count: pauses and time resolved. */
  readonly pauses: readonly Pause[];
  readonly stopMs: number | null;
}

/** What a run is made of: its deadline is worked out only where someone asks. */
type RunParts = Pick<Run, 'startMs' | 'stopMs' | 'target' | 'pauses'> & {
  readonly versions: readonly CalendarVersion[];
};

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

/** What a change of calendar or priority may put right. */
const mayYetBe: ReadonlySet<ClockErrorCode> = new Set(['CALENDAR_NEVER_OPEN', 'DEADLINE_TOO_FAR']);

/** The clock of one case: takes its events in order and keeps what they mean. */
export class CaseClock {
  readonly assignments: Assignment[] = [];
  readonly breachesMs: number[] = [];
  /** In order of their beginning. */
  readonly outages: Interval[] = [];
  breachedOnAttach: boolean | null = null;
  cycles = 1;

  private readonly pauses = new Pauses();
  private readonly resolved: Pause[] = [];
  private versions: CalendarVersion[];
  private target: Target;
  private runStartMs: number | null;
  private stopped: RunParts | null = null;
  /** Until then no deadline can pass that is not on record: pauses only put it off. */
  private noBreachUntilMs = -Infinity;
  /** There was no deadline when it was last worked out, most likely for a pause without end. */
  private heldBack = false;
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
    if (this.stopped) return runOf(this.stopped);
    return this.runStartMs === null ? null : runOf(this.partsFrom(this.runStartMs, null));
  }

  /** @throws ClockError `CALENDAR_NEVER_OPEN` when no calendar of the case has working time after its start */
  requireOpen(): void {
    new Course(this.versions, []).advance(this.startMs, 1);
  }

  /**
   * The deadline of each group that was given one, counted from its last assignment, in its own calendar or the
   * case's. Waiting for the group itself does not stop the group's clock.
   */
  groupDeadlines(): GroupDeadline[] {
    const last = new Map<string, Assignment & { olaSeconds: number }>();
    for (const { olaSeconds, ...assignment } of this.assignments) {
      if (olaSeconds !== undefined) last.set(assignment.group, { ...assignment, olaSeconds });
    }
    const pauses = this.pauses.all();
    return [...last.values()].map(({ group, atMs, olaSeconds, calendar }) => {
      const own = calendar && [{ fromMs: -Infinity, calendar: workingCalendar(calendar) }];
      const others = pauses.filter((pause) => pause.reason !== group);
      const course = new Course(own ?? this.versions, [...others, ...this.resolved]);
      return { group, atMs, seconds: olaSeconds, dueMs: course.advance(atMs, olaSeconds * 1000) };
    });
  }

  private apply(event: TimedEvent): void {
    const { atMs } = event;
    switch (event.type) {
      case 'pause':
        return this.pauses.begin(event.reason ?? '', atMs);
      case 'resume':
        this.heldBack = false;
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
    const startsOn = this.target.startsOn ?? 'customerMessage';
    if (event.type !== startsOn || this.runStartMs !== null) return;
    if (this.target.kind !== 'nextResponse' && event.atMs < this.startMs) return;
    this.runStartMs = Math.max(event.atMs, this.startMs);
    this.stopped = null;
    this.expectNewDeadline();
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
        if (this.runStartMs === null || this.stopped || atMs < this.runStartMs) return;
        this.runStartMs = atMs;
        return this.expectNewDeadline();
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
    this.stopped = this.partsFrom(this.runStartMs, atMs);
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
        return this.expectNewDeadline();
    }
  }

  private changeTarget(seconds: number, atMs: number): void {
    const { kind, startsOn } = this.target;
    const timed = kind === 'chain' || kind === 'relative' || kind === 'workingDays' ? 'resolution' : kind;
    this.target = { kind: timed, seconds, ...(startsOn ? { startsOn } : {}) };
    this.expectNewDeadline();
    if (this.policy.priorityChange === 'restart') {
      if (this.runStartMs !== null) this.runStartMs = Math.max(atMs, this.startMs);
    } else if (this.policy.retroactivePause === false) {
      this.forgetPausesBeforeMs = atMs;
    }
    if (this.runStartMs === null || this.stopped) return;
    const dueMs = this.dueSoFar(this.runStartMs);
    this.breachedOnAttach = this.breachedOnAttach === true || (dueMs !== null && dueMs < atMs);
  }

  private changeCalendar(calendar: Calendar, atMs: number): void {
    const policy = this.policy.calendarChange ?? 'reproject';
    if (atMs > this.startMs && policy === 'pinned') return;
    const fromMs = policy === 'repair' || atMs <= this.startMs ? -Infinity : atMs;
    const earlier = this.versions.filter((version) => version.fromMs < fromMs);
    this.versions = [...earlier, { fromMs, calendar: workingCalendar(calendar) }];
    this.expectNewDeadline();
    if (policy === 'repair' && this.stopped) this.stopped = { ...this.stopped, versions: this.versions };
  }

  private partsFrom(startMs: number, stopMs: number | null): RunParts {
    const { target, versions } = this;
    return { startMs, stopMs, target, versions, pauses: this.countedPauses() };
  }

  private countedPauses(): Pause[] {
    if (this.target.kind === 'relative') return [];
    const pauses = this.policy.pausable === false ? [] : this.pauses.all();
    const remembered = pauses.map((pause) => ({
      ...pause,
      fromMs: Math.max(pause.fromMs, this.forgetPausesBeforeMs),
    }));
    return [...remembered, ...this.resolved];
  }

  /** What has happened may have brought the deadline forward, or begun another. */
  private expectNewDeadline(): void {
    this.noBreachUntilMs = -Infinity;
    this.heldBack = false;
  }

  /** Null also while there can be none: a later event may bring the calendar or the target that the clock lacks. */
  private dueSoFar(startMs: number): number | null {
    try {
      return runOf(this.partsFrom(startMs, null)).dueMs;
    } catch (error) {
      if (error instanceof ClockError && mayYetBe.has(error.code)) return null;
      throw error;
    }
  }

  private recordBreach(nowMs: number): void {
    if (this.runStartMs === null || this.stopped || this.heldBack || nowMs <= this.noBreachUntilMs) return;
    const dueMs = this.dueSoFar(this.runStartMs);
    this.heldBack = dueMs === null;
    if (dueMs === null) return;
    this.noBreachUntilMs = dueMs < nowMs ? Infinity : dueMs;
    if (dueMs < nowMs && !this.breachesMs.includes(dueMs)) this.breachesMs.push(dueMs);
  }
}

function runOf({ versions, ...parts }: RunParts): Run {
  const { target, startMs, pauses } = parts;
  return { ...parts, ...dueOf(target, startMs, new Course(versions, pauses)) };
}
