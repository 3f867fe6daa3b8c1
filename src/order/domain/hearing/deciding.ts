import { type MoneyText, moneyOf, parseMoney, textOf } from '../../../money/domain/money';
import type { EventOf, IgnoredReason } from '../events';
import { type Line, type NewLine, openLine, type ProductOrder, type ShortageChoice } from '../order';
import type { Place } from '../place';
import { decimalsOf, stepsOf } from '../quantity';
import { agreedFor, liveQuantity, shareOf, takeOff } from '../amounts';
import { drain, type FoundPart, lineOf, move, partOf } from './moving';

const WITH_SUPPLIER = ['backordered', 'ordered', 'confirmed'] as const;

export function shortageDecided(
  order: ProductOrder,
  { line: id, choice, atMs }: EventOf<'shortageDecided'>,
): IgnoredReason | undefined {
  const line = lineOf(order, id);
  if (!line) return 'noSuchLine';
  if (!line.shortage) return 'nothingToDecide';
  settleShortage(line, choice, atMs);
  return undefined;
}

export function shortageTimedOut(
  order: ProductOrder,
  { line: id, atMs }: EventOf<'shortageTimedOut'>,
): IgnoredReason | undefined {
  const line = lineOf(order, id);
  if (!line) return 'noSuchLine';
  if (!line.shortage) return 'nothingToDecide';
  if (atMs < line.shortage.decideByMs) return 'notYet';
  settleShortage(line, order.rules.shortageDefault, atMs);
  return undefined;
}

function settleShortage(line: Line, choice: ShortageChoice, atMs: number): void {
  line.shortage = null;
  switch (choice) {
    case 'wait':
      return;
    case 'split':
      line.isSplit = true;
      return;
    case 'cancel':
      cancelShort(line, atMs);
  }
}

/** What cannot be had is not to be paid. */
function cancelShort(line: Line, atMs: number): void {
  const quantity = line.at.backordered;
  takeOff(line, 'cancelled', shareOf(line, quantity), atMs);
  line.at.backordered = 0;
  line.at.cancelled += quantity;
}

export function proposed(
  order: ProductOrder,
  { proposal: id, line: lineId, offer }: EventOf<'proposed'>,
): IgnoredReason | undefined {
  const line = lineOf(order, lineId);
  if (!line) return 'noSuchLine';
  if (order.proposals.some((one) => one.id === id)) return 'knownAlready';
  const fault =
    offer.kind === 'price'
      ? priceFault(line, offer.amount)
      : line.shortage
        ? substituteFault(order, offer.by)
        : 'nothingToDecide';
  if (fault) return fault;
  order.proposals.push({ id, line: lineId, offer });
  return undefined;
}

/** What the client does not agree to was never offered: the shortage is still to be decided, the price stays. */
export function answered(
  order: ProductOrder,
  { proposal: id, isAgreed, atMs }: EventOf<'answered'>,
): IgnoredReason | undefined {
  const proposal = order.proposals.find((one) => one.id === id);
  const line = proposal && lineOf(order, proposal.line);
  if (!proposal || !line) return 'noSuchProposal';
  const { offer } = proposal;
  if (isAgreed && offer.kind === 'substitute' && lineOf(order, offer.by.line)) return 'knownAlready';
  order.proposals = order.proposals.filter((one) => one.id !== id);
  if (!isAgreed) return undefined;
  switch (offer.kind) {
    case 'price':
      line.agreed = textOf(agreedFor(line, moneyOf(offer.amount)));
      return undefined;
    case 'substitute':
      line.shortage = null;
      cancelShort(line, atMs);
      order.lines.push(openLine(offer.by, proposal.line));
      return undefined;
  }
}

export function takenOff(order: ProductOrder, event: EventOf<'takenOff'>): IgnoredReason | undefined {
  const part = partOf(order, event);
  if (typeof part === 'string') return part;
  const { line, quantity } = part;
  const share = shareOf(line, quantity);
  const fault = event.from === undefined ? fromSupplier(part, event.as) : move(part, event.from, event.as);
  if (fault) return fault;
  takeOff(line, event.as, share, event.atMs);
  return undefined;
}

function fromSupplier({ line, quantity, serials }: FoundPart, to: Place): IgnoredReason | undefined {
  if (serials.length > 0) return 'serialsDiffer';
  if (quantity > line.at.ordered + line.at.confirmed + line.at.backordered) return 'moreThanThere';
  drain(line, WITH_SUPPLIER, quantity);
  line.at[to] += quantity;
  return undefined;
}

function priceFault(line: Line, amount: MoneyText): IgnoredReason | undefined {
  if ('fault' in parseMoney(amount)) return 'noAmount';
  if (liveQuantity(line) === 0) return 'nothingToDecide';
  return amount.currency === line.agreed.currency ? undefined : 'otherCurrency';
}

/** To open its line must not fail once the client has agreed. */
function substituteFault(order: ProductOrder, by: NewLine): IgnoredReason | undefined {
  if (lineOf(order, by.line)) return 'knownAlready';
  if ('fault' in parseMoney(by.amount)) return 'noAmount';
  const decimals = by.isSerialised === true ? 0 : (by.decimals ?? decimalsOf(by.quantity));
  return stepsOf(by.quantity, decimals) === undefined ? 'noQuantity' : undefined;
}

/** What nobody needs to answer any more is not asked: a line that is short no longer, or of which nothing is left. */
export function withdrawQuestions(order: ProductOrder): void {
  for (const line of order.lines) {
    if (line.at.backordered === 0) line.shortage = null;
  }
  order.proposals = order.proposals.filter(({ line: id, offer }) => {
    const line = lineOf(order, id)!;
    return offer.kind === 'price' ? liveQuantity(line) > 0 : line.shortage !== null;
  });
}
