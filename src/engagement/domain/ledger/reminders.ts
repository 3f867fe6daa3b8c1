import { percentOf } from '../../../money/domain/money';
import { type InvoiceStanding, type LedgerEntry, standingOf } from './entry';

/** How far the client has been reminded of one invoice. */
export interface Reminded {
  /** How many reminders have gone out, or were tried. */
  readonly count: number;
  /** From when on the next one may go out, whatever the hours. */
  readonly fromMs: number;
  /** When it does, once that is computed; `atMs` null: there is no such time. */
  readonly next: { readonly atMs: number | null } | null;
}

/**
 * The invoices that may have to be reminded of: they name a due date and are neither void nor paid, as far as the rules let
 * nothing pass. One whose money went back as a whole is for people to decide about, and no matter of a reminder.
 * @param tolerancePercent so many percent of what an invoice asks may be missing
 */
export function openInvoices(entries: readonly LedgerEntry[], tolerancePercent: number): InvoiceStanding[] {
  return standingOf(entries).invoices.filter((invoice) => {
    const { entry, asked, paid } = invoice;
    const { minor: passing } = percentOf({ minor: asked, currency: entry.currency }, tolerancePercent);
    return entry.dueAtMs !== null && asked - paid > passing && !hasGoneBack(invoice, entries);
  });
}

/** Before the first reminder: it goes out once the invoice is late. */
export function notRemindedYet({ dueAtMs }: LedgerEntry): Reminded {
  return { count: 0, fromMs: (dueAtMs ?? 0) + 1, next: null };
}

function hasGoneBack({ entry, paid }: InvoiceStanding, entries: readonly LedgerEntry[]): boolean {
  const isOfIt = ({ kind, invoice, currency }: LedgerEntry) =>
    kind === 'refund' && currency === entry.currency && (invoice === null || invoice === entry.invoice);
  return paid === 0n && entries.some(isOfIt);
}
