import type { LadderRules, Role } from '../../promise/domain/ladder/rules';
import type { Level } from '../../promise/domain/ladder/promise-state';

/** An active person, as far as telling people goes. Instants are RFC 3339. */
export interface Colleague {
  id: string;
  name: string;
  roles: Role[];
  deputyId: string | null;
  awayFrom: string | null;
  awayUntil: string | null;
}

/** The active people who may have to be told, by their ids: holders of the roles in question, and everybody's deputies. */
export type Directory = ReadonlyMap<string, Colleague>;

/** Told when a level and every rung above it have nobody. */
export const LAST_RESORT: Role[] = ['managing-director', 'operations-manager'];

/**
 * The people to tell for some roles: for each the subject's own holder, or everybody who has it when the subject has
 * nobody for it or somebody who has left. Whoever is away at that instant is stood in for by their deputy, or by the
 * deputy's deputy, as far as it takes to find somebody who is here; where nobody is found so, the absent person and all
 * others who have the role are told.
 * @returns ids in their order, each once; none only when no active person has any of the roles
 */
export function listenersFor(
  roles: readonly Role[],
  team: Readonly<Record<Role, string>>,
  people: Directory,
  atMs: number,
): string[] {
  const told = roles.flatMap((role) => {
    const holders = [...people.values()].filter((person) => person.roles.includes(role));
    const own = people.get(team[role] ?? '');
    const first = (own ? [own] : holders).map((person) => whoIsHereFor(person, people, atMs) ?? person);
    const rest = holders.map((person) => whoIsHereFor(person, people, atMs) ?? person);
    return first.some((person) => isAway(person, atMs)) ? [...first, ...rest] : first;
  });
  return [...new Set(told.map(({ id }) => id))].sort();
}

/**
 * The people to tell of a level of the ladder. When nobody has its roles, the next rung that somebody has is told in
 * their place, and above the ladder the managing directors and operations managers: a level never ends in silence while
 * one of these is left.
 * @returns `instead`: the roles that were told in place of the level's own; empty when these were told
 */
export function listenersAtLevel(
  { roles, level }: { roles: Role[]; level: Level },
  { ladder, team }: { ladder: LadderRules; team: Readonly<Record<Role, string>> },
  people: Directory,
  atMs: number,
): { told: string[]; instead: Role[] } {
  for (const next of [roles, ...rungsAbove(level, ladder), LAST_RESORT]) {
    const told = listenersFor(next, team, people, atMs);
    if (told.length > 0) {
      return { told, instead: next === roles ? [] : next };
    }
  }
  return { told: [], instead: [] };
}

/** The roles of each rung above a level, the lowest first. */
function rungsAbove(level: Level, ladder: LadderRules): Role[][] {
  const above = ladder.levels.filter((rung) => rung.level > level);
  return above.toSorted((a, b) => a.level - b.level).map(({ role }) => [role]);
}

export function isAway({ awayFrom, awayUntil }: Colleague, atMs: number): boolean {
  return (
    awayFrom !== null && Date.parse(awayFrom) <= atMs && (awayUntil === null || Date.parse(awayUntil) > atMs)
  );
}

/** The first in the chain of deputies who is not away; null when it ends before, or goes in a circle. */
export function whoIsHereFor(person: Colleague, people: Directory, atMs: number): Colleague | null {
  const seen = new Set<Colleague>();
  for (let one: Colleague | undefined = person; one && !seen.has(one); one = people.get(one.deputyId ?? '')) {
    if (!isAway(one, atMs)) {
      return one;
    }
    seen.add(one);
  }
  return null;
}
