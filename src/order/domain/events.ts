import type { OrderLine } from '../../capability/offered/goods/orders';
import type { Slot } from './asked/preferences';
import type { Offer, OrderErrorCause, Purchase, ReturnCause, ShortageChoice } from './order';
import type { Whereabouts } from './way';

/** How much of a line, in decimal text, and which units of it where it has serial numbers and they are at hand. */
export interface Part {
  readonly line: string;
  readonly quantity: string;
  readonly serials?: readonly string[];
}

/** What becomes of goods that did not reach the client. `again`: they are bought again. `cameBack`: they are here again. */
export type AstrayChoice = 'again' | 'cameBack' | 'cancel' | 'refund';

type Happening =
  /** Entered in Order Management, and read back. */
  | { readonly kind: 'entered'; readonly placed: readonly OrderLine[] }
  | { readonly kind: 'purchased'; readonly purchase: Purchase }
  | ({ readonly kind: 'confirmed'; readonly arrivesMs: number } & Part)
  | ({ readonly kind: 'backordered'; readonly arrivesMs: number | null; readonly decideByMs: number } & Part)
  /** Set aside from stock. */
  | ({ readonly kind: 'allocated' } & Part)
  | ({ readonly kind: 'received'; readonly condition: 'good' | 'damaged' | 'wrong' } & Part)
  /** What came beyond what was ordered is taken, or goes back. */
  | ({ readonly kind: 'overDecided'; readonly isApproved: boolean } & Part)
  | ({ readonly kind: 'inspected'; readonly hasPassed: boolean } & Part)
  /** The supplier takes back what failed, or was the wrong thing. `credit`: and sends nothing for it. */
  | ({
      readonly kind: 'caseSettled';
      readonly of: 'failed' | 'wrong';
      readonly by: 'replacement' | 'credit';
      readonly decideByMs: number;
    } & Part)
  | { readonly kind: 'shortageDecided'; readonly line: string; readonly choice: ShortageChoice }
  | { readonly kind: 'shortageTimedOut'; readonly line: string }
  | { readonly kind: 'proposed'; readonly proposal: string; readonly line: string; readonly offer: Offer }
  | { readonly kind: 'answered'; readonly proposal: string; readonly isAgreed: boolean }
  /** Cancelled or refunded before it was sent. `from`: what is at hand; left out: what is with the supplier. */
  | ({
      readonly kind: 'takenOff';
      readonly as: 'cancelled' | 'refunded';
      readonly from?: 'allocated' | 'received' | 'passed' | 'failed';
    } & Part)
  | {
      readonly kind: 'sent';
      readonly shipment: string;
      readonly from: 'supplier' | 'warehouse';
      readonly carrier: string;
      readonly code: string;
      readonly address: string;
      readonly contents: readonly Part[];
      /** When it is to arrive, where that was agreed. */
      readonly slot: Slot | null;
      readonly isOverridden: boolean;
    }
  | {
      readonly kind: 'tracked';
      readonly shipment: string;
      readonly carrier: string;
      readonly state: Whereabouts;
      readonly arrivesMs?: number;
    }
  | {
      readonly kind: 'proved';
      readonly shipment: string;
      readonly imageHash: string;
      readonly isSigned: boolean;
    }
  | ({ readonly kind: 'astrayDecided'; readonly shipment: string; readonly choice: AstrayChoice } & Part)
  | ({ readonly kind: 'returned'; readonly return: string; readonly cause: ReturnCause } & Part)
  | { readonly kind: 'erred'; readonly line: string | null; readonly error: OrderErrorCause };

/** What happened to an order. The same id again is the same event. */
export type OrderEvent = Happening & { readonly id: string; readonly atMs: number };

export type EventOf<K extends OrderEvent['kind']> = Extract<OrderEvent, { readonly kind: K }>;

/** Why an event changes nothing. */
export type IgnoredReason =
  | 'heardBefore'
  | 'noSuchLine'
  | 'noSuchShipment'
  | 'noSuchProposal'
  /** No quantity, or one that is finer than the line is counted. */
  | 'noQuantity'
  | 'moreThanThere'
  /** Of a line with serial numbers each unit is named once, of others none is; and it must be where it is said to be. */
  | 'serialsDiffer'
  | 'serialKnown'
  | 'knownAlready'
  | 'nothingToDecide'
  | 'notYet'
  | 'otherCurrency'
  | 'noAmount'
  | 'foreignAddress'
  | 'againstPreferences'
  | 'wrongCarrier'
  /** Something was decided about its contents already. */
  | 'decidedAlready';
