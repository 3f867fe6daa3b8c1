import type { Role } from '../domain/playbook';
import type { Connection } from './database';

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

/**
 * The people to tell for a role: the engagement's own, or everybody who holds it; a deputy stands in for whoever is
 * away at that instant.
 */
export async function peopleFor(
  db: Connection,
  roles: Role[],
  team: Record<Role, string>,
  at: Date,
): Promise<string[]> {
  const named = roles.flatMap((role) => team[role] ?? []);
  const open = roles.filter((role) => !team[role]);
  const found = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT CASE
        WHEN deputy_id IS NOT NULL AND away_from <= ${at} AND (away_until IS NULL OR away_until > ${at}) THEN deputy_id
        ELSE id
      END AS id
    FROM person
    WHERE active AND (id = ANY (${named}::text[]) OR roles && ${open}::text[])
    ORDER BY 1`;
  return found.map(({ id }) => id);
}
