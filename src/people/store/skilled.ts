import type { Connection } from '../../database/database';
import type { Role } from '../../promise/domain/ladder/rules';

/**
 * The active person who has a skill, in whatever case it is written, and the fewest open promises: among those who hold the
 * role, if any of them has it.
 * @returns null when nobody has the skill
 */
export async function leastBusyWith(db: Connection, role: Role, skill: string): Promise<string | null> {
  const [found] = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM person
    WHERE active AND EXISTS (SELECT FROM unnest(skills) AS has WHERE lower(has) = lower(${skill}))
    ORDER BY (${role} = ANY (roles)) DESC,
      (SELECT count(*) FROM promise WHERE promise.assignee_id = person.id AND promise.state = 'open'), id
    LIMIT 1`;
  return found?.id ?? null;
}
