import type { Model } from '../../../journal/domain/model';
import { instantOf, type LedgerEntryRow } from '../../../journal/domain/rows';
import type { LedgerPosted } from '../journal-facts';
import type { LedgerEntry } from './entry';

/** Keeps a line of the ledger, and has the promises of payments ask for what is open now. */
export function recordLedger<Own extends object>(
  model: Model<Own>,
  { entry, position, asks }: LedgerPosted,
): void {
  model.put('ledgerEntry', rowOf(model.subject.id, entry, position));
  for (const promise of model.all('promise')) {
    const asked = asks[promise.step];
    if (asked && promise.state === 'open') {
      const keptBy = promise.keptBy.map((way) =>
        way.signal === 'paymentReceived' ? { ...way, body: { ...way.body, ...asked } } : way,
      );
      model.put('promise', { ...promise, keptBy });
    }
  }
}

function rowOf(engagementId: string, entry: LedgerEntry, position: number): LedgerEntryRow {
  const { id, atMs, dueAtMs, invoice, ...same } = entry;
  return {
    ...same,
    id: `${engagementId}/${id}`,
    engagementId,
    position,
    entryId: id,
    invoiceNumber: invoice,
    at: instantOf(atMs),
    dueAt: dueAtMs === null ? null : instantOf(dueAtMs),
  };
}
