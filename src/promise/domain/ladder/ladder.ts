import type { LadderRules, Role } from './rules';
import { termToSeconds } from '../duration';
import { CRISIS, type Level } from './promise-state';

/** The level after this one: 1, 2, 3 as far as the playbook has rungs, then crisis; null after crisis. */
export function levelAfter(level: Level, ladder: LadderRules): Level | null {
  if (level === CRISIS) {
    return null;
  }
  const above = ladder.levels.map((rung) => rung.level).filter((candidate) => candidate > level);
  return above.length > 0 ? (Math.min(...above) as Level) : CRISIS;
}

/** The roles told at a level: the rung's own, or everybody on the ladder at crisis. */
export function rolesAt(level: Level, ladder: LadderRules): Role[] {
  if (level === CRISIS) {
    return [...new Set(ladder.levels.map((rung) => rung.role))];
  }
  return ladder.levels.filter((rung) => rung.level === level).map((rung) => rung.role);
}

/**
 * Seconds that a level has to respond before the next one is told; null at crisis, after which nobody is left to tell.
 * Never longer than the promise's own target, so a 4-hour promise climbs every 4 hours.
 */
export function respondSeconds(
  level: Level,
  ladder: LadderRules,
  targetSeconds: number | null,
): number | null {
  const rung = ladder.levels.find((candidate) => candidate.level === level);
  if (!rung) {
    return null;
  }
  const own = termToSeconds(rung.respondWithin);
  return targetSeconds === null ? own : Math.min(own, targetSeconds);
}
