import type { Model } from '../../../journal/domain/model';
import { instantOf, type LedgerEntryRow } from '../../../journal/domain/rows';
import { findStep } from '../../../playbook/domain/playbook';
import type { LedgerPosted } from '../journal-facts';
import type { LedgerEntry } from './entry';

/** Keeps a line of the ledger, and has the promise of the first payment ask for what is open now. */
export function recordLedger<Own extends object>(
  model: Model<Own>,
  { entry, position, open }: LedgerPosted,
): void {
  model.put('ledgerEntry', rowOf(model.subject.id, entry, position));
  const playbook = model.subject.rules.playbook?.rules;
  for (const promise of model.all('promise')) {
    const step = playbook && findStep(playbook, promise.step);
    if (open && promise.state === 'open' && step?.for?.signal === 'paymentReceived') {
      const keptBy = promise.keptBy.map((way) =>
        way.signal === 'paymentReceived' ? { ...way, body: { ...way.body, ...open } } : way,
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
