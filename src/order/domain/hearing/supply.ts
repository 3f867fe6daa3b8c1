import { differingLines } from '../../../capability/offered/goods/orders';
import type { EventOf, IgnoredReason } from '../events';
import type { Expected, Line, ProductOrder } from '../order';
import { PENDING, sumAt } from '../place';
import { arrive, drain, type FoundPart, leave, move, newUnitsFault, partOf } from './moving';

/** What is not in Order Management as the client ordered it is an error of entering it. */
export function entered(order: ProductOrder, { id, atMs, placed }: EventOf<'entered'>): undefined {
  const asked = order.lines.filter(({ replaces }) => replaces === null).map((line) => line.asked);
  for (const line of differingLines(asked, { lines: placed })) {
    order.errors.push({ id: `${id}/${line}`, atMs, line, kind: 'entry', cause: 'differsFromQuote' });
  }
}

export function confirmed(order: ProductOrder, event: EventOf<'confirmed'>): IgnoredReason | undefined {
  const part = partOf(order, event);
  if (typeof part === 'string') return part;
  const { line, quantity, serials } = part;
  if (serials.length > 0) return 'serialsDiffer';
  if (quantity > sumAt(line, PENDING)) return 'moreThanThere';
  // What was confirmed before is confirmed again, with another day.
  const fresh = Math.min(quantity, line.at.ordered + line.at.backordered);
  drain(line, ['ordered', 'backordered'], fresh);
  line.at.confirmed += fresh;
  expect(line, event.arrivesMs, event.atMs);
  return undefined;
}

export function backordered(order: ProductOrder, event: EventOf<'backordered'>): IgnoredReason | undefined {
  const part = partOf(order, event);
  if (typeof part === 'string') return part;
  const { line, quantity, serials } = part;
  if (serials.length > 0) return 'serialsDiffer';
  if (quantity > line.at.ordered + line.at.confirmed) return 'moreThanThere';
  drain(line, ['ordered', 'confirmed'], quantity);
  runShort(line, quantity, event);
  if (event.arrivesMs !== null) expect(line, event.arrivesMs, event.atMs);
  return undefined;
}

export function allocated(order: ProductOrder, event: EventOf<'allocated'>): IgnoredReason | undefined {
  const part = partOf(order, event);
  return typeof part === 'string'
    ? part
    : arrive(order, part, ['backordered', 'ordered', 'confirmed'], 'allocated');
}

export function received(order: ProductOrder, event: EventOf<'received'>): IgnoredReason | undefined {
  const part = partOf(order, event);
  if (typeof part === 'string') return part;
  const { line, quantity, serials } = part;
  switch (event.condition) {
    case 'wrong':
      if (serials.length > 0) return 'serialsDiffer';
      line.at.wrong += quantity;
      return undefined;
    case 'good':
      return receive(order, part, 'received');
    case 'damaged':
      return receive(order, part, 'failed');
  }
}

/** No more than the supplier owes: what came beyond that is set aside until somebody has decided about it. */
function receive(order: ProductOrder, part: FoundPart, to: 'received' | 'failed'): IgnoredReason | undefined {
  const { line, quantity, serials } = part;
  const fault = newUnitsFault(order, part);
  if (fault) return fault;
  const owed = Math.min(quantity, sumAt(line, PENDING));
  drain(line, ['confirmed', 'ordered', 'backordered'], owed);
  line.at[to] += owed;
  line.at.over += quantity - owed;
  for (const [index, serial] of serials.entries()) line.units[serial] = index < owed ? to : 'over';
  return undefined;
}

export function overDecided(order: ProductOrder, event: EventOf<'overDecided'>): IgnoredReason | undefined {
  const part = partOf(order, event);
  if (typeof part === 'string') return part;
  if (!event.isApproved) return leave(part, 'over');
  const fault = move(part, 'over', 'received');
  if (fault) return fault;
  part.line.approved += part.quantity;
  return undefined;
}

export function inspected(order: ProductOrder, event: EventOf<'inspected'>): IgnoredReason | undefined {
  const part = partOf(order, event);
  return typeof part === 'string' ? part : move(part, 'received', event.hasPassed ? 'passed' : 'failed');
}

export function caseSettled(order: ProductOrder, event: EventOf<'caseSettled'>): IgnoredReason | undefined {
  const part = partOf(order, event);
  if (typeof part === 'string') return part;
  // What was to come instead of the wrong thing is owed as before.
  if (event.of === 'wrong') return leave(part, 'wrong');
  if (event.by === 'replacement') return move(part, 'failed', 'ordered');
  const fault = move(part, 'failed', 'backordered');
  if (fault) return fault;
  runShort(part.line, 0, event);
  return undefined;
}

/** A shortage that is open already keeps the time until which it is to be decided. */
function runShort(
  line: Line,
  quantity: number,
  { atMs, decideByMs }: { atMs: number; decideByMs: number },
): void {
  line.at.backordered += quantity;
  line.shortage ??= { sinceMs: atMs, decideByMs };
}

function expect(line: Line, arrivesMs: number, saidAtMs: number): void {
  line.expected = latest(line.expected, { arrivesMs, saidAtMs });
}

/** What was said last counts, in whatever order it is heard; of two things said at once the later day. */
export function latest(known: Expected | null, said: Expected): Expected {
  if (known === null || said.saidAtMs > known.saidAtMs) return said;
  return said.saidAtMs === known.saidAtMs && said.arrivesMs > known.arrivesMs ? said : known;
}
