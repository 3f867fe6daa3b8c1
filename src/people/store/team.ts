import type { Connection } from '../../database/database';
import type { Role } from '../../promise/domain/ladder/rules';
import { type Colleague, type Directory, isAway, listenersFor, whoIsHereFor } from '../domain/listeners';

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

/** The active people of these ids and roles, with their deputies, and theirs. */
export async function readDirectory(
  db: Connection,
  { ids, roles }: { ids: readonly string[]; roles: readonly Role[] },
): Promise<Directory> {
  const found = await db.$queryRaw<Colleague[]>`
    WITH RECURSIVE known AS (
      SELECT person.* FROM person WHERE active AND (id = ANY (${ids}::text[]) OR roles && ${roles}::text[])
      UNION
      SELECT deputy.* FROM known JOIN person AS deputy ON deputy.id = known.deputy_id AND deputy.active
    )
    SELECT id, name, roles, deputy_id AS "deputyId", to_jsonb(away_from) #>> '{}' AS "awayFrom",
      to_jsonb(away_until) #>> '{}' AS "awayUntil" FROM known`;
  return new Map(found.map((person) => [person.id, person]));
}

/** The people to tell for some roles at an instant: see `listenersFor`. */
export async function peopleFor(
  db: Connection,
  roles: Role[],
  team: Record<Role, string>,
  at: Date,
): Promise<string[]> {
  const ids = roles.flatMap((role) => team[role] ?? []);
  return listenersFor(roles, team, await readDirectory(db, { ids, roles }), at.getTime());
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
  const people = await readDirectory(db, { ids: [personId], roles: [] });
  const person = people.get(personId);
  if (!person) {
    return null;
  }
  const until = person.awayUntil === null ? null : new Date(person.awayUntil);
  return {
    id: whoIsHereFor(person, people, at.getTime())?.id ?? null,
    away: isAway(person, at.getTime()) ? { until } : null,
  };
}
