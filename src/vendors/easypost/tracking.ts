import type { TrackingPort } from '../../capability/offered/goods/tracking';
import { advised } from '../kit/advised';
import type { EasypostClient } from './client';

export function easypostTracking(easypost: EasypostClient): TrackingPort {
  return {
    ensureShipment: (_key, code, carrier) =>
      advised(
        () => easypost.createTracker(code, carrier),
        /carrier|tracking/i,
        'EasyPost does not take this carrier with this tracking number, so the shipment is not followed. Correct them, or follow it at the carrier by hand.',
      ),
    readShipment: (id) => easypost.readTracker(id),
  };
}
