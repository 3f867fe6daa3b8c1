import type { Order } from '../../capability/offered/goods/orders';
import { isFinal, type Shipment } from '../../capability/offered/goods/tracking';
import type { OutsideChange } from '../../capability/outside';

/** Something that has become of goods, as their vendor shows them. */
export interface GoodsNews {
  readonly change: OutsideChange;
  /** The vendor's id of what it happened to. */
  readonly id: string;
  /** The same news have the same name, however often the vendor is asked; no others of the same order have it. */
  readonly name: string;
  readonly atMs: number;
  /** What no workflow gets. */
  readonly kept?: Record<string, string>;
}

/** What has become of an order and of what is in it. */
export function newsOfOrder({ id, state, sinceMs, lines, purchaseOrders }: Order): GoodsNews[] {
  return [
    ...orderNews(id, state, sinceMs),
    ...lines.flatMap((line): GoodsNews[] => {
      if (line.state === 'open') return [];
      const name = `line-${line.line}-${line.state}-${line.sinceMs}`;
      const change = { what: 'orderLine', how: line.state } as const;
      return [{ change, id: `${id}/${line.line}`, name, atMs: line.sinceMs }];
    }),
    ...purchaseOrders.flatMap((bought): GoodsNews[] => {
      if (bought.state === 'sent') return [];
      const name = `bought-${bought.id}-${bought.state}-${bought.sinceMs}`;
      const change = { what: 'purchaseOrder', how: bought.state } as const;
      return [{ change, id: bought.id, name, atMs: bought.sinceMs }];
    }),
  ];
}

function orderNews(id: string, state: Order['state'], atMs: number): GoodsNews[] {
  switch (state) {
    case 'entered':
    case 'closing':
      return [];
    case 'confirmed':
    case 'closed':
    case 'cancelled':
      return [{ change: { what: 'order', how: state }, id, name: `${state}-${atMs}`, atMs }];
  }
}

/** What has become of a shipment; who signed for it goes to no workflow. */
export function newsOfShipment({ id, steps, signedBy }: Shipment): GoodsNews[] {
  const times = new Map<string, number>();
  return steps.flatMap(({ state, atMs }): GoodsNews[] => {
    if (state === 'announced') return [];
    const time = (times.get(state) ?? 0) + 1;
    times.set(state, time);
    const kept = state === 'delivered' && signedBy !== null ? { kept: { signedBy } } : {};
    // What stands still is told once for each time, whenever the carrier says that it was.
    return [{ change: { what: 'shipment', how: state }, id, name: `${state}-${time}`, atMs, ...kept }];
  });
}

/** Whether nothing more is to be heard of a shipment. */
export function isOver({ steps }: Shipment): boolean {
  return steps.some(({ state }) => isFinal(state));
}
