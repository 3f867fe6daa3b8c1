import type { Calendar } from '../clock/types';

/** A role in kebab case, as playbooks and people name it: `operations-manager`. */
export type Role = string;

/** A rung of the ladder: who is told at this level, and how long they have before the next one is told. */
export interface Rung {
  level: 1 | 2 | 3;
  role: Role;
  respondWithin: string;
}

export interface LadderRules {
  /** The calendar in which a level's time to respond is counted. */
  calendar: string;
  /** Percentages of a promise's working time at which its owner is warned. */
  warnAt: number[];
  levels: Rung[];
  crisis: 'everyone-on-the-ladder';
}

/** A term as playbooks write it, in the calendar of its rules or one of its own. */
export interface OwnTerm {
  within: string;
  calendar?: string;
}

/** The rules by which time is counted and people are told. */
export interface CountingRules {
  calendars: Record<string, Calendar>;
  calendar: string;
  ladder: LadderRules;
}
