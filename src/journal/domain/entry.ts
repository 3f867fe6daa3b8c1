import type { Actor } from '../../fact/domain/actor';
import type { Model, KeepingWays } from './model';
import type { PromiseFact } from './promise-facts';
import type { Words } from './words';

/** A fact in a journal, with what was found out when it was taken in and belongs to it for ever. */
export interface Told<F extends { kind: string } = { kind: string }> {
  atMs: number;
  actor: Actor;
  commandId?: string;
  /** The workflow that wrote it. */
  writer: string;
  fact: F;
  /** What somebody stated in their own words, whole; empty for a fact that no command led to. */
  stated: Readonly<Record<string, unknown>>;
  /** Ids of the people who were told of it. */
  told: readonly string[];
  /** The roles that were told in place of its own, which nobody has. */
  instead: readonly string[];
  /** The name of whoever stated it, where the people who are told of it read that. */
  statedBy?: string;
}

/** What each kind of fact changes; kinds that are not here change nothing. */
export type ChangesBy<F extends { kind: string }, Own extends object> = {
  [K in F['kind']]?: (model: Model<Own>, fact: Extract<F, { kind: K }>, entry: Told) => void;
};

/** Where a subject is kept, and by what it is known. */
export interface SubjectPlace<K extends string = string> {
  /** Also the type of its workflow. */
  kind: K;
  /** What its ids begin with, before an underscore. */
  idPrefix: string;
  /** Where its row is kept, and in which column since when it is. */
  table: string;
  since: string;
  /** Whether its row is made first and handed to Temporal afterwards: then it has `workflow_id` and `handed_over_at`. */
  isHandedOver: boolean;
  /** The statuses in which nothing of it is under way any more. */
  overStatuses: readonly string[];
}

/** What a room says of a subject whose journal is kept: pure, so that a fact's effect is a test of three lines. */
export interface SubjectDeclaration<K extends string, F extends { kind: string }, Own extends object>
  extends SubjectPlace<K> {
  /** The columns that its facts change, by the names of their properties. */
  columns: { readonly [C in keyof Own]-?: true };
  /** How its facts are told. */
  words: Words<F>;
  /** What its own facts change, and what a fact of a promise changes here beyond the promise itself. */
  changes: ChangesBy<F | PromiseFact, Own>;
  /** A fact as the journal takes it in, where its workflow leaves out what only the database knows. */
  asTold?: <G extends { kind: string }>(model: Model<Own>, fact: G) => G;
  /** The facts that keep one of its promises. */
  keptBy: KeepingWays<Own>;
  /** What an entry says beside the person's own words. */
  remarks?: (model: Model<Own>, entry: Told) => string[];
  /** Facts that concern every open promise, not only those that they name. */
  concernsAllPromises: readonly F['kind'][];
}

/** Declares a subject; the types of its facts and columns follow. */
export function subject<F extends { kind: string }, Own extends object>() {
  return <K extends string>(declaration: SubjectDeclaration<K, F, Own>): SubjectDeclaration<K, F, Own> =>
    declaration;
}
