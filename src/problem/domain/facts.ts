import {
  declaring,
  type FactRules,
  type FieldsByName,
  type NameOf,
  type NamesWith,
  type Readable,
} from '../../fact/domain/declaration';
import { escalationAcknowledged, escalationResolved } from '../../promise/domain/escalation-facts';
import { PROBLEM_STEPS, type ProblemStep } from './problem';

interface ProblemFactRules extends FactRules<ProblemStep | 'update', unknown> {
  /**
   * `owner`: whoever owes the step that it keeps, or after which alone it fits; `openers`: whoever opens problems;
   * both besides the `deciders`, who may state any.
   */
  readonly statedBy: 'owner' | 'openers' | 'deciders' | 'ladder';
}

const fact = declaring<ProblemFactRules>();

export const rootCauseFound = fact()({
  name: 'rootCauseFound',
  says: 'The root cause is known',
  statedBy: 'owner',
  keeps: { 'root-cause': {} },
});

export const fixImplemented = fact()({
  name: 'fixImplemented',
  says: 'A solution is in use',
  statedBy: 'owner',
  keeps: { fix: {} },
});

export const effectMeasured = fact()({
  name: 'effectMeasured',
  says: 'The effect of the solution was measured',
  statedBy: 'owner',
  keeps: { effect: {} },
});

export const closed = fact()({
  name: 'closed',
  says: 'The solution is the standard now',
  statedBy: 'owner',
  keeps: { standard: {} },
});

export const refinementRequested = fact()({
  name: 'refinementRequested',
  says: 'The effect is not enough: the solution is to be refined',
  statedBy: 'owner',
  keeps: { standard: {} },
});

export const linked = fact<{ tickets: string[] }>()({
  name: 'linked',
  says: 'More tickets come from the same problem',
  statedBy: 'openers',
});

export const cancelled = fact()({
  name: 'cancelled',
  says: 'The problem is not followed any more',
  statedBy: 'deciders',
});

/** Every fact of a problem; causes, solutions, figures and reasons stay in the database. */
export const PROBLEM_FACTS = [
  rootCauseFound,
  fixImplemented,
  effectMeasured,
  closed,
  refinementRequested,
  linked,
  cancelled,
  escalationAcknowledged,
  escalationResolved,
] as const satisfies readonly ProblemFactDeclaration[];

/** Any of them, its own types forgotten. */
export type ProblemFactDeclaration = ProblemFactRules & Readable<object>;

type Facts = typeof PROBLEM_FACTS;

export type ProblemSignal = NameOf<Facts>;
export type ProblemSignalFields = FieldsByName<Facts>;
/** The facts that are stated to a problem itself. */
export type StatableProblemSignal = NamesWith<Facts, { statedBy: 'owner' | 'openers' | 'deciders' }>;

/** The step that a fact keeps, or after which alone it fits; null: it fits as long as the problem is open. */
export function stepKeptBy({ keeps = {} }: Pick<ProblemFactDeclaration, 'keeps'>): ProblemStep | null {
  return PROBLEM_STEPS.find((step) => keeps[step] !== undefined) ?? null;
}
