import { createHash } from 'node:crypto';
import { Random } from '../promise/clock/random';

/**
 * The draws that belong to one matter of a seeded run. Two runs of one seed draw alike in whatever order things happen,
 * since nobody shares a generator.
 */
export function fateOf(seed: number, matter: string): Random {
  const digest = createHash('sha256').update(`${seed}/${matter}`).digest();
  return new Random(digest.readInt32LE(0));
}

/** One draw: at least 0, less than 1. */
export function chanceOf(seed: number, matter: string): number {
  return fateOf(seed, matter).next();
}
