/**
 * An engagement goes by one playbook after another. Each is a leg of its journey; legs count from 1. What stands in a
 * playbook is known by a key of its own in every leg: two playbooks may name their steps alike, and an engagement may come
 * back to one after a new version of another was published.
 */

/** The key of a step, a stage, a meeting or a track in a leg; a generation counts from 1 within it. */
export function keyIn(leg: number, id: string, generation: number): string {
  const key = `${id}#${generation}`;
  return leg === 1 ? key : `${leg}:${key}`;
}

/** The leg of a key; what belongs to no leg counts with the first. */
export function legOf(key: string): number {
  return Number(/^(\d+):/.exec(key)?.[1] ?? 1);
}

/** Generations that a refusal adds: apart from those of revisions, which count 1, 2, 3. */
export const REPEATS = 1_000;

/** Generations that a check which does not pass adds to the steps of a track: apart from those of refusals. */
export const CHECK_REPEATS = 1_000 * REPEATS;

/** What the key of a step, a meeting or a track says. */
export interface KeyParts {
  leg: number;
  id: string;
  /** Revisions count from 1. */
  round: number;
  /** How often it was done again in that round, by refusals; what a check of a track has done again counts in thousands. */
  repeats: number;
}

/** The inverse of `keyIn`; null for the keys of what stands beside the steps. */
export function partsOf(key: string): KeyParts | null {
  const [, leg = '1', id, generation] = /^(?:(\d+):)?([^:#/]+)#(\d+)$/.exec(key) ?? [];
  return id === undefined
    ? null
    : {
        ...{ leg: Number(leg), id },
        round: Number(generation) % REPEATS,
        repeats: Math.floor(Number(generation) / REPEATS),
      };
}
