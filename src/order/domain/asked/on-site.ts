import type { ProductOrder } from '../order';
import { deliveredAtMs, isLineOver, leftOf } from '../standing';

/** When the last unit of these lines was with the client; null while something of them is still to come, or nothing came. */
export function onSiteAtMs(order: ProductOrder, lines: readonly string[]): number | null {
  const isStillToCome = order.lines.some(
    (line) => lines.includes(line.asked.line) && !isLineOver(order, line),
  );
  const arrivals = lines.flatMap((line) => arrivalsOf(order, line));
  return isStillToCome || arrivals.length === 0 ? null : Math.max(...arrivals);
}

/** When parts of a line arrived, one instant for each shipment. */
export function arrivalsOf({ shipments }: ProductOrder, line: string): number[] {
  return shipments
    .filter(({ contents }) => contents.some((content) => content.line === line && leftOf(content) > 0))
    .flatMap((one) => deliveredAtMs(one) ?? []);
}
