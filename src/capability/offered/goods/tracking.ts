import { action, capability, port } from '../../capability';
import { name, optional, slug } from '../../parameters';

/**
 * Where a shipment is. `announced`: the carrier has not got it, or says nothing of it yet. `untraceable`: the carrier knows no
 * such shipment.
 */
export type ShipmentState =
  | 'announced'
  | 'inTransit'
  | 'outForDelivery'
  | 'readyForPickup'
  | 'delivered'
  | 'returned'
  | 'failed'
  | 'lost'
  | 'cancelled'
  | 'untraceable';

export interface ShipmentStep {
  readonly state: ShipmentState;
  /** By the carrier's clock. */
  readonly atMs: number;
}

/** A shipment as it is followed at a vendor. */
export interface Shipment {
  readonly id: string;
  readonly code: string;
  readonly carrier: string;
  /** Its way, oldest first, each step another state than the one before; it ends with the first one that is final. */
  readonly steps: readonly ShipmentStep[];
  readonly expectedAtMs: number | null;
  /** Who signed for it, as far as the carrier tells. */
  readonly signedBy: string | null;
  /** Where anybody sees where it is; null where nobody does. */
  readonly link: string | null;
}

/** Where shipments are followed, whichever carrier has them. */
export interface TrackingPort {
  /**
   * A shipment that is followed from now on, or was before.
   * @param carrier undefined: whom the number belongs to is found out
   * @throws ActionRefusedError when the carrier or the number is none
   */
  ensureShipment(key: string, code: string, carrier: string | undefined): Promise<Shipment>;
  /** @returns undefined when it is not followed any more */
  readShipment(id: string): Promise<Shipment | undefined>;
}

/** Whether the carrier does nothing more with it: what is told of it after that is told of its way back, or is late. */
export function isFinal(state: ShipmentState): boolean {
  return state === 'delivered' || state === 'returned' || state === 'cancelled';
}

/** Its way: in the order of time, each state once in a row, and no further than the first final one. */
export function wayOf(all: readonly ShipmentStep[]): ShipmentStep[] {
  const way: ShipmentStep[] = [];
  for (const step of all.toSorted((a, b) => a.atMs - b.atMs)) {
    if (way.at(-1)?.state === step.state) continue;
    way.push(step);
    if (isFinal(step.state)) break;
  }
  return way;
}

/** Where it is now. */
export function stateOf({ steps }: Pick<Shipment, 'steps'>): ShipmentState {
  return steps.at(-1)?.state ?? 'announced';
}

/** Shipments on their way to the client, whoever sends them. */
export const tracking = capability({
  port: port<TrackingPort>(),
  actions: {
    /**
     * Has a shipment followed by its tracking number, or by an answer that says it: `{{answer:tracking}}`. `shipment` is what the
     * playbook calls it.
     */
    follow: action({ shipment: slug, code: name, carrier: optional(name) }, undefined, [
      { name: 'link', title: 'The link of the page on which the shipment is followed', type: 'link' },
    ]),
    /** Reads where a shipment is. */
    readShipment: action({ shipment: slug }, undefined, [
      {
        ...{ name: 'state', title: 'Where the shipment is', type: 'choice' },
        options: ['on its way', 'delivered', 'returned', 'lost'],
      },
    ]),
    /**
     * Keeps a proof of the delivery of a shipment in the engagement's folder: when, where to, and who signed. The result has its
     * hash.
     */
    saveProof: action({ shipment: slug }, undefined, [
      { name: 'signedBy', title: 'Who signed for the shipment', type: 'text' },
      { name: 'deliveredOn', title: 'On which day it was delivered', type: 'date' },
      { name: 'link', title: 'The link of the proof of delivery, with the signature', type: 'link' },
    ]),
  },
});
