import { clip, type Interval } from '../../promise/domain/clock/intervals';
import type { Absence, WorkingPerson } from './working-person';

/** A person with whoever stands in for them. */
export type WithDeputy = WorkingPerson & { readonly deputyId: string | null };

/** Who stands in for somebody, and when nobody does. */
export interface Cover {
  /** Their deputy, then that one's, as far as it takes. */
  readonly standIns: readonly { readonly personId: string; readonly name: string }[];
  /** The parts of the absence in which all of them are away. */
  readonly uncovered: readonly Absence[];
}

/**
 * Who stands in during an absence: a deputy, or while that one is away theirs, as promises go.
 * @param people the active ones, by their ids
 */
export function coverOf(
  person: WithDeputy,
  people: ReadonlyMap<string, WithDeputy>,
  { fromMs, untilMs }: Absence,
): Cover {
  const standIns: WithDeputy[] = [];
  let uncovered: Interval[] = [{ fromMs, toMs: untilMs ?? Infinity }];
  for (const deputy of chainOf(person, people)) {
    if (uncovered.length === 0) break;
    standIns.push(deputy);
    uncovered = uncovered.flatMap((open) =>
      deputy.absences.flatMap((away) => {
        const part = clip({ fromMs: away.fromMs, toMs: away.untilMs ?? Infinity }, open);
        return part ? [part] : [];
      }),
    );
  }
  return {
    standIns: standIns.map(({ id: personId, name }) => ({ personId, name })),
    uncovered: uncovered.map((open) => ({
      fromMs: open.fromMs,
      untilMs: open.toMs === Infinity ? null : open.toMs,
    })),
  };
}

/** The deputies one after the other, until there is none or it goes in a circle. */
export function chainOf(person: WithDeputy, people: ReadonlyMap<string, WithDeputy>): WithDeputy[] {
  const chain: WithDeputy[] = [];
  let next = people.get(person.deputyId ?? '');
  while (next && next.id !== person.id && !chain.includes(next)) {
    chain.push(next);
    next = people.get(next.deputyId ?? '');
  }
  return chain;
}
