import type { CaseClock, Run } from './case-clock';
import { explainSum } from '../clock/explain';
import { durationText } from '../clock/time-text';
import type { ClockCase, ClockEvent, Target } from '../clock/types';
import type { Zone } from '../calendar/zone';

/** A case with what its clock came to. */
export interface Explained {
  readonly asked: ClockCase;
  readonly clock: CaseClock;
  /** Null when nothing has started the clock. */
  readonly run: Run | null;
  readonly deadlineMs: number | null;
  readonly zone: Zone;
}

/** How a case's deadline comes about, as a sum that a person can check. */
export function explainCase({ asked, clock, run, deadlineMs, zone }: Explained): string[] {
  const changes = asked.events.flatMap((event) => changeText(event, asked, zone));
  if (!run) return [...changes, waitingText(asked.target)];
  const answered = deadlineMs === null && run.dueMs !== null;
  return [
    ...changes,
    ...explainRun(run, zone),
    ...stopText(run, zone),
    ...clock.breachesMs.map((breachMs) => `Breach on record: ${zone.wallText(breachMs)}`),
    ...clock.groupDeadlines().map(({ group, atMs, seconds, dueMs }) => {
      const due = dueMs === null ? 'no deadline while paused' : zone.wallText(dueMs);
      return `Beside it, ${group}: ${durationText(seconds * 1000)} from ${zone.wallText(atMs)}: ${due}`;
    }),
    ...(answered ? ['No deadline now: every customer message is answered'] : []),
  ];
}

/** The sum of one run: what is owed, every counted stretch, and the deadline that they lead to. */
export function explainRun(run: Run, zone: Zone): string[] {
  const { startMs, dueMs, course, workMs, pauses, target } = run;
  const pausedMs = Math.min(
    ...pauses.filter((pause) => pause.toMs === Infinity).map((pause) => pause.fromMs),
  );
  const within = { fromMs: startMs, toMs: Math.max(startMs, dueMs ?? pausedMs) };
  const head = `Owed: ${owedText(target, workMs)}, from ${zone.wallText(startMs)} in ${zone.id}`;
  const sum = explainSum(course, within, pauses);
  if (dueMs === null) {
    const leftMs = workMs - course.countedMs(startMs, within.toMs);
    return [head, ...sum, `No deadline while paused: ${durationText(leftMs)} left`];
  }
  return [head, ...sum, `Deadline: ${zone.wallText(dueMs)} (${zone.text(dueMs)})`];
}

/** Whether a run stopped, and no later than its deadline (rule R2). */
export function isKept(run: Run | null): boolean {
  if (!run || run.stopMs === null) return false;
  return run.dueMs === null || run.stopMs <= run.dueMs;
}

function owedText(target: Target, workMs: number): string {
  const work = `${durationText(workMs)} of working time`;
  if (target.kind === 'chain') {
    const levels = target.levels.map(
      ({ name, seconds }, index) => `${name ?? `level ${index + 1}`} ${durationText(seconds * 1000)}`,
    );
    return `${work} (${levels.join(' + ')})`;
  }
  if (target.kind === 'workingDays') {
    return `${target.days} working days${target.endOfDay === true ? ' to the end of the day' : ''}, ${work}`;
  }
  return target.kind === 'relative' ? `${relativeText(target)}; pauses do not move it` : work;
}

function relativeText(target: Extract<Target, { kind: 'relative' }>): string {
  if (target.rule === 'nextBusinessDayBy') return `by ${target.time} on the next business day`;
  if (target.rule === 'endOfNextBusinessDay') return 'by the end of the next business day';
  return `by ${target.dueDate}, or the next opening after it`;
}

function changeText(event: ClockEvent, { policy }: ClockCase, zone: Zone): string[] {
  const at = zone.wallText(Date.parse(event.at));
  if (event.type === 'priority') {
    const how = policy.priorityChange === 'restart' ? 'counted anew from then' : 'counted from the start';
    return [`${at}: target changed to ${durationText(event.targetSeconds * 1000)}, ${how}`];
  }
  if (event.type === 'calendarChange') {
    const how = {
      reproject: 'in force from then',
      pinned: 'not for this clock, which keeps its own',
      repair: 'in force for the past too',
    }[policy.calendarChange ?? 'reproject'];
    return [`${at}: calendar changed, ${how}`];
  }
  return [];
}

function stopText(run: Run, zone: Zone): string[] {
  if (run.stopMs === null) return [];
  const used = durationText(run.course.countedMs(run.startMs, run.stopMs));
  return [
    `Stopped: ${zone.wallText(run.stopMs)}, ${isKept(run) ? 'in time' : 'late'}, after ${used} of working time`,
  ];
}

function waitingText(target: Target): string {
  return `No deadline: no ${target.startsOn ?? 'customerMessage'} is open that would start the clock`;
}
