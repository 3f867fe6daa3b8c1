import { add, moneyOf, type MoneyText, textOf } from '../../../money/domain/money';
import { action, capability, port } from '../../capability';
import { day, flag, money, name, optional, quantity, rows, slug } from '../../parameters';

/** One line of a customer order. */
export interface OrderLine {
  /** As the quote numbers it. */
  readonly line: string;
  /** The number of the item in the company's catalogue. */
  readonly item: string;
  /** Decimal text. */
  readonly quantity: string;
  readonly unit: string;
  /** What the client pays for the whole line. */
  readonly amount: MoneyText;
  /** Whom it is bought from; left out: it comes from stock. */
  readonly supplier?: string;
  /** What the supplier gets for the whole line. */
  readonly cost?: MoneyText;
  /** The supplier sends it to the client. */
  readonly dropShip?: boolean;
}

export interface NewOrder {
  readonly reference: string;
  /** The same client has the same key. */
  readonly customer: { readonly key: string; readonly name: string };
  /** `YYYY-MM-DD` */
  readonly requiredOn: string | undefined;
  readonly lines: readonly OrderLine[];
}

/** `backordered`: it cannot be delivered for now. The last three are ends. */
export type OrderLineState = 'open' | 'backordered' | 'shipped' | 'delivered' | 'cancelled' | 'refunded';

export interface PlacedLine extends OrderLine {
  readonly state: OrderLineState;
  /** Since when it has been so, by the vendor's clock. */
  readonly sinceMs: number;
  /** How much of it was shipped, and how much delivered. */
  readonly shipped: string;
  readonly delivered: string;
  /** When it is expected, `YYYY-MM-DD`, as far as anybody knows. */
  readonly expectedOn: string | null;
}

/** What is bought of one supplier. */
export interface NewPurchaseOrder {
  readonly supplier: string;
  readonly deliverTo: 'warehouse' | 'customer';
  /** Of the customer order. */
  readonly lines: readonly string[];
  readonly total: MoneyText;
}

export interface PurchaseOrder extends NewPurchaseOrder {
  readonly id: string;
  readonly number: string;
  readonly state: 'sent' | 'confirmed' | 'received' | 'refused' | 'cancelled';
  readonly sinceMs: number;
}

/** `closing`: it was asked to be closed, and is not yet. */
export type OrderState = 'entered' | 'confirmed' | 'closing' | 'closed' | 'cancelled';

/** A customer order as Order Management shows it. */
export interface Order {
  readonly id: string;
  readonly number: string;
  /** Grows with each change of anything in it. */
  readonly version: number;
  readonly state: OrderState;
  readonly sinceMs: number;
  readonly total: MoneyText;
  readonly lines: readonly PlacedLine[];
  readonly purchaseOrders: readonly PurchaseOrder[];
}

/** Where orders of goods are entered and followed. */
export interface OrdersPort {
  /** The order of a key, entered if it was not yet. */
  ensureOrder(key: string, order: NewOrder): Promise<Order>;
  /** The purchase order of a key, sent if it was not yet. */
  ensurePurchaseOrder(key: string, orderId: string, order: NewPurchaseOrder): Promise<PurchaseOrder>;
  /** The order of a key, also one whose entering was never answered. @returns undefined when none was entered */
  findOrder(key: string): Promise<Order | undefined>;
  /** @returns undefined when there is no such order any more */
  readOrder(id: string): Promise<Order | undefined>;
  /**
   * Closes an order and reads it back. Repeatable.
   * @throws ActionRefusedError while a line of it is open; VendorError when it does not show as closed yet
   */
  closeOrder(key: string, id: string): Promise<Order>;
  /**
   * Cancels an order with the purchase orders that no supplier has confirmed. Repeatable.
   * @returns the order as it is afterwards: one of which anything was shipped stays
   */
  cancelOrder(key: string, id: string): Promise<Order | undefined>;
}

/** The lines that are not at their end. */
export function openLines({ lines }: Pick<Order, 'lines'>): PlacedLine[] {
  return lines.filter(({ state }) => state === 'open' || state === 'backordered' || state === 'shipped');
}

