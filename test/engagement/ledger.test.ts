import * as fc from 'fast-check';
import { type LedgerEntry, type LedgerKind, standingOf } from '../../src/engagement/domain/ledger/entry';
import { gateInWords, gateOf, type GateTerms, openAt } from '../../src/engagement/domain/ledger/gate';
import { recordLedger } from '../../src/engagement/domain/ledger/project';
import { viewOf } from '../../src/engagement/domain/ledger/view';
import { ledgerWords } from '../../src/engagement/domain/ledger/words';
import { Model } from '../../src/journal/domain/model';
import { placesOf } from '../../src/money/domain/currencies';
import { inWords, moneyOf } from '../../src/money/domain/money';

const AT = Date.parse('2026-06-01T09:00:00Z');
const DUE = Date.parse('2026-06-15T00:00:00Z');

let counted = 0;
/** `line('payment', '300.00 EUR', 'INV-1')` */
function line(
  kind: LedgerKind,
  money: string,
  invoice: string | null = null,
  milestone = 'signature',
): LedgerEntry {
  const [amount = '', currency = ''] = money.split(' ');
  counted += 1;
  const dueAtMs = kind === 'invoice' ? DUE : null;
  return { id: `e${counted}`, kind, amount, currency, invoice, milestone, atMs: AT, dueAtMs };
}
const invoice = (money: string, number = 'INV-1', milestone = 'signature') =>
  line('invoice', money, number, milestone);
const payment = (money: string, number: string | null = null) => line('payment', money, number);

const expecting = (money: string | null, tolerancePercent = 0): GateTerms => {
  const [amount = '', currency = ''] = money?.split(' ') ?? [];
  const expected = money === null ? null : moneyOf({ amount, currency });
  return { milestones: [{ name: 'signature', expected }], tolerancePercent };
};

