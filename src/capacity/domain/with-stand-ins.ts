import type { Allocation, Owned } from './allocation';
import type { WithDeputy } from './cover';

/** What takes people's time, with what falls to those who stand in while somebody is away. @param standIns by `standInsOf` */
export function withStandIns(
  owned: readonly Owned[],
  people: readonly WithDeputy[],
  standIns: ReadonlyMap<string, readonly WithDeputy[]>,
): Allocation[] {
  const known = new Map(people.map((person) => [person.id, person]));
  return owned.flatMap((one): Allocation[] => {
    const insteadOf = known.get(one.personId);
    const chain = standIns.get(one.personId) ?? [];
    if (!insteadOf || chain.length === 0) return [one];
    const { engagementId } = one;
    const stoodIn = chain.map(({ id: personId }): Allocation => {
      return { takes: 'standIn', personId, engagementId, insteadOf, standIns: chain, of: one };
    });
    return [one.takes === 'task' ? { ...one, standIns: chain } : one, ...stoodIn];
  });
}
