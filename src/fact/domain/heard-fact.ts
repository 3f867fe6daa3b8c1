import type { Actor } from './actor';

/** A fact on its way to a workflow. The same `commandId` twice has one effect. */
export interface SentFact {
  commandId: string;
  actor: Actor;
  /** When it happened, by the word of whoever stated it; judges whether a promise was kept in time. */
  occurredAtMs: number;
  promiseId?: string;
  fields: object;
}

/** A fact as it reaches a workflow of any kind. */
export interface HeardFact extends SentFact {
  signal: string;
  fields: Record<string, unknown>;
}