describe('The gate before delivery', () => {
  it.each<[string, string | null, LedgerEntry[], boolean, string]>([
    ['nothing', '600 EUR', [], false, '0.00 EUR of 600.00 EUR is paid, 600.00 EUR is open'],
    [
      '1.00 EUR',
      '600 EUR',
      [payment('1.00 EUR')],
      false,
      '1.00 EUR of 600.00 EUR is paid, 599.00 EUR is open',
    ],
    ['600 JPY', '600 EUR', [payment('600 JPY')], false, '0.00 EUR of 600.00 EUR is paid, 600.00 EUR is open'],
    [
      'two halves',
      '600 EUR',
      [payment('300 EUR'), payment('300 EUR')],
      true,
      '600.00 EUR of 600.00 EUR is paid',
    ],
    [
      'a cent too little',
      '600 EUR',
      [payment('599.99 EUR')],
      false,
      '599.99 EUR of 600.00 EUR is paid, 0.01 EUR is open',
    ],
    [
      'too much',
      '600 EUR',
      [payment('700 EUR')],
      true,
      '700.00 EUR of 600.00 EUR is paid, 100.00 EUR more than was asked',
    ],
    [
      'the payment of an invoice',
      '600 EUR',
      [invoice('720 EUR'), payment('600 EUR')],
      false,
      '600.00 EUR of 720.00 EUR is paid, 120.00 EUR is open',
    ],
    [
      'an invoice in another currency',
      '600 EUR',
      [invoice('650 USD'), payment('650.00 USD')],
      true,
      '650.00 USD of 650.00 USD is paid',
    ],
    [
      'what is not its currency',
      '600 EUR',
      [invoice('650 USD'), payment('600 EUR')],
      false,
      '0.00 USD of 650.00 USD is paid, 650.00 USD is open',
    ],
    [
      'what went back',
      '600 EUR',
      [payment('600 EUR'), line('refund', '600 EUR')],
      false,
      '0.00 EUR of 600.00 EUR is paid, 600.00 EUR is open',
    ],
    [
      'what went back in part',
      '600 EUR',
      [payment('600 EUR'), line('refund', '0.01 EUR')],
      false,
      '599.99 EUR of 600.00 EUR is paid, 0.01 EUR is open',
    ],
    [
      'what was credited',
      '600 EUR',
      [invoice('600 EUR'), line('credit', '100 EUR', 'INV-1'), payment('500 EUR')],
      true,
      '500.00 EUR of 500.00 EUR is paid',
    ],
    [
      'a void invoice, whose share is asked all the same',
      '600 EUR',
      [invoice('600 EUR'), line('void', '600 EUR', 'INV-1')],
      false,
      '0.00 EUR of 600.00 EUR is paid, 600.00 EUR is open',
    ],
    [
      'an invoice in place of a void one',
      '600 EUR',
      [
        invoice('600 EUR'),
        line('void', '600 EUR', 'INV-1'),
        invoice('500 EUR', 'INV-2'),
        payment('500 EUR', 'INV-2'),
      ],
      true,
      '500.00 EUR of 500.00 EUR is paid',
    ],
    [
      'what an invoice asks for since it was changed',
      '600 EUR',
      [invoice('600 EUR'), line('amendment', '720 EUR', 'INV-1'), payment('600 EUR')],
      false,
      '600.00 EUR of 720.00 EUR is paid, 120.00 EUR is open',
    ],
    [
      'what it asks for since it was changed last, less what was credited, whatever came first',
      '600 EUR',
      [
        line('amendment', '720 EUR', 'INV-1'),
        line('credit', '100 EUR', 'INV-1'),
        invoice('600 EUR'),
        line('amendment', '500 EUR', 'INV-1'),
        payment('400 EUR'),
      ],
      true,
      '400.00 EUR of 400.00 EUR is paid',
    ],
    [
      'an invoice that was changed to another currency',
      '600 EUR',
      [invoice('600 EUR'), line('amendment', '650 USD', 'INV-1'), payment('600 EUR')],
      false,
      '0.00 USD of 650.00 USD is paid, 650.00 USD is open',
    ],
    [
      'an invoice in place of a void one that had been changed',
      '600 EUR',
      [
        invoice('600 EUR'),
        line('amendment', '900 EUR', 'INV-1'),
        line('void', '900 EUR', 'INV-1'),
        invoice('500 EUR'),
      ],
      false,
      '0.00 EUR of 500.00 EUR is paid, 500.00 EUR is open',
    ],
    [
      'another milestone',
      '600 EUR',
      [invoice('600 EUR'), invoice('600 EUR', 'INV-2', 'closure'), payment('600 EUR', 'INV-2')],
      false,
      '0.00 EUR of 600.00 EUR is paid, 600.00 EUR is open',
    ],
    [
      'an invoice that asks for tax too, and for what is left of it',
      '600 EUR',
      [invoice('720 EUR'), payment('100.5 EUR')],
      false,
      '100.50 EUR of 720.00 EUR is paid, 619.50 EUR is open',
    ],
    [
      'whole yen',
      '50001 JPY',
      [payment('50000 JPY'), payment('1 JPY')],
      true,
      '50001 JPY of 50001 JPY is paid',
    ],
    ['fils', '5.063 BHD', [payment('5.062 BHD')], false, '5.062 BHD of 5.063 BHD is paid, 0.001 BHD is open'],
    ['a sum that nobody can know', null, [payment('1 CHF')], true, ''],
    ['a sum that nobody can know, before it', null, [], false, ''],
    ['a sum that nobody can know, gone back', null, [payment('1 CHF'), line('refund', '1 CHF')], false, ''],
  ])('is asked for %s', (_what, expected, entries, isOpen, words) => {
    const gate = gateOf(expecting(expected), entries);
    expect([gate.isOpen, gateInWords(gate)]).toEqual([isOpen, words]);
  });

  it.each([
    ['594.00', 1, true],
    ['593.99', 1, false],
    ['599.99', 0, false],
    ['1.00', 99.9, true],
  ])('lets %s EUR of 600.00 pass by a tolerance of %d percent: %p', (paid, tolerance, isOpen) => {
    expect(gateOf(expecting('600 EUR', tolerance), [payment(`${paid} EUR`)]).isOpen).toBe(isOpen);
  });

  it('asks for whatever is invoiced where no milestone is its own', () => {
    const all: GateTerms = {
      milestones: [{ name: null, expected: moneyOf({ amount: '900', currency: 'EUR' }) }],
      tolerancePercent: 0,
    };
    const words = (entries: LedgerEntry[]) => gateInWords(gateOf(all, entries));
    expect(words([])).toBe('0.00 EUR of 900.00 EUR is paid, 900.00 EUR is open');
    expect(words([invoice('600 EUR'), payment('600 EUR', 'INV-1')])).toBe('600.00 EUR of 600.00 EUR is paid');
  });

  it.each<[LedgerEntry[], string | undefined]>([
    [[], '5.063 BHD'],
    [[payment('5.063 BHD')], undefined],
    [[invoice('5.316 BHD'), payment('1 BHD')], '4.316 BHD'],
    [[invoice('2000 JPY'), payment('1 JPY', 'INV-1')], '1999 JPY'],
    [[invoice('2 BHD'), invoice('9 USD', 'INV-2'), payment('2 BHD')], '9.00 USD'],
    [[invoice('5.316 BHD'), line('void', '5.316 BHD', 'INV-1')], '5.063 BHD'],
    [[invoice('5.316 BHD'), line('credit', '0.316 BHD', 'INV-1'), payment('9 USD')], '5.000 BHD'],
  ])('%j leaves %s to be offered', (entries, expected) => {
    const open = openAt(gateOf(expecting('5.063 BHD'), entries));
    expect(open && inWords(open)).toBe(expected);
  });

  test('opens with the payment that makes the sum full and no other, in whatever parts', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(parts, fc.constantFrom('KWD', 'JPY', 'EUR', 'USD', 'CLF', 'GBP', 'SEK'), (minors, code) => {
        const whole = minors.reduce((sum, minor) => sum + minor, 0);
        const asked = {
          milestones: [{ name: 's', expected: { minor: BigInt(whole), currency: code } }],
          tolerancePercent: 0,
        };
        const places = placesOf(code);
        const entries = minors.map((minor) => payment(`${(minor / 10 ** places).toFixed(places)} ${code}`));
        expect(gateOf(asked, entries).isOpen).toBe(true);
        expect(gateOf(asked, entries.slice(1)).isOpen).toBe(false);
      }),
    );
  });
});

