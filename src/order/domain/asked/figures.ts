import { workingSecondsBetween } from '../../../promise/domain/clock/engine';
import type { Calendar } from '../../../promise/domain/clock/types';
import type { OrderError, ProductOrder } from '../order';
import { inShipments, isOver } from '../standing';
import { arrivalsOf } from './on-site';

/** A rate with the lines behind it: so many of all. */
export interface Rate {
  readonly counted: readonly string[];
  readonly all: readonly string[];
}

/** The lines that had a day and were delivered, and those of them that came in time, to their last part. */
export function onTimeLines(order: ProductOrder): Rate {
  const all = order.lines.filter(
    ({ asked }) => asked.requiredByMs !== undefined && inShipments(order, asked.line).delivered > 0,
  );
  const inTime = all.filter(({ asked }) => Math.max(...arrivalsOf(order, asked.line)) <= asked.requiredByMs!);
  return { counted: inTime.map(({ asked }) => asked.line), all: all.map(({ asked }) => asked.line) };
}

/** Whether all that was delivered came in time; null while the order is not over, and where no line had a day. */
export function isOrderOnTime(order: ProductOrder): boolean | null {
  const { counted, all } = onTimeLines(order);
  return !isOver(order) || all.length === 0 ? null : counted.length === all.length;
}

/** The lines that left complete with what was sent first, of all that the client ordered; one that took another's place is none. */
export function fillRate(order: ProductOrder): Rate {
  const ordered = order.lines.filter(({ replaces }) => replaces === null);
  const firstMs = Math.min(...order.shipments.map(({ sentAtMs }) => sentAtMs));
  const first = order.shipments
    .filter(({ sentAtMs }) => sentAtMs === firstMs)
    .flatMap(({ contents }) => contents);
  const sentFirst = (line: string) =>
    first.filter((content) => content.line === line).reduce((sum, { quantity }) => sum + quantity, 0);
  const filled = ordered.filter((line) => sentFirst(line.asked.line) >= line.ordered);
  return { counted: filled.map(({ asked }) => asked.line), all: ordered.map(({ asked }) => asked.line) };
}

export interface CycleTime {
  readonly fromMs: number;
  readonly toMs: number;
  readonly wallSeconds: number;
  readonly workingSeconds: number;
}

/**
 * From the order to its last part that arrived or was taken off; null while it is not over.
 * @throws ClockError when the calendar is malformed
 */
export function cycleTime(order: ProductOrder, calendar: Calendar): CycleTime | null {
  if (!isOver(order)) return null;
  const ends = order.lines.flatMap(({ asked, takenOffAtMs }) => [
    ...arrivalsOf(order, asked.line),
    ...(takenOffAtMs === null ? [] : [takenOffAtMs]),
  ]);
  const fromMs = order.openedAtMs;
  const toMs = Math.max(fromMs, ...ends);
  const workingSeconds = workingSecondsBetween(calendar, fromMs, toMs);
  return { fromMs, toMs, wallSeconds: (toMs - fromMs) / 1000, workingSeconds };
}

/** The errors of one kind, and the lines that had one, of all lines. An error of the whole order is one of each of them. */
export function errorRate(
  order: ProductOrder,
  kind: OrderError['kind'],
): Rate & { readonly errors: readonly OrderError[] } {
  const errors = order.errors.filter((one) => one.kind === kind);
  const all = order.lines.map(({ asked }) => asked.line);
  const counted = all.filter((id) => errors.some(({ line }) => line === null || line === id));
  return { errors, counted, all };
}
