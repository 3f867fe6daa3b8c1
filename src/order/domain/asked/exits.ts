import { openLines, type Order } from '../../../capability/offered/goods/orders';
import { dateText, parseDate } from '../../../promise/domain/clock/time-text';
import type { Line, ProductOrder } from '../order';
import { onSiteAtMs } from './on-site';
import { decimalsOf, quantityText } from '../quantity';
import { inShipments, isLineOver, outcomeOfShipment } from '../standing';

/** What is known beside the order when it is to be closed out. */
export interface Beside {
  /** The shipments of which accounting was told, once for each time. */
  readonly accountingTold: readonly string[];
  /** The order as Order Management shows it. */
  readonly readBack: Pick<Order, 'state' | 'lines'> | null;
  /** The lines that onsite services wait for; null: the quote has none. */
  readonly onsiteNeeds: readonly string[] | null;
  readonly serviceTeamToldAtMs: number | null;
  readonly assets: readonly PostedAsset[];
  /** The days for which renewals are scheduled, `YYYY-MM-DD`, and how many days before the end of a warranty they lie. */
  readonly renewals: { readonly days: readonly string[]; readonly leadDays: number };
  /** When the included services were complete: at once where there are none, null while they are not. */
  readonly servicesCompleteAtMs: number | null;
  readonly surveySentAtMs: number | null;
}

export interface PostedAsset {
  readonly serial: string;
  readonly id: string | null;
  readonly warrantyEndsOn: string | null;
}

export type Exit =
  | 'received'
  | 'accountingTold'
  | 'orderClosed'
  | 'serviceTeamTold'
  | 'assetsPosted'
  | 'renewalScheduled'
  | 'surveySent';

export interface MissingExit {
  readonly exit: Exit;
  /** The lines, shipments, serial numbers or days for which it does not hold, where it is about such. */
  readonly of: readonly string[];
}

/** Which of the seven conditions for closing an order out do not hold. None: it may be closed out. */
export function missingExits(order: ProductOrder, beside: Beside): MissingExit[] {
  return [
    ofThose('received', notReceived(order)),
    ofThose('accountingTold', notToldOnce(order, beside)),
    ofThose('orderClosed', notClosed(order, beside)),
    onlyIf('serviceTeamTold', isServiceTeamTold(order, beside)),
    ofThose('assetsPosted', notPosted(order, beside)),
    ofThose('renewalScheduled', notScheduled(beside)),
    onlyIf('surveySent', isSurveySent(beside)),
  ].flat();
}

/** The units that the client has got, by their serial numbers. */
export function deliveredSerials({ shipments }: ProductOrder): string[] {
  return shipments
    .filter((one) => outcomeOfShipment(one) === 'delivered')
    .flatMap(({ contents }) => contents.flatMap(({ serials }) => serials));
}

/** The day on which a renewal is to be spoken of, `YYYY-MM-DD`. @returns undefined when the warranty's end is no day */
export function renewalDay(warrantyEndsOn: string, leadDays: number): string | undefined {
  const end = parseDate(warrantyEndsOn);
  return end === null ? undefined : dateText(end - leadDays);
}

function notReceived(order: ProductOrder): string[] {
  const open = order.lines.filter((line) => !isLineOver(order, line)).map(({ asked }) => asked.line);
  const unsigned = order.shipments
    .filter((one) => outcomeOfShipment(one) === 'delivered' && one.proof?.isSigned !== true)
    .map(({ id }) => id);
  return [...open, ...unsigned];
}

function notToldOnce({ shipments }: ProductOrder, { accountingTold }: Beside): string[] {
  const isToldOnce = (id: string) => accountingTold.filter((one) => one === id).length === 1;
  return shipments.map(({ id }) => id).filter((id) => !isToldOnce(id));
}

/** Closed there, and the same there as here, line by line. */
function notClosed(order: ProductOrder, { readBack }: Beside): string[] {
  const lines = order.lines.map(({ asked }) => asked.line);
  if (readBack?.state !== 'closed') return lines;
  const open = new Set(openLines(readBack).map(({ line }) => line));
  const isSame = (line: Line) => {
    const there = readBack.lines.find((one) => one.line === line.asked.line);
    const { delivered } = inShipments(order, line.asked.line);
    return (
      there !== undefined && !open.has(there.line) && isQuantity(there.delivered, delivered, line.decimals)
    );
  };
  return order.lines.filter((line) => !isSame(line)).map(({ asked }) => asked.line);
}

function isQuantity(text: string, steps: number, decimals: number): boolean {
  return decimalsOf(text) <= decimals && Number(text) === Number(quantityText(steps, decimals));
}

/** Told after the last unit that the services need was there; one of which nothing comes any more is not waited for. */
function isServiceTeamTold(order: ProductOrder, { onsiteNeeds, serviceTeamToldAtMs }: Beside): boolean {
  if (onsiteNeeds === null) return true;
  const atMs = onSiteAtMs(order, onsiteNeeds);
  return atMs !== null && serviceTeamToldAtMs !== null && serviceTeamToldAtMs >= atMs;
}

function notPosted(order: ProductOrder, { assets }: Beside): string[] {
  const isPosted = (serial: string) =>
    assets.some((one) => one.serial === serial && one.id !== null && one.warrantyEndsOn !== null);
  return deliveredSerials(order).filter((serial) => !isPosted(serial));
}

function notScheduled({ assets, renewals }: Beside): string[] {
  const ends = new Set(assets.flatMap(({ warrantyEndsOn }) => warrantyEndsOn ?? []));
  const days = [...ends].flatMap((end) => renewalDay(end, renewals.leadDays) ?? []);
  return days.filter((day) => !renewals.days.includes(day));
}

function isSurveySent({ servicesCompleteAtMs, surveySentAtMs }: Beside): boolean {
  return servicesCompleteAtMs !== null && surveySentAtMs !== null && surveySentAtMs >= servicesCompleteAtMs;
}

function ofThose(exit: Exit, of: readonly string[]): MissingExit[] {
  return of.length > 0 ? [{ exit, of }] : [];
}

function onlyIf(exit: Exit, holds: boolean): MissingExit[] {
  return holds ? [] : [{ exit, of: [] }];
}
