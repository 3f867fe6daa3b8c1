import { violations } from '../asked/preferences';
import type { EventOf, IgnoredReason, Part } from '../events';
import type { Content, ProductOrder, Proof, Shipment } from '../order';
import { IN_HAND, PENDING, type Place, READY, sumAt } from '../place';
import { withStep } from '../way';
import { drain, type FoundPart, newUnitsFault, partOf, unitsFault } from './moving';
import { latest } from './supply';

/** Only what was inspected and has passed, or comes from stock, leaves the warehouse; a supplier sends what it owes. */
export function sent(order: ProductOrder, event: EventOf<'sent'>): IgnoredReason | undefined {
  const { shipment: id, from, carrier, code, address, contents, slot, isOverridden } = event;
  if (order.shipments.some((one) => one.id === id)) return 'knownAlready';
  if (!order.rules.addresses.includes(address)) return 'foreignAddress';
  if (contents.length === 0) return 'noQuantity';
  const packed: Content[] = [];
  for (const part of contents) {
    const content = pack(order, part, from);
    if (typeof content === 'string') return content;
    packed.push(content);
  }
  const isComplete = order.lines.every((line) => sumAt(line, [...PENDING, ...IN_HAND]) === 0);
  const against = order.rules.preferences && violations(order.rules.preferences, { slot, isComplete });
  if (against && against.length > 0 && !isOverridden) return 'againstPreferences';
  order.shipments.push({
    ...{ id, from, carrier, code, address, sentAtMs: event.atMs, isOverridden, contents: packed },
    ...{ steps: [], expected: null, proof: null },
  });
  return undefined;
}

function pack(order: ProductOrder, asked: Part, from: Shipment['from']): Content | IgnoredReason {
  const part = partOf(order, asked);
  if (typeof part === 'string') return part;
  const { line, quantity, serials } = part;
  const places: readonly Place[] = from === 'supplier' ? ['confirmed', 'ordered', 'backordered'] : READY;
  if (quantity > sumAt(line, places)) return 'moreThanThere';
  if (from === 'supplier') {
    const fault = newUnitsFault(order, part);
    if (fault) return fault;
    drain(line, places, quantity);
  } else {
    if (unitsFault(line, quantity, serials, ...READY)) return 'serialsDiffer';
    drainUnits(part, places);
  }
  for (const serial of serials) line.units[serial] = 'shipped';
  return { line: asked.line, quantity, serials, gone: 0 };
}

/** Units with serial numbers leave the places in which they are; of other goods those that were inspected go first. */
function drainUnits({ line, quantity, serials }: FoundPart, places: readonly Place[]): void {
  if (serials.length === 0) drain(line, places, quantity);
  for (const serial of serials) {
    const place = places.find((one) => one === line.units[serial])!;
    line.at[place] -= 1;
  }
}

export function tracked(order: ProductOrder, event: EventOf<'tracked'>): IgnoredReason | undefined {
  const { shipment: id, carrier, state, atMs, arrivesMs } = event;
  const shipment = order.shipments.find((one) => one.id === id);
  if (!shipment) return 'noSuchShipment';
  if (shipment.carrier !== carrier) return 'wrongCarrier';
  if (shipment.contents.some(({ gone }) => gone > 0)) return 'decidedAlready';
  shipment.steps = withStep(shipment.steps, { state, atMs });
  if (arrivesMs !== undefined) shipment.expected = latest(shipment.expected, { arrivesMs, saidAtMs: atMs });
  return undefined;
}

export function proved(
  order: ProductOrder,
  { shipment: id, atMs, imageHash, isSigned }: EventOf<'proved'>,
): IgnoredReason | undefined {
  const shipment = order.shipments.find((one) => one.id === id);
  if (!shipment) return 'noSuchShipment';
  const proof = { atMs, imageHash, isSigned };
  if (shipment.proof === null || isBetter(proof, shipment.proof)) shipment.proof = proof;
  return undefined;
}

/** A signed one, or else the first one, in whatever order they are heard. */
function isBetter(one: Proof, other: Proof): boolean {
  if (one.isSigned !== other.isSigned) return one.isSigned;
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.imageHash < other.imageHash);
}
