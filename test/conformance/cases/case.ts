import type { Candidate } from '../connectors';
import type { Stand } from '../stand';

/** Something that every connector has to stand. @typeParam S what it is done on */
export interface ConformanceCase<S = Stand> {
  /** Short, for the head of a table; unlike any other. */
  readonly name: string;
  /** What is promised. */
  readonly promise: string;
  /** Why the vendor has no part in it; undefined when it has. */
  readonly without?: (candidate: Candidate) => string | undefined;
  readonly run: (stand: S, candidate: Candidate) => Promise<void>;
}
