import type { Level } from '../../promise/domain/ladder/promise-state';
import type { LadderRules, Role } from '../../playbook/domain/playbook';
import type { Connection } from '../../database/database';

/**
 * Who would do each role: whoever has it on the engagement, else the active person who holds it and has the fewest open
 * promises. A role that nobody holds is left out.
 */
export async function suggestTeam(
  db: Connection,
  roles: Role[],
  present: Record<Role, string>,
): Promise<Record<Role, string>> {
  const missing = roles.filter((role) => !present[role]);
  if (missing.length === 0) {
    return { ...present };
  }
  const free = await db.$queryRaw<{ role: string; id: string }[]>`
    SELECT DISTINCT ON (wanted.role) wanted.role, person.id
    FROM unnest(${missing}::text[]) AS wanted(role)
    JOIN person ON wanted.role = ANY (person.roles) AND person.active
    ORDER BY wanted.role,
      (SELECT count(*) FROM promise WHERE promise.assignee_id = person.id AND promise.state = 'open'),
      person.id`;
  return { ...present, ...Object.fromEntries(free.map(({ role, id }) => [role, id])) };
}

/** An active person, as far as telling people goes. */
interface Colleague {
  id: string;
  roles: Role[];
  deputyId: string | null;
  away: boolean;
  awayUntil: Date | null;
}

/**
 * The people to tell for some roles: for each the engagement's own holder, or everybody who has it when the engagement
 * has nobody for it or somebody who has left. Whoever is away at that instant is stood in for by their deputy, or by the
 * deputy's deputy, as far as it takes to find somebody who is here; where nobody is found so, the absent person and all
 * others who have the role are told. An inactive deputy counts as none.
 * @returns ids in their order, each once; none only when no active person has any of the roles
 */
export async function peopleFor(
  db: Connection,
  roles: Role[],
  team: Record<Role, string>,
  at: Date,
): Promise<string[]> {
  const named = roles.flatMap((role) => team[role] ?? []);
  const known = await colleagues(db, named, roles, at);
  const told = roles.flatMap((role) => {
    const holders = [...known.values()].filter((person) => person.roles.includes(role));
    const own = known.get(team[role] ?? '');
    const first = (own ? [own] : holders).map((person) => whoIsHereFor(person, known) ?? person);
    const rest = holders.map((person) => whoIsHereFor(person, known) ?? person);
    return first.some((person) => person.away) ? [...first, ...rest] : first;
  });
  return [...new Set(told.map(({ id }) => id))].sort();
}

/** Told when a level and every rung above it have nobody. */
const LAST_RESORT: Role[] = ['managing-director', 'operations-manager'];

/**
 * The people to tell of a level of the ladder. When nobody has its roles, the next rung that somebody has is told in
 * their place, and above the ladder the managing directors and operations managers: a level never ends in silence while
 * one of these is left.
 * @returns `instead`: the roles that were told in place of the level's own; empty when these were told
 */
export async function peopleForLevel(
  db: Connection,
  { roles, level }: { roles: Role[]; level: Level },
  { ladder, team }: { ladder: LadderRules; team: Record<Role, string> },
  at: Date,
): Promise<{ told: string[]; instead: Role[] }> {
  const above = ladder.levels.filter((rung) => rung.level > level).toSorted((a, b) => a.level - b.level);
  for (const next of [roles, ...above.map(({ role }) => [role]), LAST_RESORT]) {
    const told = await peopleFor(db, next, team, at);
    if (told.length > 0) {
      return { told, instead: next === roles ? [] : next };
    }
  }
  return { told: [], instead: [] };
}

/**
 * Who acts for a person at an instant: the person, or while they are away whoever stands in for them and is here.
 * @returns null when the person is not active, or away with nobody to stand in; `away` tells of an absence
 */
export async function actingFor(
  db: Connection,
  personId: string,
  at: Date,
): Promise<{ id: string | null; away: { until: Date | null } | null } | null> {
  const known = await colleagues(db, [personId], [], at);
  const person = known.get(personId);
  return (
    (person && {
      id: whoIsHereFor(person, known)?.id ?? null,
      away: person.away ? { until: person.awayUntil } : null,
    }) ??
    null
  );
}

/** Active people by id or role, with the deputies of those who are away, and theirs. */
async function colleagues(
  db: Connection,
  ids: string[],
  roles: Role[],
  at: Date,
): Promise<Map<string, Colleague>> {
  const found = await db.$queryRaw<Colleague[]>`
    WITH RECURSIVE present AS (
      SELECT id, roles, deputy_id, away_until,
        coalesce(away_from <= ${at} AND (away_until IS NULL OR away_until > ${at}), false) AS away
      FROM person WHERE active
    ), known AS (
      SELECT * FROM present WHERE id = ANY (${ids}::text[]) OR roles && ${roles}::text[]
      UNION
      SELECT present.* FROM known JOIN present ON present.id = known.deputy_id WHERE known.away
    )
    SELECT id, roles, deputy_id AS "deputyId", away, away_until AS "awayUntil" FROM known`;
  return new Map(found.map((person) => [person.id, person]));
}

/** The first in the chain of deputies who is not away; null when it ends before, or goes in a circle. */
function whoIsHereFor(person: Colleague, known: Map<string, Colleague>): Colleague | null {
  const seen = new Set<Colleague>();
  for (let one: Colleague | undefined = person; one && !seen.has(one); one = known.get(one.deputyId ?? '')) {
    if (!one.away) {
      return one;
    }
    seen.add(one);
  }
  return null;
}
