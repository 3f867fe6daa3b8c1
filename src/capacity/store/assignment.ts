import type { Connection } from '../../database/database';
import { lockName } from '../../database/lock';
import { zoneOf } from '../../promise/domain/calendar/zone';
import { dayMs } from '../../promise/domain/clock/time-text';
import { type Allocation, type Owned, ownedOf, type PlannedTask, type RoleHours } from '../domain/allocation';
import { overThrough, WEEKS_AHEAD } from '../domain/over-capacity';
import type { PersonWeek } from '../domain/person-week';
import { type OverRole, overTeam } from '../domain/team-hours';
import { DAYS_A_WEEK, weeksBetween } from '../domain/week';
import { readAllocations } from './allocations';
import { listWorkers } from './working-people';

/** What is stored has reached Temporal within that time, or whoever stated it was told that it did not. */
const SENT_WITHIN_MS = 60_000;

/** A person with the weeks in which they would have more to do than hours. */
export interface Over {
  readonly name: string;
  readonly weeks: readonly PersonWeek[];
}

/**
 * Lets one transaction at a time give work to these people. What a fact takes of their hours counts from the moment at which
 * it is stored, so the next one to ask sees it, long before its workflow has judged it.
 */
export async function lockHours(tx: Connection, personIds: readonly string[]): Promise<void> {
  // In one order, so that no two wait for each other.
  for (const personId of [...new Set(personIds)].sort()) await lockName(tx, `hours/${personId}`);
}

/**
 * The weeks ahead in which a person would have more to do than they have hours, if they were given a role.
 * @returns null when they would not
 */
export async function overByRole(
  db: Connection,
  given: Omit<RoleHours, 'takes'>,
  nowMs: number,
): Promise<Over | null> {
  const { personId, engagementId, role, fromMs, untilMs } = given;
  const [person] = await listWorkers(db, { ids: [personId] });
  if (!person) return null;
  const others = await takenBesides(
    db,
    { personIds: [personId], nowMs },
    (one) => one.takes === 'role' && one.engagementId === engagementId && one.role === role,
  );
  const zone = zoneOf(person.timeZone);
  const firstDay = zone.dayOf(fromMs);
  const ahead = weeksBetween(firstDay, firstDay + DAYS_A_WEEK * (WEEKS_AHEAD - 1));
  const lastDay = untilMs === null ? Infinity : zone.dayOf(untilMs - 1);
  const concerned = ahead.filter((week) => week.firstDay <= lastDay);
  return overOf(person.name, overThrough(person, others, [{ takes: 'role', ...given }], concerned));
}

/**
 * The weeks of a piece of work in which a person would have more to do than they have hours, if they were given it; weeks
 * that are over do not count.
 * @returns null when they would not
 */
export async function overByTask(
  db: Connection,
  given: Omit<PlannedTask, 'takes'>,
  nowMs: number,
): Promise<Over | null> {
  const { personId, taskKey, startMs, dueMs } = given;
  const [person] = await listWorkers(db, { ids: [personId] });
  if (!person) return null;
  const others = await takenBesides(
    db,
    { personIds: [personId], nowMs },
    (one) => one.takes === 'task' && one.taskKey === taskKey,
  );
  const zone = zoneOf(person.timeZone);
  const weeks = weeksBetween(zone.dayOf(Math.max(nowMs, startMs)), zone.dayOf(dueMs));
  if (weeks.length === 0) return null;
  return overOf(person.name, overThrough(person, others, [{ takes: 'task', ...given }], weeks));
}

/**
 * The roles of a team that is put together for an engagement, from now on, for which its people have too few hours in the
 * weeks ahead.
 */
export async function overByTeam(
  db: Connection,
  engagementId: string,
  given: readonly RoleHours[],
  nowMs: number,
): Promise<OverRole[]> {
  const ids = given.map(({ personId }) => personId);
  const people = await listWorkers(db, { ids });
  const others = await takenBesides(
    db,
    { personIds: ids, nowMs },
    (one) => one.takes === 'role' && one.engagementId === engagementId,
  );
  const today = Math.floor(nowMs / dayMs);
  const weeks = weeksBetween(today, today + DAYS_A_WEEK * (WEEKS_AHEAD - 1));
  return overTeam(given, people, others, weeks);
}

/** What takes the time of these people besides what is to be given anew. */
async function takenBesides(
  db: Connection,
  { personIds, nowMs }: { personIds: readonly string[]; nowMs: number },
  isGivenAnew: (owned: Owned) => boolean,
): Promise<Allocation[]> {
  const taken = await readAllocations(db, personIds, new Date(nowMs - SENT_WITHIN_MS));
  return taken.filter((one) => !isGivenAnew(ownedOf(one)));
}

function overOf(name: string, weeks: readonly PersonWeek[]): Over | null {
  return weeks.length > 0 ? { name, weeks } : null;
}
