import type { ActionActivities, ActionResult, ActionsOf } from '../../../src/capability/actions';
import {
  bySupplier,
  differingLines,
  type Order,
  openLines,
  type OrderLine,
  type OrdersPort,
} from '../../../src/capability/offered/goods/orders';
import { ActionRefusedError } from '../../../src/capability/refusal';
import { inWords, moneyOf } from '../../../src/money/domain/money';
import type { ActionDeps, Door } from '../action-deps';
import { readEngagementFile } from '../engagement-file';
import { atVendor } from '../vendor-errors';

/** The actions on orders of goods: entered, bought for, read back, closed, cancelled. */
export function createOrderActivities(
  { db }: ActionDeps,
  { effects, port }: Door<OrdersPort>,
): Pick<ActionActivities, ActionsOf<'orders'>> {
  /** The id of an order, also of one whose entering was never answered; undefined when none was entered. */
  async function find(key: string): Promise<string | undefined> {
    return (await effects.find('order', key))?.vendorId ?? (await port().findOrder(key))?.id;
  }

  /** @throws ActionRefusedError when none was entered */
  async function orderOf(key: string, undone: string): Promise<string> {
    const known = await find(key);
    if (known !== undefined) return known;
    throw new ActionRefusedError(
      `The product has entered no such customer order, so ${undone}. See in Order Management, and do it there by hand.`,
    );
  }

  /** @throws ActionRefusedError when it is not there any more */
  async function orderRead(key: string, undone: string): Promise<Order> {
    const order = await port().readOrder(await orderOf(key, undone));
    if (order !== undefined) return order;
    throw new ActionRefusedError(
      `The customer order is not in Order Management any more, so ${undone}. See what has become of it there.`,
    );
  }

  return {
    'orders.createOrder': ({ engagementId, params }) =>
      atVendor(async () => {
        const { order: named, lines, requiredOn } = params;
        const key = orderKey(engagementId, named);
        const known = await effects.find('order', key);
        if (known !== undefined) return enteredResult(known.vendorId, known.data);
        insistOnOneCurrency(lines);
        const { reference, client } = await readEngagementFile(db, engagementId);
        const customer = { key: `client/${client.id}`, name: client.name };
        const order = await port().ensureOrder(key, { reference, customer, requiredOn, lines });
        await effects.restOn('order', order.id, engagementId);
        const { number, total } = order;
        const differing = differingLines(lines, order).join(',');
        const data = {
          engagementId,
          order: named,
          number,
          ...total,
          lines: String(order.lines.length),
          differing,
        };
        return enteredResult(order.id, (await effects.keep('order', key, order.id, data)).data);
      }),

    'orders.createPurchaseOrders': ({ engagementId, params }) =>
      atVendor(async () => {
        const key = orderKey(engagementId, params.order);
        const known = await effects.find('purchase-orders', key);
        if (known !== undefined) return boughtResult(known.vendorId, known.data);
        const order = await orderRead(key, 'nothing was bought for it');
        const { orders, withoutCost } = bySupplier(order.lines);
        if (withoutCost.length > 0) {
          throw new ActionRefusedError(
            `${linesInWords(withoutCost)} of the order ${order.number} have a supplier and no cost, so nothing was bought. Complete them in Order Management, or buy by hand.`,
          );
        }
        const numbers: string[] = [];
        for (const bought of orders) {
          const own = `${key}/bought/${bought.supplier}/${bought.deliverTo}/${bought.total.currency}`;
          numbers.push((await port().ensurePurchaseOrder(own, order.id, bought)).number);
        }
        const data = { numbers: numbers.join(','), count: String(numbers.length) };
        return boughtResult(order.id, (await effects.keep('purchase-orders', key, order.id, data)).data);
      }),

    'orders.readOrder': ({ engagementId, params: { order } }) =>
      atVendor(async () =>
        shownResult(await orderRead(orderKey(engagementId, order), 'nothing could be read of it')),
      ),

    'orders.closeOrder': ({ engagementId, params: { order } }) =>
      atVendor(async () => {
        const key = orderKey(engagementId, order);
        const id = await orderOf(key, 'nothing was closed');
        return shownResult(await port().closeOrder(`${key}/close`, id));
      }),

    'orders.cancelOrder': ({ engagementId, params }) =>
      atVendor(async (): Promise<ActionResult> => {
        const key = orderKey(engagementId, params.order);
        const id = await find(key);
        if (id === undefined) return { refs: {}, note: 'There was no order to cancel.' };
        await effects.changeOurselves('order', id, 'cancelled');
        const order = await port().cancelOrder(`${key}/cancel`, id);
        if (order === undefined) return { refs: { orderId: id }, note: 'The order is gone.' };
        return { refs: shownResult(order).refs, note: cancelledNote(order) };
      }),
  };
}

/** An engagement may order more than once. */
function orderKey(engagementId: string, order: string): string {
  return `${engagementId}/${order}`;
}

/** @throws ActionRefusedError when the lines cannot be added up */
function insistOnOneCurrency(lines: readonly OrderLine[]): void {
  const currencies = new Set(lines.map(({ amount: { currency } }) => currency));
  if (currencies.size > 1) {
    throw new ActionRefusedError(
      `The lines of the order are in ${[...currencies].join(' and ')}, so nothing was entered. Enter one order for each currency by hand.`,
    );
  }
}

function enteredResult(
  orderId: string,
  { engagementId: _id, differing = '', ...refs }: Readonly<Record<string, string>>,
): ActionResult {
  const note = `The order ${refs['number']} is entered with ${refs['lines']} lines.`;
  return differing === ''
    ? { refs: { orderId, ...refs }, note }
    : {
        refs: { orderId, ...refs, differing },
        note: `${note} ${linesInWords(differing.split(','))} are there otherwise than they were asked for.`,
      };
}

function boughtResult(orderId: string, refs: Readonly<Record<string, string>>): ActionResult {
  const count = Number(refs['count']);
  const note =
    count === 0 ? 'Nothing is to be bought: all of it is in stock.' : `Purchase orders: ${refs['numbers']}.`;
  return { refs: { orderId, ...refs }, note };
}

function shownResult(order: Order): ActionResult {
  const { id: orderId, number, version, state, total } = order;
  const open = openLines(order).map(({ line }) => line);
  const money = inWords(moneyOf(total));
  const rest = open.length === 0 ? '' : `; ${linesInWords(open)} not at their end`;
  return {
    refs: { orderId, number, version: String(version), state, ...total, open: open.join(',') },
    note: `The order ${number} over ${money} is ${state}${rest}.`,
  };
}

function cancelledNote({ number, state, purchaseOrders }: Order): string {
  if (state !== 'cancelled') {
    return `The order ${number} stays: it is closed, or some of it was shipped. Decide what comes back.`;
  }
  const bought = purchaseOrders.filter((one) => one.state === 'confirmed' || one.state === 'received');
  const numbers = bought.map((one) => one.number).join(', ');
  const rest = numbers === '' ? '' : ` Suppliers have confirmed ${numbers}: settle that with them.`;
  return `The order ${number} is cancelled.${rest}`;
}

function linesInWords(lines: readonly string[]): string {
  return `Lines ${lines.join(', ')}`;
}
