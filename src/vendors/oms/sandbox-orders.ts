import { add, moneyOf, textOf } from '../../money/domain/money';
import type { NewPurchaseOrder, OrderLine } from '../../capability/offered/goods/orders';
import type { SandboxAnswer, SandboxCall, SandboxWorld } from '../kit/sandbox/vendor-sandbox';
import { millionths } from './quantity';
import {
  eventOf,
  findOrder,
  keepChanged,
  lag,
  noOrder,
  nowText,
  refused,
  shownOrder,
  type StoredOrder,
  type StoredPurchaseOrder,
} from './sandbox-state';

/** What the catalogue does not have begins so. */
const UNKNOWN_ITEM = /^unknown/i;

interface Entry {
  externalId: string;
  requiredOn?: string;
  lines: OrderLine[];
}

export async function listOrders({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const found = await findOrder(world, query['externalId'] ?? '');
  return { status: 200, body: { orders: found === undefined ? [] : [await shownOrder(world, found.id)] } };
}

export async function getOrder({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const order = await shownOrder(world, params['id'] ?? '');
  return order === undefined ? noOrder : { status: 200, body: order };
}

export async function createOrder(
  { body, headers }: SandboxCall<Entry>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { externalId, requiredOn = null, lines } = body;
  const request = String(headers['idempotency-key']);
  const known = (await world.get<string>('request', request)) ?? externalId;
  const present = await findOrder(world, known);
  if (present !== undefined) return { status: 200, body: present };
  const unknown = lines.filter(({ item }) => UNKNOWN_ITEM.test(item)).map(({ line }) => line);
  if (unknown.length > 0) return refused(422, 'unknown_item', 'The catalogue has no such item.', unknown);
  if (new Set(lines.map(({ line }) => line)).size < lines.length) {
    return refused(422, 'invalid', 'A line stands there twice.');
  }
  if (new Set(lines.map(({ amount }) => amount.currency)).size > 1) {
    return refused(422, 'currency_mismatch', 'An order has one currency.');
  }
  const since = nowText(world);
  const [first, ...rest] = lines.map(({ amount }) => moneyOf(amount));
  if (first === undefined) return refused(422, 'invalid', 'An order has lines.');
  const id = String(70_000 + (await world.nextNumber('order')));
  const order: StoredOrder = {
    ...{ id, externalId, number: `SO-${id}`, version: 1, state: 'entered', since, requiredOn },
    total: textOf(rest.reduce(add, first)),
    lines: lines.map((line) => ({
      ...line,
      ...{ state: 'open', since, shipped: '0', delivered: '0', expectedOn: null },
    })),
    purchaseOrders: [],
  };
  await world.put('order', id, order);
  await world.put('order#external', externalId, id);
  await world.put('request', request, externalId);
  return { status: 201, body: order };
}

export async function createPurchaseOrder(
  { params, body }: SandboxCall<NewPurchaseOrder & { externalId: string }>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const order = await world.get<StoredOrder>('order', params['id'] ?? '');
  if (order === undefined) return noOrder;
  const present = order.purchaseOrders.find(({ externalId }) => externalId === body.externalId);
  if (present !== undefined) return { status: 200, body: present };
  const unfit = unfitPurchase(order, body);
  if (unfit !== undefined) return unfit;
  const id = String(90_000 + (await world.nextNumber('purchase-order')));
  const bought: StoredPurchaseOrder = {
    ...body,
    ...{ id, number: `PO-${id}`, state: 'sent', since: nowText(world) },
  };
  const changed = await keepChanged(world, { ...order, purchaseOrders: [...order.purchaseOrders, bought] });
  await world.notify(eventOf(world, 'order.changed', changed));
  return { status: 201, body: bought };
}

function unfitPurchase(
  order: StoredOrder,
  { supplier, deliverTo, lines, total }: NewPurchaseOrder,
): SandboxAnswer | undefined {
  if (order.state === 'closed' || order.state === 'cancelled') return orderOver(order);
  const asked = order.lines.filter(({ line }) => lines.includes(line));
  if (asked.length < new Set(lines).size) return refused(422, 'unknown_line', 'The order has no such line.');
  const others = asked.filter(
    (line) => line.supplier !== supplier || (line.dropShip === true) !== (deliverTo === 'customer'),
  );
  if (others.length > 0) {
    return refused(422, 'wrong_supplier', 'The line is bought elsewhere.', namesOf(others));
  }
  const bought = order.purchaseOrders
    .filter(({ state }) => state !== 'refused' && state !== 'cancelled')
    .flatMap((one) => one.lines);
  const again = asked.filter(({ line }) => bought.includes(line));
  if (again.length > 0) return refused(422, 'bought_already', 'It was bought already.', namesOf(again));
  const costs = asked.flatMap(({ cost }) => (cost?.currency === total.currency ? [moneyOf(cost)] : []));
  const [first, ...rest] = costs;
  const isWhole = first !== undefined && costs.length === asked.length;
  return isWhole && rest.reduce(add, first).minor === moneyOf(total).minor
    ? undefined
    : refused(422, 'total_mismatch', 'The total is not that of the lines.');
}

export async function closeOrder({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const order = await world.get<StoredOrder>('order', params['id'] ?? '');
  if (order === undefined) return noOrder;
  if (order.state === 'closed') return { status: 200, body: order };
  if (order.state === 'cancelled') return orderOver(order);
  const open = order.lines.filter(({ state }) => !['delivered', 'cancelled', 'refunded'].includes(state));
  if (open.length > 0) return refused(409, 'lines_open', 'Lines of the order are open.', namesOf(open));
  const since = nowText(world);
  const closing = await keepChanged(world, { ...order, state: 'closing', since });
  const closed = await keepChanged(world, { ...closing, state: 'closed', since });
  // It takes a moment until it shows.
  await lag(world, closing, 1);
  await world.notify(eventOf(world, 'order.changed', closed));
  return { status: 202, body: closing };
}

export async function cancelOrder({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const order = await world.get<StoredOrder>('order', params['id'] ?? '');
  if (order === undefined) return noOrder;
  if (order.state === 'cancelled') return { status: 200, body: order };
  if (order.state === 'closed') return orderOver(order);
  const shipped = order.lines.filter((line) => millionths(line.shipped) > 0n);
  if (shipped.length > 0) {
    return refused(409, 'shipped_already', 'Some of it was shipped.', namesOf(shipped));
  }
  const changed = await keepChanged(world, cancelled(order, nowText(world)));
  await world.notify(eventOf(world, 'order.changed', changed));
  return { status: 200, body: changed };
}

/** With its lines, and what no supplier has confirmed. */
export function cancelled(order: StoredOrder, since: string): StoredOrder {
  const ends = { state: 'cancelled', since } as const;
  return {
    ...order,
    ...ends,
    lines: order.lines.map((line) =>
      line.state === 'open' || line.state === 'backordered' ? { ...line, ...ends } : line,
    ),
    purchaseOrders: order.purchaseOrders.map((one) => (one.state === 'sent' ? { ...one, ...ends } : one)),
  };
}

function orderOver({ number, state }: StoredOrder): SandboxAnswer {
  return refused(409, 'order_over', `${number} is ${state}.`);
}

function namesOf(lines: readonly OrderLine[]): string[] {
  return lines.map(({ line }) => line);
}
