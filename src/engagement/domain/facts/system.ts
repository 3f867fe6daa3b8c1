import type { OutsideChange, OutsideId } from '../../../capability/outside';
import type { ChangeOnBoard } from '../plan/board';
import { fact } from './declare';

/** Facts that only the product itself states. */

/** `lost`: the id of the deal, where the CRM counts it as lost in this stage. */
export const dealChanged = fact<{ stage: string; lost?: string }>()({
  name: 'dealChanged',
  says: 'The deal moved to another stage in the CRM',
  statedBy: 'product',
  told: (stage) => `The deal moved to ${stage}`,
});

/** A meeting of ours, by the promise by which it came about. */
export interface OwnMeeting {
  promiseId: string;
  /** The step, or the meeting of the client strategy cycle, that it is. */
  step: string;
  title: string;
}

/** `restorable`: the vendor can put it right, if somebody wants it to; `plan`: it was done to a task of a plan. */
type Changed = OutsideChange & OutsideId & { meeting?: OwnMeeting; restorable?: true; plan?: ChangeOnBoard };

/** `vendor` and `id`: in whose system, and by which id it is known there. */
export const outsideChanged = fact<Changed>()({
  name: 'outsideChanged',
  says: 'Something on which the engagement rests was changed in an outside system',
  statedBy: 'product',
});

export const trackEnded = fact<{ track: string; outcome: 'done' | 'cancelled' }>()({
  name: 'trackEnded',
  says: 'A track of this engagement ended',
  statedBy: 'product',
});
