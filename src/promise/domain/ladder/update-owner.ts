import type { LadderRules, Role } from './rules';
import { rolesAt } from './ladder';
import type { Level } from './promise-state';

/** Somebody who takes an escalation on. */
export interface Acknowledger {
  /** Roles of the person's own, here or everywhere. */
  roles: readonly Role[];
  /** Roles in which the person stands in for somebody who is away. */
  standsIn: readonly Role[];
}

/**
 * The role through which somebody takes an escalation on: that of the level that was told, else another of theirs on the
 * ladder, the lowest rung first; a role of their own goes before one in which they stand in.
 * @returns null for somebody who has nothing to do with the ladder
 */
export function roleTakenOn(
  level: Level,
  ladder: LadderRules,
  { roles, standsIn }: Acknowledger,
): Role | null {
  const told = rolesAt(level, ladder);
  const rungs = ladder.levels.toSorted((a, b) => a.level - b.level).map((rung) => rung.role);
  const first = (wanted: Role[], held: readonly Role[]) => wanted.find((role) => held.includes(role));
  return first(told, roles) ?? first(told, standsIn) ?? first(rungs, roles) ?? first(rungs, standsIn) ?? null;
}
