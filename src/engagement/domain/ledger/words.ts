import { because, type Wording } from '../../../journal/domain/words';
import { inWords, moneyOf } from '../../../money/domain/money';
import type { EngagementFact, LedgerPosted } from '../journal-facts';
import { dueDayOf, type LedgerEntry } from './entry';

/** A line of the ledger in a plain sentence, with what it comes to. */
export function ledgerWords({ entry, answer }: LedgerPosted, wording: Wording): string {
  return `${sentence(entry, wording)}${because(wording)}${answer === '' ? '' : `. ${capital(answer)}`}`;
}

/** What the client was reminded of, and how often they have been. */
export function reminderWords(fact: Extract<EngagementFact, { kind: 'invoiceReminded' }>): string {
  const { invoice, count, atMost, dueAtMs, open, note } = fact;
  const due = dueAtMs === null ? '' : `, due since ${dueDayOf(dueAtMs)}`;
  return `The client was reminded of invoice ${invoice} (${count} of ${atMost}): ${inWords(moneyOf(open))} is open${due}. ${note}`;
}

function sentence(entry: LedgerEntry, { actor }: Wording): string {
  const { kind, milestone, invoice, dueAtMs } = entry;
  const money = inWords(moneyOf(entry));
  const named = `Invoice ${invoice ?? 'without a number'}`;
  switch (kind) {
    case 'invoice': {
      const due = dueAtMs === null ? '' : `, due on ${dueDayOf(dueAtMs)}`;
      return `${named} over ${money}${milestone === null ? '' : ` for "${milestone}"`}${due}, stated by ${actor}`;
    }
    case 'payment':
      return `A payment of ${money} arrived${invoice === null ? '' : ` for invoice ${invoice}`}, stated by ${actor}`;
    case 'refund':
      return `${money} went back to the client${invoice === null ? '' : ` from invoice ${invoice}`}, stated by ${actor}`;
    case 'credit':
      return `${money} of invoice ${invoice ?? ''} was credited, stated by ${actor}`;
    case 'void':
      return `${named} over ${money} is void, stated by ${actor}`;
    case 'amendment':
      return `${named} was changed and asks for ${money} now${dueAtMs === null ? '' : `, due on ${dueDayOf(dueAtMs)}`}, stated by ${actor}`;
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
