/** Where a shipment can be, furthest on last, as far as that can be said; the last three are final. */
const WHEREABOUTS = [
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
] as const;

/** `failed`: an attempt to deliver it. `untraceable`: the carrier knows no such shipment. `returned`: it goes to its sender. */
export type Whereabouts = (typeof WHEREABOUTS)[number];

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
  return steps.find(({ state }) => isFinal(state)) ?? steps.at(-1);
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

function isFinal(state: Whereabouts): boolean {
  return state === 'cancelled' || state === 'returned' || state === 'delivered';
}

function byTime(a: ShipmentStep, b: ShipmentStep): number {
  return a.atMs - b.atMs || WHEREABOUTS.indexOf(a.state) - WHEREABOUTS.indexOf(b.state);
}
