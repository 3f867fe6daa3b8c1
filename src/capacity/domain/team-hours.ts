import type { Role } from '../../promise/domain/ladder/rules';
import type { Allocation, RoleHours } from './allocation';
import { overThrough } from './over-capacity';
import { type PersonWeek, personWeeks } from './person-week';
import type { Week } from './week';
import type { WorkingPerson } from './working-person';

/** A role that is to be given to somebody who has too few hours for it. */
export interface OverRole {
  readonly role: Role;
  readonly name: string;
  /** In which they would have more to do than hours; none: they have no hours for work at all. */
  readonly weeks: readonly PersonWeek[];
}

/**
 * The roles of a team for which its people have no hours: all that take too much of one person, and whatever is given to
 * somebody who has none, for that nobody can have.
 * @param others what takes their time besides these roles
 * @param weeks one after the other, at least one
 */
export function overTeam(
  given: readonly RoleHours[],
  people: readonly WorkingPerson[],
  others: readonly Allocation[],
  weeks: readonly Week[],
): OverRole[] {
  return people.flatMap((person): OverRole[] => {
    const own = given.filter(({ personId }) => personId === person.id);
    const { name } = person;
    const hours = personWeeks(person, [], weeks);
    if (hours.every(({ available, away }) => available === 0 && away === 0)) {
      return own.map(({ role }) => ({ role, name, weeks: [] }));
    }
    const over = overThrough(person, others, own, weeks);
    const taking = own.filter(({ hoursPerWeek }) => hoursPerWeek > 0);
    return over.length > 0 ? taking.map(({ role }) => ({ role, name, weeks: over })) : [];
  });
}
