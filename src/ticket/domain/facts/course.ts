import { fact } from './declare';

/** What becomes of the engagement that a ticket belongs to; the product itself tells the ticket. */

export const engagementHeld = fact()({
  name: 'engagementHeld',
  says: 'The engagement that the ticket belongs to was put on hold',
  statedBy: 'product',
});

export const engagementResumed = fact()({
  name: 'engagementResumed',
  says: 'The engagement that the ticket belongs to goes on',
  statedBy: 'product',
});

export const engagementCancelled = fact()({
  name: 'engagementCancelled',
  says: 'The engagement that the ticket belongs to was cancelled',
  statedBy: 'product',
});
