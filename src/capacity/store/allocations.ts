import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import { loadPlaybook } from '../../playbook/store/playbooks';
import type { Role } from '../../promise/domain/ladder/rules';
import type { Allocation, Owned, RoleHours } from '../domain/allocation';
import { standInsOf } from '../domain/stand-in';
import { withStandIns } from '../domain/with-stand-ins';
import { listWorkers } from './working-people';

/**
 * What takes the time of these people on engagements that are under way, what falls to them as deputies of others with it:
 * the one place where that is read. What was stated
 * to give them something counts before its workflow has judged it, once Temporal has it.
 * @param receivedSince what was stored since counts too, although Temporal may not have it yet; left out: it does not.
 *   What is older may never reach it: whoever stated that was told to state it again
 */
export async function readAllocations(
  db: Connection,
  personIds: readonly string[],
  receivedSince?: Date,
): Promise<Allocation[]> {
  const asked = new Set(personIds);
  const people = await listWorkers(db);
  const standIns = standInsOf(people);
  const stoodInFor = [...standIns].filter(([, chain]) => chain.some(({ id }) => asked.has(id)));
  const ids = [...new Set([...asked, ...stoodInFor.map(([id]) => id)])];
  const owned = await readOwned(db, ids, receivedSince);
  return withStandIns(owned, people, standIns).filter(({ personId }) => asked.has(personId));
}

/** What is these people's own to do. */
async function readOwned(
  db: Connection,
  ids: readonly string[],
  receivedSince: Date | undefined,
): Promise<Owned[]> {
  const isAwaited = Prisma.sql`(command.state = 'accepted'
    OR command.state = 'received' AND command.received_at >= ${receivedSince ?? null}::timestamptz)`;
  // What is judged between the two looks is in both of them, and counted once.
  const awaited = await awaitedRoles(db, ids, isAwaited);
  const [roles, tasks] = await Promise.all([roleHours(db, ids), plannedTasks(db, ids, isAwaited)]);
  const known = new Set(roles.map(keyOfRole));
  return [...roles, ...awaited.filter((one) => !known.has(keyOfRole(one))), ...tasks];
}

function keyOfRole({ engagementId, role, personId }: RoleHours): string {
  return JSON.stringify([engagementId, role, personId]);
}

/** The roles that were stated to be theirs, of which no workflow has judged yet. */
async function awaitedRoles(
  db: Connection,
  ids: readonly string[],
  isAwaited: Prisma.Sql,
): Promise<RoleHours[]> {
  const awaited = await db.$queryRaw<
    (Omit<RoleHours, 'takes' | 'fromMs' | 'untilMs'> & { fromAt: Date; untilAt: Date | null })[]
  >`
    SELECT command.subject_id AS "engagementId", takes.* FROM command
    JOIN engagement ON engagement.id = command.subject_id,
      jsonb_to_recordset(command.body -> 'takes') AS takes("personId" text, role text, "hoursPerWeek" float8,
        "fromAt" timestamptz, "untilAt" timestamptz)
    WHERE ${isAwaited} AND command.signal IN ('reassigned', 'stepCompleted')
      AND engagement.status IN ('active', 'held') AND takes."personId" = ANY (${ids}::text[])`;
  return awaited.map(({ fromAt, untilAt, ...own }) => ({
    ...{ takes: 'role', ...own, fromMs: fromAt.getTime(), untilMs: untilAt?.getTime() ?? null },
  }));
}

interface Engaged {
  id: string;
  team: Record<Role, string>;
  name: string;
  version: number;
  startedAt: Date;
}

/** What their roles take, by the hours of the playbooks. */
async function roleHours(db: Connection, ids: readonly string[]): Promise<RoleHours[]> {
  const engaged = await db.$queryRaw<Engaged[]>`
    SELECT id, team, playbook_name AS name, playbook_version AS version, started_at AS "startedAt" FROM engagement
    WHERE status IN ('active', 'held')
      AND EXISTS (SELECT 1 FROM jsonb_each_text(team) AS member WHERE member.value = ANY (${ids}::text[]))`;
  const taken: RoleHours[] = [];
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

/**
 * The open tasks of plans that are theirs: by name, or because they have the role that nobody in particular was named for;
 * and what was stated to give them some and is not judged yet. One statement sees a task in one of these states, never in
 * both and never in none.
 */
async function plannedTasks(db: Connection, ids: readonly string[], isAwaited: Prisma.Sql): Promise<Owned[]> {
  const planned = await db.$queryRaw<Planned[]>`
    SELECT coalesce(plan_task.person_id, engagement.team ->> plan_task.owner) AS "personId",
      plan_task.engagement_id AS "engagementId", plan_task.promise_id AS "taskKey",
      effort_hours AS "effortHours", start_at AS "startAt", due_at AS "dueAt"
    FROM plan_task JOIN engagement ON engagement.id = plan_task.engagement_id
    WHERE plan_task.state = 'open' AND effort_hours > 0 AND engagement.status IN ('active', 'held')
      AND coalesce(plan_task.person_id, engagement.team ->> plan_task.owner) = ANY (${ids}::text[])
    UNION ALL
    SELECT takes."personId", command.subject_id, coalesce(command.body ->> 'promiseId', command.id),
      takes."effortHours", takes."startAt", takes."dueAt"
    FROM command JOIN engagement ON engagement.id = command.subject_id,
      jsonb_to_recordset(command.body -> 'takes') AS takes("personId" text, "effortHours" float8,
        "startAt" timestamptz, "dueAt" timestamptz)
    WHERE ${isAwaited} AND command.signal IN ('taskAdded', 'taskReassigned')
      AND engagement.status IN ('active', 'held') AND takes."personId" = ANY (${ids}::text[])`;
  return planned.map(({ startAt, dueAt, ...task }) => ({
    ...{ takes: 'task', ...task },
    ...{ startMs: startAt.getTime(), dueMs: dueAt.getTime() },
  }));
}
