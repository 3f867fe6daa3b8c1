import type { Connection } from '../../database/database';
import type { LedgerEntry as LedgerRow } from '../../database/generated/client';
import type { LedgerEntry, LedgerKind } from '../domain/ledger/entry';

export type { LedgerEntry as LedgerRow } from '../../database/generated/client';

/** The ledger of an engagement, oldest line first. */
export async function listLedger(db: Connection, engagementId: string): Promise<LedgerRow[]> {
  return db.ledgerEntry.findMany({ where: { engagementId }, orderBy: { position: 'asc' } });
}

/** A line of the ledger as its rows have it. */
export function entryOf(row: LedgerRow): LedgerEntry {
  const { entryId: id, kind, milestone, invoiceNumber: invoice, amount, currency, at, dueAt } = row;
  return {
    ...{ id, milestone, invoice, amount, currency },
    kind: kind as LedgerKind,
    atMs: at.getTime(),
    dueAtMs: dueAt?.getTime() ?? null,
  };
}

/** The invoice of this number in any ledger, or in one engagement's. */
export async function findInvoice(
  db: Connection,
  invoiceNumber: string,
  engagementId?: string,
): Promise<LedgerRow | null> {
  return db.ledgerEntry.findFirst({
    where: { kind: 'invoice', invoiceNumber, ...(engagementId === undefined ? {} : { engagementId }) },
    orderBy: { at: 'desc' },
  });
}
