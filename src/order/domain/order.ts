import type { OrderLine } from '../../capability/offered/goods/orders';
import { type MoneyText, moneyOf, textOf, zero } from '../../money/domain/money';
import type { Preferences } from './asked/preferences';
import type { Place } from './place';
import { decimalsOf, stepsOf } from './quantity';
import type { ShipmentStep } from './way';

/** A product order as its workflow knows it: ids, quantities, instants and amounts as plain JSON, and no text. */
export interface ProductOrder {
  readonly openedAtMs: number;
  readonly rules: OrderRules;
  /** What the client ordered, and what took its place. */
  lines: Line[];
  shipments: Shipment[];
  purchases: Purchase[];
  /** What waits for the client's word. */
  proposals: Proposal[];
  returns: ReturnedGoods[];
  errors: OrderError[];
  /** The ids of the events that counted. */
  heard: string[];
}

export interface OrderRules {
  /** What becomes of a shortage about which nobody decides in time. A substitute needs the client's word, so it is none. */
  readonly shortageDefault: ShortageChoice;
  /** Ids of the places to which the client has goods delivered. */
  readonly addresses: readonly string[];
  readonly preferences: Preferences | null;
}

export type ShortageChoice = 'wait' | 'split' | 'cancel';

/** A line as it is ordered. */
export interface NewLine extends OrderLine {
  /** Each unit has a serial number. */
  readonly isSerialised?: boolean;
  /** In how many decimal places its quantities are counted; left out: in as many as the ordered one has. */
  readonly decimals?: number;
  /** The last instant of the day by which the client wants it. */
  readonly requiredByMs?: number;
}

/** One line, with the places of its parts. Quantities are in steps of its decimal places. */
export interface Line {
  readonly asked: NewLine;
  readonly decimals: number;
  /** The line that it takes the place of. */
  readonly replaces: string | null;
  readonly ordered: number;
  /** What was received beyond what was ordered, and approved. */
  approved: number;
  at: Record<Place, number>;
  /** Of a line with serial numbers: where each unit is. */
  units: Record<string, UnitPlace>;
  /** What the client pays for all of it, as agreed last. */
  agreed: MoneyText;
  /** What of it is not to be paid any more. */
  cancelled: MoneyText;
  refunded: MoneyText;
  /** When something of it was cancelled or refunded last. */
  takenOffAtMs: number | null;
  /** When its goods are expected, by who said so last. */
  expected: Expected | null;
  shortage: { readonly sinceMs: number; readonly decideByMs: number } | null;
  /** Its parts may go to the client one by one. */
  isSplit: boolean;
}

export type UnitPlace = Place | 'shipped' | 'sentBack';

export interface Expected {
  readonly arrivesMs: number;
  readonly saidAtMs: number;
}

export interface Shipment {
  readonly id: string;
  /** The supplier sends it to the client, or we do: what was received, or comes from stock. */
  readonly from: 'supplier' | 'warehouse';
  readonly carrier: string;
  /** Its tracking number. */
  readonly code: string;
  readonly address: string;
  readonly sentAtMs: number;
  /** It left against the client's preferences, with a reason. */
  readonly isOverridden: boolean;
  contents: Content[];
  /** All that its carrier has told of it, in the order of time. */
  steps: ShipmentStep[];
  expected: Expected | null;
  proof: Proof | null;
}

export interface Content {
  readonly line: string;
  readonly quantity: number;
  serials: readonly string[];
  /** So much of it did not arrive, and became something else. */
  gone: number;
}

/** That a shipment was handed over. Who signed, and the image, are kept elsewhere. */
export interface Proof {
  readonly atMs: number;
  readonly imageHash: string;
  readonly isSigned: boolean;
}

/** What is bought of one supplier, with tax and freight apart. */
export interface Purchase {
  readonly id: string;
  readonly supplier: string;
  readonly lines: readonly string[];
  readonly goods: MoneyText;
  readonly tax: MoneyText;
  readonly freight: MoneyText;
  /** What the supplier asks for all together. */
  readonly total: MoneyText;
}

/** What the client has to agree to before it counts. */
export type Offer =
  | { readonly kind: 'price'; readonly amount: MoneyText }
  | { readonly kind: 'substitute'; readonly by: NewLine };

export interface Proposal {
  readonly id: string;
  readonly line: string;
  readonly offer: Offer;
}

export type ReturnCause = 'wrongItem' | 'damaged' | 'defective' | 'orderedInError' | 'notWanted';

/** Goods that come back after their delivery: a matter of its own, of which the order only knows. */
export interface ReturnedGoods {
  readonly id: string;
  readonly atMs: number;
  readonly line: string;
  readonly quantity: number;
  readonly serials: readonly string[];
  readonly cause: ReturnCause;
}

export type OrderErrorCause =
  | { readonly kind: 'entry'; readonly cause: 'differsFromQuote' | 'incomplete' }
  | {
      readonly kind: 'processing';
      readonly cause: 'wrongItem' | 'wrongQuantity' | 'wrongAddress' | 'damagedByUs' | 'notInspected';
    };

export type OrderError = OrderErrorCause & {
  readonly id: string;
  readonly atMs: number;
  readonly line: string | null;
};

/** An order of these lines, of which nothing has happened yet. @throws RangeError when a quantity or an amount is none */
export function openOrder(openedAtMs: number, rules: OrderRules, lines: readonly NewLine[]): ProductOrder {
  const none = { shipments: [], purchases: [], proposals: [], returns: [], errors: [], heard: [] };
  return { openedAtMs, rules, lines: lines.map((line) => openLine(line, null)), ...none };
}

/** @throws RangeError when its quantity or amount is none */
export function openLine(asked: NewLine, replaces: string | null): Line {
  const decimals = asked.isSerialised === true ? 0 : (asked.decimals ?? decimalsOf(asked.quantity));
  const ordered = stepsOf(asked.quantity, decimals);
  if (ordered === undefined)
    throw new RangeError(`${asked.quantity} is no quantity of the line ${asked.line}`);
  const agreed = textOf(moneyOf(asked.amount));
  const nothing = textOf(zero(agreed.currency));
  return {
    ...{ asked, decimals, replaces, ordered, approved: 0, units: {}, isSplit: false },
    ...{ agreed, cancelled: nothing, refunded: nothing },
    ...{ takenOffAtMs: null, expected: null, shortage: null },
    at: {
      ...{ ordered, confirmed: 0, backordered: 0, allocated: 0, received: 0, passed: 0, failed: 0 },
      ...{ cancelled: 0, refunded: 0, over: 0, wrong: 0 },
    },
  };
}

/** The same order, to be changed without changing the one that it was made of. */
export function draftOf(order: ProductOrder): ProductOrder {
  const { lines, shipments, purchases, proposals, returns, errors, heard } = order;
  return {
    ...order,
    lines: lines.map((line) => ({ ...line, at: { ...line.at }, units: { ...line.units } })),
    shipments: shipments.map((one) => ({ ...one, contents: one.contents.map((part) => ({ ...part })) })),
    ...{ purchases: [...purchases], proposals: [...proposals], returns: [...returns] },
    ...{ errors: [...errors], heard: [...heard] },
  };
}
