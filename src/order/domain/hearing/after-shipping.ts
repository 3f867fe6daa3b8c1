import { shareOf, takeOff } from '../amounts';
import type { AstrayChoice, EventOf, IgnoredReason } from '../events';
import type { Content, ProductOrder } from '../order';
import type { Place } from '../place';
import { outcomeOfShipment } from '../standing';
import { type FoundPart, isCount, partOf } from './moving';

/** Goods that did not reach the client become something else. */
export function astrayDecided(
  order: ProductOrder,
  event: EventOf<'astrayDecided'>,
): IgnoredReason | undefined {
  const part = partOf(order, event);
  if (typeof part === 'string') return part;
  const shipment = order.shipments.find(({ id }) => id === event.shipment);
  if (!shipment) return 'noSuchShipment';
  if (outcomeOfShipment(shipment) !== 'astray') return 'nothingToDecide';
  const content = contentWith(shipment.contents, part, event.line);
  if (typeof content === 'string') return content;
  const { line, quantity, serials } = part;
  const to = placeAfter(event.choice);
  if (to === 'cancelled' || to === 'refunded') takeOff(line, to, shareOf(line, quantity), event.atMs);
  content.gone += quantity;
  content.serials = content.serials.filter((serial) => !serials.includes(serial));
  line.at[to] += quantity;
  // A unit that is bought again is another one.
  for (const serial of serials) line.units[serial] = to === 'ordered' ? 'sentBack' : to;
  return undefined;
}

function placeAfter(choice: AstrayChoice): Place {
  switch (choice) {
    case 'again':
      return 'ordered';
    case 'cameBack':
      return 'received';
    case 'cancel':
      return 'cancelled';
    case 'refund':
      return 'refunded';
  }
}

/** A return is a matter of its own: the line stays delivered. */
export function returned(order: ProductOrder, event: EventOf<'returned'>): IgnoredReason | undefined {
  const part = partOf(order, event);
  if (typeof part === 'string') return part;
  const { line, quantity, serials } = part;
  if (order.returns.some(({ id }) => id === event.return)) return 'knownAlready';
  const before = order.returns.filter((one) => one.line === event.line);
  const delivered = deliveredContents(order, event.line);
  const left =
    delivered.reduce((sum, one) => sum + one.quantity - one.gone, 0) -
    before.reduce((sum, one) => sum + one.quantity, 0);
  if (quantity > left) return 'moreThanThere';
  if (!isUnits(part, delivered) || before.some((one) => one.serials.some((each) => serials.includes(each)))) {
    return 'serialsDiffer';
  }
  const { atMs, cause } = event;
  order.returns.push({ id: event.return, atMs, line: line.asked.line, quantity, serials, cause });
  return undefined;
}

function deliveredContents({ shipments }: ProductOrder, line: string): Content[] {
  return shipments
    .filter((one) => outcomeOfShipment(one) === 'delivered')
    .flatMap(({ contents }) => contents.filter((content) => content.line === line));
}

function contentWith(contents: readonly Content[], part: FoundPart, line: string): Content | IgnoredReason {
  const of = contents.filter((content) => content.line === line);
  const found = of.find(
    (content) => content.quantity - content.gone >= part.quantity && isUnits(part, [content]),
  );
  if (found) return found;
  return of.some(({ quantity, gone }) => quantity - gone >= part.quantity)
    ? 'serialsDiffer'
    : 'moreThanThere';
}

function isUnits({ line, quantity, serials }: FoundPart, contents: readonly Content[]): boolean {
  const there = contents.flatMap((content) => content.serials);
  return isCount(line, quantity, serials) && serials.every((serial) => there.includes(serial));
}
