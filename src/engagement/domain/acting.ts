import type { Role } from '../../promise/domain/ladder/rules';

/** Somebody who acts in a role until an instant of product time, and who has it again then; null: nobody. */
export interface Acting {
  untilMs: number;
  back: string | null;
}

/** Who has which role, for good or for a time. */
export interface Roles {
  team: Record<Role, string>;
  acting: Record<Role, Acting>;
}

/**
 * Gives a role to somebody: for good, or until an instant, at which it goes back to whoever had it for good. Changes the
 * state that it is given.
 */
export function giveRole({ team, acting }: Roles, role: Role, personId: string, untilMs?: number): void {
  const present = acting[role];
  const back = present ? present.back : (team[role] ?? null);
  team[role] = personId;
  if (untilMs === undefined) {
    delete acting[role];
  } else {
    acting[role] = { untilMs, back };
  }
}

/** The role that goes back first; null when nobody acts for anybody. */
export function nextBack({ acting }: Pick<Roles, 'acting'>): (Acting & { role: Role }) | null {
  const all = Object.entries(acting).map(([role, each]) => ({ role, ...each }));
  return all.toSorted((a, b) => a.untilMs - b.untilMs)[0] ?? null;
}

/** Ends the acting in a role: whoever had it for good has it again. @returns who that is */
export function giveBack({ team, acting }: Roles, role: Role): string | null {
  const back = acting[role]?.back ?? null;
  delete acting[role];
  if (back === null) {
    delete team[role];
  } else {
    team[role] = back;
  }
  return back;
}
