import type { Connection } from '../../database/database';
import { loadPlaybook } from '../../playbook/store/playbooks';
import type { Role } from '../../promise/domain/ladder/rules';
import type { Allocation } from '../domain/allocation';

/**
 * What takes the time of these people: the one place where that is read. It is what their roles take on engagements that
 * are under way, by the hours of the playbooks.
 */
export async function readAllocations(db: Connection, personIds: readonly string[]): Promise<Allocation[]> {
  const ids = new Set(personIds);
  const engaged = await db.$queryRaw<Engaged[]>`
    SELECT id, team, playbook_name AS name, playbook_version AS version, started_at AS "startedAt" FROM engagement
    WHERE status IN ('active', 'held')
      AND EXISTS (SELECT 1 FROM jsonb_each_text(team) AS member WHERE member.value = ANY (${[...ids]}::text[]))`;
  const taken: Allocation[] = [];
  for (const { id, team, name, version, startedAt } of engaged) {
    const { effort = {} } = await loadPlaybook(db, name, version);
    for (const [role, personId] of Object.entries(team)) {
      const hoursPerWeek = effort[role] ?? 0;
      if (hoursPerWeek === 0 || !ids.has(personId)) continue;
      const since = { fromMs: startedAt.getTime(), untilMs: null };
      taken.push({ takes: 'role', personId, engagementId: id, role, hoursPerWeek, ...since });
    }
  }
  return taken;
}

interface Engaged {
  id: string;
  team: Record<Role, string>;
  name: string;
  version: number;
  startedAt: Date;
}
