import { clip, type Interval, subtract, union } from '../../promise/domain/clock/intervals';
import { chainOf, type WithDeputy } from './cover';
import { awayFrom, lengthOf, officeOn, type WorkingPerson } from './working-person';

/**
 * Which part of a working day of somebody's goes to each of those who stand in, by their ids, from 0 to 1: to the first of
 * them for as long as that one is here, then to the next.
 * @param chain their deputy, then that one's, as far as it takes
 */
export function sharesStoodIn(
  person: WorkingPerson,
  chain: readonly WorkingPerson[],
  day: number,
): Map<string, number> {
  const shares = new Map<string, number>();
  const office = officeOn(person, day);
  if (!office) return shares;
  let open = within(union(awayFrom(person)), office);
  for (const deputy of chain) {
    if (open.length === 0) break;
    const gone = awayFrom(deputy);
    const taken = open.flatMap((part) => subtract(part, gone));
    if (taken.length > 0) shares.set(deputy.id, lengthOf(taken) / lengthOf([office]));
    open = open.flatMap((part) => within(union(gone), part));
  }
  return shares;
}

function within(intervals: readonly Interval[], bounds: Interval): Interval[] {
  return intervals.flatMap((one) => clip(one, bounds) ?? []);
}

/** For each of those who are away at some time and have a deputy: who stands in, one after the other. */
export function standInsOf(people: readonly WithDeputy[]): Map<string, readonly WithDeputy[]> {
  const known = new Map(people.map((person) => [person.id, person]));
  const absent = people.filter(({ absences }) => absences.length > 0);
  return new Map(
    absent
      .map((person): [string, WithDeputy[]] => [person.id, chainOf(person, known)])
      .filter(([, chain]) => chain.length > 0),
  );
}
