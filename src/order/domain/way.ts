import { isFinal, type ShipmentState } from '../../capability/offered/goods/tracking';

/** Where a shipment is, by its carrier, or by somebody who did not take it in: it is on its way back then, or stays there. */
export type Whereabouts = ShipmentState | 'refused';

/** What of two things told at one instant comes after the other, as far as that can be said. */
const WHEREABOUTS: readonly Whereabouts[] = [
  'announced',
  'inTransit',
  'outForDelivery',
  'readyForPickup',
  'failed',
  'untraceable',
  'refused',
  'lost',
  'cancelled',
  'returned',
  'delivered',
];

export interface ShipmentStep {
  readonly state: Whereabouts;
  /** By the carrier's clock. */
  readonly atMs: number;
}

/** The steps with one more, in an order that does not depend on the one in which they were told; the same if it was there. */
export function withStep(steps: readonly ShipmentStep[], step: ShipmentStep): ShipmentStep[] {
  const isKnown = steps.some(({ state, atMs }) => state === step.state && atMs === step.atMs);
  return isKnown ? [...steps] : [...steps, step].toSorted(byTime);
}

/** Its first final step, or else its last one: what is told of it after it was final is told of another way. */
export function whereIs(steps: readonly ShipmentStep[]): ShipmentStep | undefined {
  return steps.find(({ state }) => state !== 'refused' && isFinal(state)) ?? steps.at(-1);
}

/** What of a shipment's goods can be said by where it is. */
export function outcomeOf(state: Whereabouts): 'onItsWay' | 'delivered' | 'astray' {
  switch (state) {
    case 'announced':
    case 'inTransit':
    case 'outForDelivery':
    case 'readyForPickup':
    case 'failed':
    case 'untraceable':
      return 'onItsWay';
    case 'delivered':
      return 'delivered';
    case 'refused':
    case 'lost':
    case 'cancelled':
    case 'returned':
      return 'astray';
  }
}

function byTime(a: ShipmentStep, b: ShipmentStep): number {
  return a.atMs - b.atMs || WHEREABOUTS.indexOf(a.state) - WHEREABOUTS.indexOf(b.state);
}
