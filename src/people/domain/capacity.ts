import type { Role } from '../../promise/domain/ladder/rules';

/** A person's hours in a week: what they have, and what other engagements take. */
export interface Capacity {
  readonly name: string;
  readonly hoursPerWeek: number;
  readonly taken: number;
}

/** Somebody whom a team would take more hours of than they have. */
export interface Overbooked extends Capacity {
  readonly role: Role;
  /** With those of this engagement. */
  readonly wanted: number;
}

/**
 * The people of a team who would go over their capacity, by the hours a week that the roles take; a role without such a
 * number takes none, but nobody who has no hours at all can have it.
 */
export function overbooked(
  team: Readonly<Record<Role, string>>,
  effort: Readonly<Record<Role, number>>,
  people: ReadonlyMap<string, Capacity>,
): Overbooked[] {
  const roles = Object.entries(team);
  return roles.flatMap(([role, personId]) => {
    const capacity = people.get(personId);
    if (!capacity) {
      return [];
    }
    const here = roles
      .filter(([, id]) => id === personId)
      .reduce((sum, [own]) => sum + (effort[own] ?? 0), 0);
    const wanted = capacity.taken + here;
    const isTooMuch = capacity.hoursPerWeek === 0 || (here > 0 && wanted > capacity.hoursPerWeek);
    return isTooMuch ? [{ ...capacity, role, wanted }] : [];
  });
}