describe('A ledger', () => {
  const entries = [
    invoice('600.00 EUR'),
    payment('300.00 EUR', 'INV-1'),
    payment('600 JPY'),
    invoice('600.00 EUR', 'INV-2', 'closure'),
    payment('400.00 EUR'),
  ];
  const value = { amount: '1200.00', currency: 'EUR' };

  it('shows its sums in the currency of the value, and every line in its own', () => {
    const { items, ...sums } = viewOf(entries, value, 'EUR', AT);
    expect(sums).toEqual({
      invoiced: { amount: '1200.00', currency: 'EUR' },
      paid: { amount: '700.00', currency: 'EUR' },
      open: { amount: '500.00', currency: 'EUR' },
      surplus: { amount: '0.00', currency: 'EUR' },
    });
    expect(items.map(({ amount, currency, state }) => `${amount} ${currency} ${state}`)).toEqual([
      '600.00 EUR paid',
      '300.00 EUR received',
      '600 JPY otherCurrency',
      '600.00 EUR partlyPaid',
      '400.00 EUR received',
    ]);
  });

  it('tells what is late, and what is not any more', () => {
    const states = (more: LedgerEntry[], nowMs: number) =>
      viewOf([invoice('10 EUR'), ...more], null, 'USD', nowMs).items.map(({ state }) => state);
    expect(states([], DUE)).toEqual(['open']);
    expect(states([], DUE + 1)).toEqual(['late']);
    expect(states([payment('9.99 EUR')], DUE + 1)).toEqual(['late', 'received']);
    expect(states([payment('10 EUR')], DUE + 1)).toEqual(['paid', 'received']);
    expect(states([line('credit', '10 EUR', 'INV-1')], DUE + 1)).toEqual(['credited', 'booked']);
    expect(states([line('void', '10 EUR', 'INV-1')], DUE + 1)).toEqual(['void', 'booked']);
  });

  it('is empty in a currency all the same', () => {
    expect(viewOf([], null, 'USD', AT)).toMatchObject({
      open: { amount: '0.00', currency: 'USD' },
      items: [],
    });
  });

  test('loses no minor unit: what came is on an invoice or a surplus', () => {
    const kinds = fc.constantFrom<LedgerKind>(
      'invoice',
      'payment',
      'payment',
      'refund',
      'credit',
      'void',
      'amendment',
    );
    const one = fc.record({
      kind: kinds,
      minor: fc.integer({ min: 1, max: 1_000 }),
      currency: fc.constantFrom('JPY', 'KRW'),
      invoice: fc.constantFrom('INV-1', 'INV-2', null),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), (given) => {
        const ledger = given.map(({ kind, minor, currency, invoice: number }) =>
          line(kind, `${minor} ${currency}`, kind === 'invoice' ? (number ?? 'INV-3') : number),
        );
        const { invoices, surplus } = standingOf(ledger);
        for (const currency of ['JPY', 'KRW']) {
          const came = given.reduce((sum, { kind, minor, currency: of }) => {
            if (of !== currency) return sum;
            return sum + (kind === 'payment' ? minor : kind === 'refund' ? -minor : 0);
          }, 0);
          const own = invoices.filter(({ entry }) => entry.currency === currency);
          const held = own.reduce((sum, { paid }) => sum + paid, surplus.get(currency) ?? 0n);
          expect(held).toBe(BigInt(came));
          expect(own.every(({ asked, paid }) => paid >= 0n && paid <= asked)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('A line of the ledger', () => {
  it.each([
    [
      invoice('600.00 EUR'),
      'Invoice INV-1 over 600.00 EUR for "signature", due on 2026-06-15, stated by Ann. Said',
    ],
    [payment('1.00 EUR'), 'A payment of 1.00 EUR arrived, stated by Ann. Said'],
    [payment('1.00 EUR', 'INV-1'), 'A payment of 1.00 EUR arrived for invoice INV-1, stated by Ann. Said'],
    [line('refund', '5 JPY'), '5 JPY went back to the client, stated by Ann. Said'],
    [line('credit', '1.00 EUR', 'INV-1'), '1.00 EUR of invoice INV-1 was credited, stated by Ann. Said'],
    [line('void', '600.00 EUR', 'INV-1'), 'Invoice INV-1 over 600.00 EUR is void, stated by Ann. Said'],
    [
      line('amendment', '7.00 EUR', 'INV-1'),
      'Invoice INV-1 was changed and asks for 7.00 EUR now, stated by Ann. Said',
    ],
  ])('%j is told in words', (entry, words) => {
    const posted = { kind: 'ledgerPosted' as const, entry, position: 1, answer: 'said', asks: {} };
    expect(ledgerWords(posted, { actor: 'Ann', words: null } as never)).toBe(words);
  });

  it('becomes a row', () => {
    const model = new Model({ id: 'eng_1', rules: { playbook: null } } as never);
    const entry = invoice('600.00 EUR');
    recordLedger(model, { kind: 'ledgerPosted', entry, position: 3, answer: '', asks: {} });
    expect(model.all('ledgerEntry')).toEqual([
      {
        id: `eng_1/${entry.id}`,
        engagementId: 'eng_1',
        position: 3,
        entryId: entry.id,
        kind: 'invoice',
        milestone: 'signature',
        invoiceNumber: 'INV-1',
        amount: '600.00',
        currency: 'EUR',
        at: '2026-06-01T09:00:00.000Z',
        dueAt: '2026-06-15T00:00:00.000Z',
      },
    ]);
  });
});
