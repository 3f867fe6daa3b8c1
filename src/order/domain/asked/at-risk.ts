import type { Workdays } from '../../../track/domain/plan/workdays';
import type { Line, ProductOrder, Shipment } from '../order';
import { PENDING, sumAt } from '../place';
import { inShipments, isLineOver, leftOf, outcomeOfShipment } from '../standing';

export interface Transit {
  readonly nowMs: number;
  /** The working days of a calendar, from now on or before. */
  readonly workdays: Workdays;
  /** How many of them goods are on their way to the client. */
  readonly transitDays: number;
}

export interface LineAtRisk {
  readonly line: string;
  readonly requiredByMs: number;
  /** When the last part of it is expected to leave for the client, or by its carrier to be there. */
  readonly expectedMs: number;
}

/** The lines of which some part will, by all that is known, reach the client after the day on which they want it. */
export function linesAtRisk(order: ProductOrder, transit: Transit): LineAtRisk[] {
  return order.lines.flatMap((line) => {
    const { requiredByMs } = line.asked;
    if (requiredByMs === undefined || isLineOver(order, line)) return [];
    const late = legsOf(order, line, transit).filter((leg) => isLate(leg, requiredByMs, transit.workdays));
    const expectedMs = Math.max(...late.map((leg) => leg.fromMs));
    return late.length > 0 ? [{ line: line.asked.line, requiredByMs, expectedMs }] : [];
  });
}

/** From an instant on, a part of a line is so many working days on its way. */
interface Leg {
  readonly fromMs: number;
  readonly days: number;
}

function isLate({ fromMs, days }: Leg, requiredByMs: number, workdays: Workdays): boolean {
  return fromMs > requiredByMs || workdays.from(fromMs) + days > workdays.until(requiredByMs);
}

function legsOf(order: ProductOrder, line: Line, { nowMs, transitDays: days }: Transit): Leg[] {
  const legs = order.shipments
    .filter((one) => isOnItsWayWith(one, line))
    .map((one) => legOf(one, nowMs, days));
  const sent = inShipments(order, line.asked.line);
  const isWithSupplier = sumAt(line, PENDING) > 0;
  const isHere = sumAt(line, ['allocated', 'received', 'passed', 'failed']) + sent.astray > 0;
  // What nobody has named a day for cannot be here sooner than now; nor can what should have been here before.
  if (isWithSupplier) legs.push({ fromMs: Math.max(line.expected?.arrivesMs ?? nowMs, nowMs), days });
  if (isHere) legs.push({ fromMs: nowMs, days });
  return legs;
}

/** Once its carrier has said when it arrives, that counts. */
function legOf({ expected, sentAtMs }: Shipment, nowMs: number, days: number): Leg {
  return expected ? { fromMs: Math.max(expected.arrivesMs, nowMs), days: 0 } : { fromMs: sentAtMs, days };
}

function isOnItsWayWith(shipment: Shipment, { asked }: Line): boolean {
  const has = shipment.contents.some((content) => content.line === asked.line && leftOf(content) > 0);
  return has && outcomeOfShipment(shipment) === 'onItsWay';
}
