import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import type { Capacity } from '../../people/domain/capacity';
import { loadPlaybook } from '../../playbook/store/playbooks';
import type { Role } from '../../promise/domain/ladder/rules';

/** The hours a week of these people, and how many their engagements take; that one left out. */
export async function capacities(
  db: Connection,
  personIds: readonly string[],
  engagementId: string,
): Promise<Map<string, Capacity>> {
  const ids = [...new Set(personIds)];
  const people = await db.person.findMany({ where: { id: { in: ids } } });
  const engaged = await db.$queryRaw<
    { team: Record<Role, string>; name: string; version: number }[]
  >(Prisma.sql`
    SELECT team, playbook_name AS name, playbook_version AS version FROM engagement
    WHERE status IN ('active', 'held') AND id <> ${engagementId}
      AND EXISTS (SELECT 1 FROM jsonb_each_text(team) AS member WHERE member.value = ANY (${ids}::text[]))`);
  const taken = new Map<string, number>();
  for (const { team, name, version } of engaged) {
    const { effort = {} } = await loadPlaybook(db, name, version);
    for (const [role, personId] of Object.entries(team)) {
      taken.set(personId, (taken.get(personId) ?? 0) + (effort[role] ?? 0));
    }
  }
  return new Map(
    people.map(({ id, name, capacityHoursPerWeek }) => [
      id,
      { name, hoursPerWeek: capacityHoursPerWeek, taken: taken.get(id) ?? 0 },
    ]),
  );
}
