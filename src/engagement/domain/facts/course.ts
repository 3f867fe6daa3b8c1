import type { InsteadOf } from '../../../fact/domain/actor';
import { fact } from './declare';

/** Facts about the course of an engagement or the terms of a promise; they keep none. */

export const held = fact()({
  name: 'held',
  says: 'The engagement was put on hold: every clock pauses',
  statedBy: 'deciders',
});

export const resumed = fact()({
  name: 'resumed',
  says: 'The engagement goes on: every clock resumes',
  statedBy: 'deciders',
});

/** `insteadOf`: who was named but is away, so that `personId` stands in; until when, null when nobody knows. */
interface Reassigned {
  role: string;
  personId: string;
  actingUntilMs?: number;
  insteadOf?: InsteadOf;
}

export const reassigned = fact<Reassigned>()({
  name: 'reassigned',
  says: 'A role was given to another person',
  statedBy: 'deciders',
});

export const deadlineExtended = fact<{ dueAtMs: number }>()({
  name: 'deadlineExtended',
  says: 'A promise was given a later deadline',
  statedBy: 'deciders',
  needs: { named: 'the promise whose deadline is extended' },
});

export const cancelled = fact()({
  name: 'cancelled',
  says: 'The engagement was called off',
  statedBy: 'deciders',
});
