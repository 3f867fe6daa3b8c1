import { zoneOf } from '../../promise/domain/calendar/zone';
import type { Role } from '../../promise/domain/ladder/rules';
import type { Allocation, PlannedTask } from './allocation';
import { overThrough } from './over-capacity';
import { personWeeks } from './person-week';
import { hasSkill } from './skill';
import { weeksBetween } from './week';
import type { WorkingPerson } from './working-person';

/** A piece of work for which somebody is looked for. */
export interface SkilledWork extends Omit<PlannedTask, 'takes' | 'personId'> {
  /** The role that owes it: whoever holds it comes first. */
  readonly role: Role;
  readonly skill: string;
}

/** Somebody who might do it. */
export interface Skilled extends WorkingPerson {
  readonly roles: readonly Role[];
  readonly skills: readonly string[];
}

/**
 * Who does a piece of work: of those who have the skill and the hours in its weeks, whoever holds the role, then whoever
 * does such work of the plan already, then whoever has most hours left. Where nobody with the skill has the hours, the one
 * who goes over them least: the work has to be somebody's, and whoever warns of too much sees it there.
 * @param taken what takes their time so far
 * @param before who does such work already
 * @returns null when nobody has the skill
 */
export function chooseFor(
  work: SkilledWork,
  people: readonly Skilled[],
  taken: readonly Allocation[],
  before: ReadonlySet<string>,
): string | null {
  const judged = people
    .filter((person) => hasSkill(person, work.skill))
    .map((person) => ({
      id: person.id,
      ...roomOf(person, work, taken),
      holdsRole: person.roles.includes(work.role),
      doesSuch: before.has(person.id),
    }));
  const able = judged.filter(({ fits }) => fits);
  const [best] =
    able.length > 0
      ? able.toSorted(
          (a, b) =>
            Number(b.holdsRole) - Number(a.holdsRole) ||
            Number(b.doesSuch) - Number(a.doesSuch) ||
            b.roomHours - a.roomHours ||
            a.id.localeCompare(b.id),
        )
      : judged.toSorted(
          (a, b) =>
            b.roomHours - a.roomHours ||
            Number(b.holdsRole) - Number(a.holdsRole) ||
            a.id.localeCompare(b.id),
        );
  return best?.id ?? null;
}

/** How many hours the fullest week would leave somebody, below 0 where they would have too much to do. */
function roomOf(
  person: Skilled,
  { role: _role, skill: _skill, ...task }: SkilledWork,
  taken: readonly Allocation[],
): { fits: boolean; roomHours: number } {
  const zone = zoneOf(person.timeZone);
  const { startMs, dueMs } = task;
  // What is due at midnight is done the day before.
  const weeks = weeksBetween(zone.dayOf(startMs), zone.dayOf(Math.max(startMs, dueMs - 1)));
  const given: Allocation = { takes: 'task', personId: person.id, ...task };
  const hours = personWeeks(person, [...taken, given], weeks);
  const here = hours.filter(({ available }) => available > 0);
  const counted = here.length > 0 ? here : hours;
  return {
    fits: here.length > 0 && overThrough(person, taken, [given], weeks).length === 0,
    roomHours: Math.min(...counted.map(({ available, planned }) => available - planned)),
  };
}
