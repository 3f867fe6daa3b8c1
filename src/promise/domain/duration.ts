import type { Target } from './clock/types';

const SECONDS = { min: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** How a playbook writes a time span: `30 min`, `24 h`, `2 d`, `1 w`, `3 working days`, `next business day by 16:00`. */
export const TERM_PATTERN =
  /^(?:(\d+) (min|h|d|w)|(\d+) working days?|next business day by ([01]\d|2[0-3]):([0-5]\d)|end of next business day)$/;

/**
 * The clock target that a written term stands for. `24 h` is 24 hours of the calendar's working time: on a 24x7
 * calendar these are clock hours.
 * @throws RangeError when the text is not such a term
 */
export function termToTarget(term: string): Target {
  const match = TERM_PATTERN.exec(term);
  if (!match) {
    throw new RangeError(
      `"${term}" is no term: write for example "30 min", "24 h", "2 d" or "3 working days"`,
    );
  }
  const [, count, unit, workingDays, hour, minute] = match;
  if (count && unit) {
    return { kind: 'resolution', seconds: Number(count) * SECONDS[unit as keyof typeof SECONDS] };
  }
  if (workingDays) {
    return { kind: 'workingDays', days: Number(workingDays) };
  }
  if (hour && minute) {
    return { kind: 'relative', rule: 'nextBusinessDayBy', time: `${hour}:${minute}` };
  }
  return { kind: 'relative', rule: 'endOfNextBusinessDay' };
}

/** The seconds of a plain term (`24 h`). @throws RangeError for a term that depends on a calendar */
export function termToSeconds(term: string): number {
  const target = termToTarget(term);
  if (target.kind !== 'resolution') {
    throw new RangeError(`"${term}" depends on a calendar; write plain hours or days here`);
  }
  return target.seconds;
}
