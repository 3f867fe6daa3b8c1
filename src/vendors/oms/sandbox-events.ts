import { z } from 'zod';
import { type Emission, type SandboxWorld, UnfitObjectError } from '../kit/sandbox/vendor-sandbox';
import { millionths, quantityOf } from './quantity';
import { cancelled } from './sandbox-orders';
import {
  eventOf,
  keepChanged,
  lag,
  nowText,
  type StoredLine,
  type StoredOrder,
  type StoredPurchaseOrder,
} from './sandbox-state';

const Happening = z.looseObject({
  id: z.string(),
  line: z.string().optional(),
  /** How much of the line; all that is left when not said. */
  quantity: z.string().optional(),
  expectedOn: z.string().optional(),
  /** By its id. */
  purchaseOrder: z.string().optional(),
  /** So many reads show the order as it was before. */
  readsBehind: z.int().min(0).default(0),
});

type What = z.infer<typeof Happening>;

type Change = (order: StoredOrder, what: What, since: string) => StoredOrder;

/** People, suppliers or carriers do something, and the system tells it: `{ id, line?, quantity?, purchaseOrder?, readsBehind? }`. */
function happens(change: Change) {
  return async (object: unknown, world: SandboxWorld): Promise<Emission> => {
    const { what, order } = await ordered(object, world);
    const changed = await keepChanged(world, change(order, what, nowText(world)));
    await lag(world, order, what.readsBehind);
    return { object: changed, call: eventOf(world, 'order.changed', changed) };
  };
}

async function ordered(object: unknown, world: SandboxWorld): Promise<{ what: What; order: StoredOrder }> {
  const read = Happening.safeParse(object);
  if (!read.success) throw new UnfitObjectError(z.prettifyError(read.error));
  const order = await world.get<StoredOrder>('order', read.data.id);
  if (order === undefined) throw new UnfitObjectError(`There is no order ${read.data.id}.`);
  return { what: read.data, order };
}

function onLine(change: (line: StoredLine, what: What) => Partial<StoredLine>): Change {
  return (order, what, since) => {
    if (!order.lines.some(({ line }) => line === what.line)) {
      throw new UnfitObjectError(`The order has no line ${what.line}.`);
    }
    const lines = order.lines.map((line) =>
      line.line === what.line ? { ...line, since, ...change(line, what) } : line,
    );
    return { ...order, lines };
  };
}

function ended(state: 'cancelled' | 'refunded'): Change {
  return onLine(() => ({ state }));
}

/** @throws UnfitObjectError when it is more than is left */
function moreOf(line: StoredLine, what: What, done: 'shipped' | 'delivered'): bigint {
  const before = millionths(line[done]);
  const all = done === 'shipped' ? millionths(line.quantity) : millionths(line.shipped);
  const after = what.quantity === undefined ? all : before + millionths(what.quantity);
  if (after > all || after === before) {
    throw new UnfitObjectError(`Of the line ${line.line} there is not so much left to be ${done}.`);
  }
  return after;
}

const shipped = onLine((line, what) => {
  const after = moreOf(line, what, 'shipped');
  const isAll = after === millionths(line.quantity);
  return { shipped: quantityOf(after), ...(isAll ? { state: 'shipped' } : { since: line.since }) };
});

const delivered = onLine((line, what) => {
  const after = moreOf(line, what, 'delivered');
  const isAll = after === millionths(line.quantity);
  return { delivered: quantityOf(after), ...(isAll ? { state: 'delivered' } : { since: line.since }) };
});

const backordered = onLine((_line, { expectedOn = null }) => ({ state: 'backordered', expectedOn }));

function bought(state: StoredPurchaseOrder['state']): Change {
  return (order, what, since) => {
    if (!order.purchaseOrders.some(({ id }) => id === what.purchaseOrder)) {
      throw new UnfitObjectError(`The order has no purchase order ${what.purchaseOrder}.`);
    }
    const purchaseOrders = order.purchaseOrders.map((one) =>
      one.id === what.purchaseOrder ? { ...one, state, since } : one,
    );
    return { ...order, purchaseOrders };
  };
}

async function deleted(object: unknown, world: SandboxWorld): Promise<Emission> {
  const { order } = await ordered(object, world);
  await world.remove('order', order.id);
  await world.remove('order#external', order.externalId);
  const last = { ...order, version: order.version + 1 };
  return { object: last, call: eventOf(world, 'order.deleted', last) };
}

/** What `_emit` can make happen. */
export const omsEvents = {
  'order.confirmed': happens((order, _what, since) => ({ ...order, state: 'confirmed', since })),
  'order.cancelled': happens((order, _what, since) => cancelled(order, since)),
  'order.deleted': deleted,
  'line.backordered': happens(backordered),
  'line.shipped': happens(shipped),
  'line.delivered': happens(delivered),
  'line.cancelled': happens(ended('cancelled')),
  'line.refunded': happens(ended('refunded')),
  'purchaseOrder.confirmed': happens(bought('confirmed')),
  'purchaseOrder.received': happens(bought('received')),
  'purchaseOrder.refused': happens(bought('refused')),
};
