import type { Connection } from '../../database/database';
import { loadPlaybook } from '../../playbook/store/playbooks';
import type { Role } from '../../promise/domain/ladder/rules';
import type { Allocation } from '../domain/allocation';

/** What takes the time of these people on engagements that are under way: the one place where that is read. */
export async function readAllocations(db: Connection, personIds: readonly string[]): Promise<Allocation[]> {
  const ids = [...new Set(personIds)];
  const [roles, tasks] = await Promise.all([roleHours(db, ids), plannedTasks(db, ids)]);
  return [...roles, ...tasks];
}

interface Engaged {
  id: string;
  team: Record<Role, string>;
  name: string;
  version: number;
  startedAt: Date;
}

/** What their roles take, by the hours of the playbooks. */
async function roleHours(db: Connection, ids: readonly string[]): Promise<Allocation[]> {
  const engaged = await db.$queryRaw<Engaged[]>`
    SELECT id, team, playbook_name AS name, playbook_version AS version, started_at AS "startedAt" FROM engagement
    WHERE status IN ('active', 'held')
      AND EXISTS (SELECT 1 FROM jsonb_each_text(team) AS member WHERE member.value = ANY (${ids}::text[]))`;
  const taken: Allocation[] = [];
  for (const { id, team, name, version, startedAt } of engaged) {
    const { effort = {} } = await loadPlaybook(db, name, version);
    for (const [role, personId] of Object.entries(team)) {
      const hoursPerWeek = effort[role] ?? 0;
      if (hoursPerWeek === 0 || !ids.includes(personId)) continue;
      const since = { fromMs: startedAt.getTime(), untilMs: null };
      taken.push({ takes: 'role', personId, engagementId: id, role, hoursPerWeek, ...since });
    }
  }
  return taken;
}

interface Planned {
  personId: string;
  engagementId: string;
  taskKey: string;
  effortHours: number;
  startAt: Date;
  dueAt: Date;
}

/** The open tasks of plans that are theirs: by name, or because they have the role that nobody in particular was named for. */
async function plannedTasks(db: Connection, ids: readonly string[]): Promise<Allocation[]> {
  const planned = await db.$queryRaw<Planned[]>`
    SELECT coalesce(plan_task.person_id, engagement.team ->> plan_task.owner) AS "personId",
      plan_task.engagement_id AS "engagementId", plan_task.promise_id AS "taskKey",
      effort_hours AS "effortHours", start_at AS "startAt", due_at AS "dueAt"
    FROM plan_task JOIN engagement ON engagement.id = plan_task.engagement_id
    WHERE plan_task.state = 'open' AND effort_hours > 0 AND engagement.status IN ('active', 'held')
      AND coalesce(plan_task.person_id, engagement.team ->> plan_task.owner) = ANY (${ids}::text[])`;
  return planned.map(({ startAt, dueAt, ...task }) => ({
    ...{ takes: 'task', ...task },
    ...{ startMs: startAt.getTime(), dueMs: dueAt.getTime() },
  }));
}
