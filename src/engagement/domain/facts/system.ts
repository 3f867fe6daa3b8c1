import { fact } from './declare';

/** Facts that only the product itself states. */

export const dealChanged = fact<{ stage: string }>()({
  name: 'dealChanged',
  says: 'The deal moved to another stage in the CRM',
  statedBy: 'product',
  told: (stage) => `The deal moved to ${stage}`,
});

export const trackEnded = fact<{ track: string; outcome: 'done' | 'cancelled' }>()({
  name: 'trackEnded',
  says: 'A track of this engagement ended',
  statedBy: 'product',
});
