import * as fc from 'fast-check';
import type { LedgerEntry, LedgerKind } from '../../src/engagement/domain/ledger/entry';
import { openInvoices } from '../../src/engagement/domain/ledger/reminders';

const DUE = Date.parse('2026-06-15T00:00:00Z');

let counted = 0;
function line(
  kind: LedgerKind,
  minor: number,
  invoice: string | null = 'INV-1',
  currency = 'JPY',
): LedgerEntry {
  counted += 1;
  const dueAtMs = kind === 'invoice' ? DUE : null;
  return {
    id: `e${counted}`,
    kind,
    amount: String(minor),
    currency,
    invoice,
    milestone: 's',
    atMs: 0,
    dueAtMs,
  };
}
const numbers = (entries: LedgerEntry[], tolerance = 0) =>
  openInvoices(entries, tolerance).map(({ entry, asked, paid }) => `${entry.invoice} ${asked - paid}`);

describe('An invoice may have to be reminded of', () => {
  it.each<[string, LedgerEntry[], string[]]>([
    ['as it is', [line('invoice', 600)], ['INV-1 600']],
    ['when it is paid in part', [line('invoice', 600), line('payment', 599)], ['INV-1 1']],
    ['when it is credited in part', [line('invoice', 600), line('credit', 500)], ['INV-1 100']],
    ['not when it is paid', [line('invoice', 600), line('payment', 600)], []],
    ['not when it is paid without being named', [line('invoice', 600), line('payment', 700, null)], []],
    ['when another currency came', [line('invoice', 600), line('payment', 600, null, 'KRW')], ['INV-1 600']],
    ['not when it is void', [line('invoice', 600), line('void', 600)], []],
    ['not when it is credited', [line('invoice', 600), line('credit', 600)], []],
    [
      'not when all that came went back',
      [line('invoice', 600), line('payment', 600), line('refund', 600)],
      [],
    ],
    [
      'when a part of what came went back',
      [line('invoice', 600), line('payment', 600), line('refund', 1)],
      ['INV-1 1'],
    ],
    [
      'when it stands in the place of a void one',
      [line('invoice', 600), line('void', 600), line('invoice', 500)],
      ['INV-1 500'],
    ],
    [
      'when the money that went back was for another one',
      [
        line('invoice', 600),
        line('invoice', 5, 'INV-2'),
        line('payment', 5, 'INV-2'),
        line('refund', 5, 'INV-2'),
      ],
      ['INV-1 600'],
    ],
  ])('%s', (_what, entries, expected) => {
    expect(numbers(entries)).toEqual(expected);
  });

  it('as far as the rules let nothing pass', () => {
    const entries = (paid: number) => [line('invoice', 1_000), line('payment', paid)];
    expect(numbers(entries(990), 1)).toEqual([]);
    expect(numbers(entries(989), 1)).toEqual(['INV-1 11']);
  });

  it('only where it names a due date', () => {
    expect(numbers([{ ...line('invoice', 600), dueAtMs: null }])).toEqual([]);
  });

  test('never once everything that is asked was paid, in whatever parts and order', () => {
    const part = fc.record({
      minor: fc.integer({ min: 1, max: 500 }),
      invoice: fc.constantFrom('INV-1', 'INV-2', null),
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        const whole = parts.reduce((sum, { minor }) => sum + minor, 0);
        const payments = parts.map(({ minor, invoice }) => line('payment', minor, invoice));
        const invoices = [line('invoice', whole), line('invoice', 1, 'INV-2')];
        expect(numbers([...invoices, ...payments])).toHaveLength(1);
        expect(numbers([...invoices, ...payments, line('payment', 1, null)])).toEqual([]);
      }),
    );
  });
});
