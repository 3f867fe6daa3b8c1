import type { OutsideChange } from '../../../capability/outside';
import { fact } from './declare';

/** What happens to a ticket at the vendor where others work on it too. */

/** `vendor` and `id`: in whose system, and by which id it is known there. */
export const outsideChanged = fact<
  Extract<OutsideChange, { what: 'ticket' }> & { vendor: string; id: string }
>()({
  name: 'outsideChanged',
  says: 'Something happened to the ticket in the help desk of a vendor',
  statedBy: 'product',
});

export const stepCompleted = fact()({
  name: 'stepCompleted',
  says: 'Somebody decided and did what followed from a change in the help desk of a vendor',
  statedBy: 'desk',
  keeps: { outsideChange: {} },
});
