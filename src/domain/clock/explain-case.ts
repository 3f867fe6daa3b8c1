import type { CaseClock, Run } from './case-clock';
import { explainSum } from './explain';
import { durationText } from './time-text';
import type { ClockCase, Target } from './types';
import type { Zone } from './zone';

interface Explained {
  readonly asked: ClockCase;
  readonly clock: CaseClock;
  readonly run: Run | null;
  readonly deadlineMs: number | null;
  readonly zone: Zone;
}

/** How a case's deadline comes about, as a sum that a person can check. */
export function explainCase({ asked, clock, run, deadlineMs, zone }: Explained): string[] {
  if (!run) return [waitingText(asked.target)];
  return [
    ...explainRun(run, zone),
    ...stopLine(run, zone),
    ...clock.breachesMs.map((breachMs) => `Breach on record: ${zone.wallText(breachMs)}`),
    ...(deadlineMs === null && run.dueMs !== null
      ? ['No deadline: the oldest customer message is answered']
      : []),
  ];
}

/** The sum of one run: what is owed, every counted stretch, and the deadline that they lead to. */
export function explainRun(run: Run, zone: Zone): string[] {
  const { startMs, dueMs, course, workMs, pauses, target } = run;
  const pausedMs = Math.min(
    ...pauses.filter((pause) => pause.toMs === Infinity).map((pause) => pause.fromMs),
  );
  const untilMs = Math.max(startMs, dueMs ?? pausedMs);
  const within = { fromMs: startMs, toMs: untilMs };
  const head = `${owedText(target, workMs)}, from ${zone.wallText(startMs)} in ${zone.id}`;
  const sum = explainSum(course, within, pauses);
  if (dueMs === null) {
    const leftMs = workMs - course.countedMs(startMs, untilMs);
    return [head, ...sum, `No deadline while paused: ${durationText(leftMs)} left`];
  }
  return [head, ...sum, `Deadline: ${zone.wallText(dueMs)} (${zone.text(dueMs)})`];
}

function owedText(target: Target, workMs: number): string {
  const work = durationText(workMs);
  switch (target.kind) {
    case 'duration':
    case 'resolution':
    case 'firstResponse':
    case 'nextResponse':
    case 'periodicUpdate':
      return `Owed: ${work} of working time`;
    case 'chain': {
      const levels = target.levels.map(({ name }, index) => name ?? `level ${index + 1}`);
      const seconds = target.levels.map((level) => durationText(level.seconds * 1000));
      return `Owed: ${work} of working time (${levels.map((name, index) => `${name} ${seconds[index]}`).join(' + ')})`;
    }
    case 'workingDays':
      return `Owed: ${target.days} working days${target.endOfDay === true ? ' to the end of the day' : ''}, ${work} of working time`;
    case 'relative':
      return `Owed: ${relativeText(target)}; pauses do not move it`;
  }
}

function relativeText(target: Extract<Target, { kind: 'relative' }>): string {
  switch (target.rule) {
    case 'nextBusinessDayBy':
      return `by ${target.time} on the next business day`;
    case 'endOfNextBusinessDay':
      return 'by the end of the next business day';
    case 'dueDate':
      return `by ${target.dueDate}, or the next opening after it`;
  }
}

function stopLine(run: Run, zone: Zone): string[] {
  if (run.stopMs === null) return [];
  const used = durationText(run.course.countedMs(run.startMs, run.stopMs));
  const verdict = run.dueMs === null || run.stopMs <= run.dueMs ? 'in time' : 'late';
  return [`Stopped: ${zone.wallText(run.stopMs)}, ${verdict}, after ${used} of working time`];
}

function waitingText(target: Target): string {
  const awaited = target.startsOn ?? 'customerMessage';
  return `No deadline: no ${awaited} is open that would start the clock`;
}
