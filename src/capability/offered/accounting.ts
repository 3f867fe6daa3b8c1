import { action, capability, port } from '../capability';
import { decimal, slug, whole } from '../parameters';

/** A sales invoice as the lifecycle sees it. Amounts are decimal text with the places of its currency. */
export interface Invoice {
  readonly id: string;
  readonly number: string;
  readonly isVoid: boolean;
  /** What the client is asked for, with tax. */
  readonly total: string;
  /** The same without tax. */
  readonly net: string;
  readonly paid: string;
  readonly credited: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Until when it is to be paid, `YYYY-MM-DD`, as far as the vendor tells it. */
  readonly dueOn: string | null;
  /** Since when it has been so, by the vendor's clock, as far as the vendor tells it. */
  readonly asOfMs: number | null;
}

export interface NewInvoice {
  readonly customer: {
    /** The same client has the same key. */
    readonly key: string;
    readonly name: string;
    readonly email: string | undefined;
  };
  /** Unique among sales invoices. */
  readonly number: string;
  readonly description: string;
  /** Decimal text with the places of its currency, such as `600.00`; without tax. */
  readonly amount: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly reference: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly dueDate: string;
}

/** Where sales invoices are made and paid. */
export interface AccountingPort {
  /** The approved invoice of a key, made if it is not there, with its customer. */
  ensureInvoice(key: string, invoice: NewInvoice): Promise<Invoice>;
  /** @returns undefined when there is no such invoice, or it is not shown yet */
  readInvoice(id: string): Promise<Invoice | undefined>;
  /** By its number. */
  findInvoice(number: string): Promise<Invoice | undefined>;
  /** Voids an invoice on which nothing was paid. Repeatable. @returns the invoice as it is afterwards */
  voidInvoice(key: string, id: string): Promise<Invoice>;
}

const voidInvoice = action({ milestone: slug });

/** One sales invoice per milestone. */
export const accounting = capability({
  port: port<AccountingPort>(),
  actions: {
    /** Makes the sales invoice of a milestone: `percent` of the engagement's value, payable within `dueDays`. */
    createInvoice: action(
      {
        milestone: slug,
        percent: decimal({ above: 0, max: 100 }),
        dueDays: whole({ min: 0, max: 365 }),
      },
      { by: voidInvoice, with: ({ params: { milestone } }) => ({ milestone }) },
    ),
    /** Voids the invoice of a milestone if nothing was paid on it; else leaves it and says so in the result. */
    voidInvoice,
  },
});
