import type { OrderLineState } from '../../capability/offered/goods/orders';
import type { Content, Line, ProductOrder, Shipment } from './order';
import { IN_HAND, PENDING, READY, sumAt, TAKEN_OFF } from './place';
import { outcomeOf, whereIs, type Whereabouts } from './way';

/** Where a line is, by the part of it that is furthest behind; at its end, by what was delivered of it. */
export type LineStage =
  | 'backordered'
  | 'ordered'
  | 'confirmed'
  | 'received'
  | 'failed'
  | 'ready'
  | 'astray'
  | 'shipped'
  | 'delivered'
  | 'refunded'
  | 'cancelled';

export type ShipmentOutcome = ReturnType<typeof outcomeOf>;

export function whereaboutsOf({ steps }: Pick<Shipment, 'steps'>): Whereabouts {
  return whereIs(steps)?.state ?? 'announced';
}

export function outcomeOfShipment(shipment: Pick<Shipment, 'steps'>): ShipmentOutcome {
  return outcomeOf(whereaboutsOf(shipment));
}

/** When it arrived, by its carrier's clock; undefined while it has not. */
export function deliveredAtMs({ steps }: Pick<Shipment, 'steps'>): number | undefined {
  const last = whereIs(steps);
  return last?.state === 'delivered' ? last.atMs : undefined;
}

/** How much of a line shipments have, by what has become of them. */
export type Sent = Readonly<Record<ShipmentOutcome, number>>;

export function inShipments(order: Pick<ProductOrder, 'shipments'>, line: string): Sent {
  return sentByLine(order).get(line) ?? NOTHING_SENT;
}

const NOTHING_SENT: Sent = { onItsWay: 0, delivered: 0, astray: 0 };

function sentByLine({ shipments }: Pick<ProductOrder, 'shipments'>): ReadonlyMap<string, Sent> {
  const found = new Map<string, Record<ShipmentOutcome, number>>();
  for (const shipment of shipments) {
    const outcome = outcomeOfShipment(shipment);
    for (const content of shipment.contents) {
      const sent = found.get(content.line) ?? { ...NOTHING_SENT };
      sent[outcome] += leftOf(content);
      found.set(content.line, sent);
    }
  }
  return found;
}

/** How much of a content no decision has made something else of. */
export function leftOf({ quantity, gone }: Content): number {
  return quantity - gone;
}

/** The stage of every line. */
export function stagesOf(order: Pick<ProductOrder, 'lines' | 'shipments'>): ReadonlyMap<string, LineStage> {
  const sent = sentByLine(order);
  return new Map(order.lines.map((line) => [line.asked.line, stageBy(line, sent.get(line.asked.line))]));
}

function stageBy({ at }: Line, sent = NOTHING_SENT): LineStage {
  if (at.backordered > 0) return 'backordered';
  if (at.ordered > 0) return 'ordered';
  if (at.failed > 0) return 'failed';
  if (at.confirmed > 0) return 'confirmed';
  if (at.received > 0) return 'received';
  if (at.passed + at.allocated > 0) return 'ready';
  if (sent.astray > 0) return 'astray';
  if (sent.onItsWay > 0) return 'shipped';
  if (sent.delivered > 0) return 'delivered';
  return at.refunded > 0 ? 'refunded' : 'cancelled';
}

/** Whether nothing of a line is open any more. */
export function isEnd(stage: LineStage): boolean {
  return stage === 'delivered' || stage === 'refunded' || stage === 'cancelled';
}

/** A stage in the words of Order Management. */
export function stateOfStage(stage: LineStage): OrderLineState {
  switch (stage) {
    case 'ordered':
    case 'confirmed':
    case 'received':
    case 'failed':
    case 'ready':
    case 'astray':
      return 'open';
    case 'backordered':
    case 'shipped':
    case 'delivered':
    case 'refunded':
    case 'cancelled':
      return stage;
  }
}

export function isLineOver(order: Pick<ProductOrder, 'shipments'>, line: Line): boolean {
  return isEnd(stageBy(line, inShipments(order, line.asked.line)));
}

/** Whether all of every line is delivered, cancelled or refunded: only then may the order be closed. */
export function isOver(order: ProductOrder): boolean {
  return [...stagesOf(order).values()].every(isEnd);
}

/** What may go to the client now: of a line that is not split nothing before all that is left of it is there. */
export function shippable({ lines }: ProductOrder): { readonly line: string; readonly quantity: number }[] {
  return lines.flatMap((line) => {
    const ready = sumAt(line, READY);
    const behind = sumAt(line, [...PENDING, 'received', 'failed']);
    return ready > 0 && (behind === 0 || line.isSplit) ? [{ line: line.asked.line, quantity: ready }] : [];
  });
}

/** How much is accounted for more or less than was ordered and approved: nothing, or the reckoning is wrong. */
export function imbalanceOf(order: Pick<ProductOrder, 'shipments'>, line: Line): number {
  const sent = inShipments(order, line.asked.line);
  const all =
    sumAt(line, [...PENDING, ...IN_HAND, ...TAKEN_OFF]) + sent.onItsWay + sent.delivered + sent.astray;
  return all - line.ordered - line.approved;
}

/** What a supplier has to put right: what failed, and wrong things that came. */
export function supplierCases({ lines }: ProductOrder): {
  readonly line: string;
  readonly of: 'failed' | 'wrong';
  readonly quantity: number;
}[] {
  return lines.flatMap(({ asked, at }) =>
    (['failed', 'wrong'] as const).flatMap((of) =>
      at[of] > 0 ? [{ line: asked.line, of, quantity: at[of] }] : [],
    ),
  );
}
