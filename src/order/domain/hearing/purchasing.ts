import { parseMoney } from '../../../money/domain/money';
import type { EventOf, IgnoredReason } from '../events';
import type { ProductOrder } from '../order';
import { lineOf } from './moving';

export function purchased(
  order: ProductOrder,
  { purchase }: EventOf<'purchased'>,
): IgnoredReason | undefined {
  const { id, lines, goods, tax, freight, total } = purchase;
  if (order.purchases.some((one) => one.id === id)) return 'knownAlready';
  if (!lines.every((line) => lineOf(order, line))) return 'noSuchLine';
  const amounts = [goods, tax, freight, total];
  if (amounts.some((amount) => 'fault' in parseMoney(amount))) return 'noAmount';
  if (amounts.some(({ currency }) => currency !== goods.currency)) return 'otherCurrency';
  order.purchases.push(purchase);
  return undefined;
}
