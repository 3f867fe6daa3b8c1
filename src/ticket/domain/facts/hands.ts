import type { InsteadOf } from '../../../fact/domain/actor';
import type { ElevationOutcome } from '../ticket';
import { fact } from './declare';

/** In whose hands a ticket is. */

export const assigned = fact<{ personId: string; insteadOf?: InsteadOf }>()({
  name: 'assigned',
  says: 'Somebody took the ticket on, or was given it',
  statedBy: 'desk',
});

/** `personId`: who takes it on in the new team; null while nobody of it is there. */
export const handedOver = fact<{ team: string; personId: string | null }>()({
  name: 'handedOver',
  says: 'The ticket went to another team',
  statedBy: 'desk',
  keeps: { handOver: {} },
});

export const elevated = fact<{ to: string }>()({
  name: 'elevated',
  says: 'The request was taken up to another department',
  statedBy: 'desk',
});

export const elevationAnswered = fact<{ outcome: ElevationOutcome }>()({
  name: 'elevationAnswered',
  says: 'The department that it was taken up to answered',
  statedBy: 'desk',
  keeps: {
    elevation: { body: { outcome: 'accepted' } },
    elevationReport: { body: { outcome: 'delivered' } },
  },
});
