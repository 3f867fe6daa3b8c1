/** With the supplier, who has confirmed it, or says that it cannot be had for now. */
export const PENDING = ['ordered', 'confirmed', 'backordered'] as const;

/** In the warehouse: set aside from stock, received and not inspected yet, inspected. */
export const IN_HAND = ['allocated', 'received', 'passed', 'failed'] as const;

/** What may go to the client: stock was inspected when it came. */
export const READY = ['passed', 'allocated'] as const;

export const TAKEN_OFF = ['cancelled', 'refunded'] as const;

/** Goods that nobody ordered: no part of the line. */
export const BESIDE = ['over', 'wrong'] as const;

/** Where a part of a line is, as long as no shipment has it. */
export type Place = (typeof PENDING | typeof IN_HAND | typeof TAKEN_OFF | typeof BESIDE)[number];

export function isInHand(place: Place): boolean {
  return place === 'over' || IN_HAND.some((one) => one === place);
}

/** How much is in these places together. */
export function sumAt(
  { at }: { readonly at: Readonly<Record<Place, number>> },
  places: readonly Place[],
): number {
  return places.reduce((sum, place) => sum + at[place], 0);
}
