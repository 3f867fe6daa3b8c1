import type { Connection } from '../../database/database';
import { zoneOf } from '../../promise/domain/calendar/zone';
import type { Role } from '../../promise/domain/ladder/rules';
import { WEEKS_AHEAD } from '../domain/over-capacity';
import { overWeeks, type PersonWeek, personWeeks } from '../domain/person-week';
import { DAYS_A_WEEK, weeksBetween } from '../domain/week';
import { readAllocations } from './allocations';
import { listWorkers } from './working-people';

/** A role of an engagement that somebody is to be given, and the hours a week that it takes. */
export interface Assignment {
  personId: string;
  engagementId: string;
  role: Role;
  hoursPerWeek: number;
  fromMs: number;
  /** Null: for good. */
  untilMs: number | null;
}

/**
 * The weeks ahead in which a person would have more to do than they have hours, if they were given a role.
 * @returns null when they would not
 */
export async function overBy(
  db: Connection,
  assignment: Assignment,
): Promise<{ name: string; weeks: PersonWeek[] } | null> {
  const { personId, engagementId, role, fromMs, untilMs } = assignment;
  const [person] = await listWorkers(db, { ids: [personId] });
  if (!person) return null;
  const others = (await readAllocations(db, [personId])).filter(
    (one) => !(one.takes === 'role' && one.engagementId === engagementId && one.role === role),
  );
  const firstDay = zoneOf(person.timeZone).dayOf(fromMs);
  const ahead = weeksBetween(firstDay, firstDay + DAYS_A_WEEK * (WEEKS_AHEAD - 1));
  const lastDay = untilMs === null ? Infinity : zoneOf(person.timeZone).dayOf(untilMs - 1);
  const concerned = ahead.filter((week) => week.firstDay <= lastDay);
  const weeks = overWeeks(personWeeks(person, [...others, { takes: 'role', ...assignment }], concerned));
  return weeks.length > 0 ? { name: person.name, weeks } : null;
}