/** The numbers of the lines that are not in the order as they were asked for, or were not asked for. */
export function differingLines(
  asked: readonly OrderLine[],
  { lines }: { readonly lines: readonly OrderLine[] },
): string[] {
  const missing = asked.filter((line) => !lines.some((placed) => isSameLine(line, placed)));
  const added = lines.filter(({ line }) => !asked.some((one) => one.line === line));
  return [...missing, ...added].map(({ line }) => line);
}

function isSameLine(asked: OrderLine, placed: OrderLine): boolean {
  return lineText(asked) === lineText(placed);
}

function lineText({ line, item, quantity: many, unit, amount, supplier, cost, dropShip }: OrderLine): string {
  const money = [amount, ...(cost ? [cost] : [])].map((one) => Object.values(textOf(moneyOf(one))).join(' '));
  return JSON.stringify([line, item, plainQuantity(many), unit, supplier, dropShip === true, ...money]);
}

/** The same text for the same quantity: `2`, `2.0` and `02` are one. */
function plainQuantity(text: string): string {
  const [whole = '', places = ''] = text.split('.');
  return `${whole.replace(/^0+(?=\d)/, '')}.${places.replace(/0+$/, '')}`;
}

/**
 * What is to be bought, one purchase order for each supplier, place and currency: their totals are those of their lines.
 * @returns also the numbers of the lines that name a supplier and no cost, which nobody can buy so
 */
export function bySupplier(lines: readonly OrderLine[]): {
  orders: readonly NewPurchaseOrder[];
  withoutCost: readonly string[];
} {
  const orders = new Map<string, NewPurchaseOrder>();
  const withoutCost: string[] = [];
  for (const { line, supplier, cost, dropShip } of lines) {
    if (supplier === undefined) continue;
    if (cost === undefined) {
      withoutCost.push(line);
      continue;
    }
    const deliverTo = dropShip === true ? 'customer' : 'warehouse';
    const group = JSON.stringify([supplier, deliverTo, cost.currency]);
    const before = orders.get(group);
    orders.set(group, {
      ...{ supplier, deliverTo },
      lines: [...(before?.lines ?? []), line],
      total: textOf(before ? add(moneyOf(before.total), moneyOf(cost)) : moneyOf(cost)),
    });
  }
  return { orders: [...orders.values()], withoutCost };
}

const cancelOrder = action({ order: slug });
const undone = {
  by: cancelOrder,
  with: ({ params: { order } }: { params: { order: string } }) => ({ order }),
};

/** Orders of goods: what the client ordered, what is bought for it of suppliers, and how both stand. */
export const orders = capability({
  port: port<OrdersPort>(),
  actions: {
    /** Enters a customer order of these lines, as the quote has them, once: `order` is what the playbook calls it. */
    createOrder: action(
      {
        order: slug,
        lines: rows(
          {
            line: name,
            item: name,
            quantity,
            unit: name,
            amount: money,
            supplier: optional(name),
            cost: optional(money),
            dropShip: optional(flag),
          },
          { by: 'line', most: 200 },
        ),
        requiredOn: optional(day),
      },
      undone,
      [{ name: 'number', title: 'The number of the customer order', type: 'text' }],
    ),
    /** Buys what an order needs: one purchase order for each supplier. */
    createPurchaseOrders: action({ order: slug }, undone, [
      { name: 'numbers', title: 'The numbers of the purchase orders', type: 'text' },
    ]),
    /** Reads back how an order stands. */
    readOrder: action({ order: slug }, undefined, [
      {
        ...{ name: 'state', title: 'How the order stands', type: 'choice' },
        options: ['entered', 'confirmed', 'closing', 'closed', 'cancelled'],
      },
    ]),
    /** Closes an order, and reads back that it is closed; refused while a line of it is open. */
    closeOrder: action({ order: slug }),
    /** Cancels an order, unless anything of it was shipped, which the result says then. */
    cancelOrder,
  },
});
