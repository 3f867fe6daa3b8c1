import { bySupplier, type NewPurchaseOrder } from '../../../capability/offered/goods/orders';
import { add, type Money, moneyOf, subtract, zero } from '../../../money/domain/money';
import { dueOf, liveQuantity, shareOf } from '../amounts';
import type { Line, ProductOrder } from '../order';
import { inShipments } from '../standing';

/** What the client was to pay in one currency, and what became of it. */
export interface OrderTotals {
  readonly agreed: Money;
  readonly delivered: Money;
  /** Neither delivered nor taken off yet. */
  readonly open: Money;
  readonly cancelled: Money;
  readonly refunded: Money;
}

/** By currency. What is agreed is the sum of all the others, to the minor unit. */
export function orderTotals(order: ProductOrder): ReadonlyMap<string, OrderTotals> {
  const totals = new Map<string, OrderTotals>();
  for (const line of order.lines) {
    const { currency } = line.agreed;
    const nothing = zero(currency);
    const before = totals.get(currency) ?? {
      ...{ agreed: nothing, delivered: nothing, open: nothing, cancelled: nothing, refunded: nothing },
    };
    const delivered = deliveredShare(order, line);
    totals.set(currency, {
      agreed: add(before.agreed, moneyOf(line.agreed)),
      delivered: add(before.delivered, delivered),
      open: add(before.open, subtract(dueOf(line), delivered)),
      cancelled: add(before.cancelled, moneyOf(line.cancelled)),
      refunded: add(before.refunded, moneyOf(line.refunded)),
    });
  }
  return totals;
}

function deliveredShare(order: ProductOrder, line: Line): Money {
  const { delivered } = inShipments(order, line.asked.line);
  return liveQuantity(line) === 0 ? zero(line.agreed.currency) : shareOf(line, delivered);
}

/** What is to be bought: one purchase order for each supplier, place and currency, also of what took another line's place. */
export function toBuy({ lines }: ProductOrder): {
  readonly orders: readonly NewPurchaseOrder[];
  readonly withoutCost: readonly string[];
} {
  return bySupplier(lines.map(({ asked }) => asked));
}

/** What was bought in one currency, with tax and freight apart. */
export interface PurchaseTotals {
  readonly goods: Money;
  readonly tax: Money;
  readonly freight: Money;
  readonly total: Money;
  /** What suppliers ask for beyond the cost of the lines, tax and freight: nothing, or somebody has to ask them. */
  readonly difference: Money;
}

/** By currency; the lines of which nothing was bought yet are no part of it. */
export function purchaseTotals({ lines, purchases }: ProductOrder): ReadonlyMap<string, PurchaseTotals> {
  const totals = new Map<string, PurchaseTotals>();
  for (const purchase of purchases) {
    const { currency } = purchase.goods;
    const nothing = zero(currency);
    const before = totals.get(currency) ?? {
      ...{ goods: nothing, tax: nothing, freight: nothing, total: nothing, difference: nothing },
    };
    const [goods, tax, freight, total] = (['goods', 'tax', 'freight', 'total'] as const).map((part) =>
      add(before[part], moneyOf(purchase[part])),
    ) as [Money, Money, Money, Money];
    const cost = lines
      .filter(({ asked }) => purchase.lines.includes(asked.line) && asked.cost?.currency === currency)
      .reduce((sum, { asked }) => add(sum, moneyOf(asked.cost!)), nothing);
    const expected = [cost, moneyOf(purchase.tax), moneyOf(purchase.freight)].reduce(add);
    const difference = add(before.difference, subtract(moneyOf(purchase.total), expected));
    totals.set(currency, { goods, tax, freight, total, difference });
  }
  return totals;
}
