import { type KeyParts, partsOf, REPEATS } from '../../../playbook/domain/legs/keys';
import { allSteps, type Playbook, type StageName, type Step } from '../../../playbook/domain/playbook';
import type { PromiseRow } from '../../../journal/domain/rows';

/** What a flowchart needs of a promise. */
export interface ChartedPromise
  extends Pick<PromiseRow, 'key' | 'kind' | 'owedBy' | 'state' | 'late' | 'level' | 'paused'> {
  /** The name of whoever it is assigned to. */
  assignee: string | null;
  openedAt: Date;
  dueAt: Date | null;
  settledAt: Date | null;
  /** What settled it: a signal, or why it was. */
  settledBy: string | null;
}

export interface ChartedTrack {
  /** The key of the track in its engagement. */
  key: string;
  state: 'open' | 'done' | 'cancelled';
  openedAt: Date;
}

/** A step that was passed by, because its condition did not apply. */
export interface PassedBy {
  leg: number;
  step: string;
  at: Date;
}

/** What the read model and the journal say of the way that an engagement has gone so far. */
export interface Way {
  promises: readonly ChartedPromise[];
  tracks: readonly ChartedTrack[];
  passedBy: readonly PassedBy[];
}

/** Where a step stands. `again`: what was done of it does not count any more, and it has not been reached since. */
export type Standing =
  | { is: 'ahead' | 'leftOut' }
  | { is: 'again'; before: ChartedPromise }
  | { is: 'reached'; promise: ChartedPromise; times: number };

type Played<T> = KeyParts & { of: T };

/** What a revision goes through again. */
const REVISED: readonly StageName[] = ['delivery', 'quality-check', 'acceptance'];

/** Where each step and meeting of the playbook in force stands. @param leg the leg in which it is in force */
export function standingIn(
  playbook: Pick<Playbook, 'stages'>,
  leg: number,
  way: Way,
): (stepId: string) => Standing {
  const promises = inLeg(way.promises, leg);
  const places = new Map([...allSteps(playbook)].map(({ step, stage }) => [step.id, stage]));
  const isRevised = (id: string) => REVISED.includes(places.get(id) ?? 'service');
  const revised = [...promises.filter(({ id }) => isRevised(id)), ...inLeg(way.tracks, leg)];
  const round = Math.max(1, ...revised.map((one) => one.round));
  const roundBegan = Math.min(
    ...revised.filter((one) => one.round === round).map(({ of }) => of.openedAt.getTime()),
  );
  const newest = new Map(promises.toSorted(byGeneration).map((one) => [one.id, one]));
  const repeated = repeatedBy(playbook, newest);
  return (id) => {
    const last = newest.get(id);
    const passedBy = way.passedBy.findLast((one) => one.leg === leg && one.step === id)?.at.getTime();
    const isOfThisRound = (ms: number) => !isRevised(id) || ms >= roundBegan;
    if (passedBy !== undefined && isOfThisRound(passedBy) && passedBy >= (last?.of.openedAt.getTime() ?? 0)) {
      return { is: 'leftOut' };
    }
    if (!last) return { is: 'ahead' };
    if ((isRevised(id) && last.round < round) || repeated.has(id)) return { is: 'again', before: last.of };
    const times = promises.filter((one) => one.id === id).length;
    return { is: 'reached', promise: last.of, times };
  };
}

/** How each track of a leg stands, by its id in the playbook: its newest round. */
export function tracksIn(leg: number, { tracks }: Way): Map<string, Played<ChartedTrack>> {
  return new Map(
    inLeg(tracks, leg)
      .toSorted(byGeneration)
      .map((track) => [track.id, track]),
  );
}

function inLeg<T extends { key: string }>(items: readonly T[], leg: number): Played<T>[] {
  return items.flatMap((of) => {
    const parts = partsOf(of.key);
    return parts?.leg === leg ? [{ ...parts, of }] : [];
  });
}

function byGeneration(one: KeyParts, other: KeyParts): number {
  return one.round - other.round || one.repeats - other.repeats;
}

/** The least repeats of whatever a check of its track has had done as often as this. */
function byCheck({ repeats }: KeyParts): number {
  return repeats - (repeats % REPEATS);
}

/** The steps that are to be done again because of a refusal or a check of their track, and have not been reached since. */
function repeatedBy(
  { stages }: Pick<Playbook, 'stages'>,
  newest: ReadonlyMap<string, KeyParts>,
): Set<string> {
  const lists = Object.values(stages).flatMap(({ steps, tracks = [] }) => [
    steps,
    ...tracks.map((one) => one.steps),
  ]);
  const isBehind = ({ id }: Step, first: KeyParts | undefined) => {
    const own = newest.get(id);
    return first !== undefined && own?.round === first.round && own.repeats < first.repeats;
  };
  return new Set(
    lists.flatMap((steps) => {
      const first = newest.get(steps[0]?.id ?? '');
      const repeated = steps.filter((step) => isBehind(step, first && { ...first, repeats: byCheck(first) }));
      const refused = steps.flatMap(({ refusedTo }, index) => {
        const from = steps.findIndex(({ id }) => id === refusedTo);
        const range = from === -1 ? [] : steps.slice(from, index + 1);
        return range.filter((step) => isBehind(step, newest.get(refusedTo ?? '')));
      });
      return [...repeated, ...refused].map(({ id }) => id);
    }),
  );
}
