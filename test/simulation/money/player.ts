import type { EngagementSignal, SignalFields } from '../../../src/engagement/domain/facts/registry';
import type { Random } from '../../promise/clock/random';
import type { Case } from '../case';
import type { World } from '../world';
import { type Code, decimalOf, halvesOf, minorOfNumber } from './minor';
import { type Act, anotherThan, type Share } from './stories';

/** An invoice as Xero's stand-in has it. */
export interface XeroInvoice {
  InvoiceNumber: string;
  Status: string;
  CurrencyCode: string;
  Total: number;
  AmountDue: number;
  AmountPaid: number;
  AmountCredited: number;
}

type Say = <S extends EngagementSignal>(
  to: Case,
  signal: S,
  fields: SignalFields[S],
  atMs: number,
) => Promise<boolean>;

/** Does with money what the stories say, and keeps the oracle's books of what really happened. */
export class MoneyPlayer {
  /** How often each kind of act was done. */
  readonly done = new Map<string, number>();

  constructor(
    private readonly world: World,
    private readonly say: Say,
  ) {}

  async play(to: Case, act: Act, atMs: number, fate: Random): Promise<void> {
    const before = to.books.moves.length;
    await this.act(to, act, atMs, fate);
    const isDone = to.books.moves.length > before || to.books.waivedAtMs === atMs;
    if (isDone) this.done.set(act.do, (this.done.get(act.do) ?? 0) + 1);
  }

  private async act(to: Case, act: Act, atMs: number, fate: Random): Promise<void> {
    switch (act.do) {
      case 'foreign': {
        const currency = anotherThan(to.books.value.currency, fate);
        return await this.pay(to, 12_345n, atMs, null, currency);
      }
      case 'pay': {
        const named = act.named ? await this.firstInvoice(to) : null;
        return await this.pay(to, shareOf(to, act.share, atMs), atMs, named);
      }
      case 'refund':
        return await this.refund(to, shareOf(to, act.share, atMs), atMs);
      case 'payInXero':
        return await this.payInXero(to, shareOf(to, act.share, atMs), atMs);
      case 'takeBackInXero':
        return await this.takeBackInXero(to, atMs);
      case 'voidInXero':
      case 'creditInXero':
        return await this.lessenInXero(to, act.do, atMs);
      case 'record':
        return await this.record(to, atMs);
      case 'waive':
        if (await this.say(to, 'paymentWaived', {}, atMs)) to.books.waivedAtMs = atMs;
    }
  }

  /** What becomes of the invoice at the end: paid in the books, paid by hand in two parts, credited, or forgotten. */
  async playClosure(to: Case, way: number, atMs: number): Promise<void> {
    const invoice = await this.invoiceFor(to, 'closure');
    if (!invoice) return;
    const { InvoiceNumber: invoiceNumber, AmountDue, CurrencyCode } = invoice;
    const due = minorOfNumber(AmountDue, CurrencyCode);
    if (due === 0n || invoice.Status !== 'AUTHORISED') return;
    if (way === 0) {
      await this.world.tell('xero', 'invoice.paid', { invoiceNumber });
      to.books.note({ kind: 'payment', minor: due, atMs, inBooks: true });
    } else if (way === 1) {
      await this.pay(to, due / 3n, atMs, invoiceNumber);
      await this.pay(to, due - due / 3n, atMs, invoiceNumber);
    } else if (way === 2) {
      await this.world.tell('xero', 'invoice.credited', { invoiceNumber });
      to.books.note({ kind: 'credited', minor: due, atMs, inBooks: true });
    }
  }

  async pay(to: Case, minor: bigint, atMs: number, invoice: string | null, code?: Code): Promise<void> {
    const currency = code ?? to.books.value.currency;
    if (minor === 0n) return;
    const fields = { amount: decimalOf({ minor, currency }), currency, ...(invoice ? { invoice } : {}) };
    if (await this.say(to, 'paymentReceived', fields, atMs)) {
      to.books.note({ kind: 'payment', minor, currency, atMs, inBooks: false });
    }
  }

  private async refund(to: Case, minor: bigint, atMs: number): Promise<void> {
    const { currency } = to.books.value;
    if (minor === 0n) return;
    const fields = { amount: decimalOf({ minor, currency }), currency, invoice: null };
    if (await this.say(to, 'paymentRefunded', fields, atMs)) {
      to.books.note({ kind: 'refund', minor, atMs, inBooks: false });
    }
  }

  // What was stated by hand is entered into the books before anything else is: they tell of all that was paid.
  private async payInXero(to: Case, minor: bigint, atMs: number): Promise<void> {
    const invoice = await this.invoiceFor(to, 'signature');
    if (invoice?.Status !== 'AUTHORISED') return await this.pay(to, minor, atMs, null);
    const stated = to.books.paid(atMs) - sum(to.books.inXero);
    for (const [amount, isNews] of [
      [stated, false],
      [minor, true],
    ] as const) {
      if (amount <= 0n) continue;
      const order = { invoiceNumber: invoice.InvoiceNumber, amount: this.decimal(to, amount) };
      await this.world.tell('xero', 'invoice.paid', order);
      to.books.inXero.push(amount);
      if (isNews) to.books.note({ kind: 'payment', minor: amount, atMs, inBooks: true });
    }
  }

  private async takeBackInXero(to: Case, atMs: number): Promise<void> {
    const invoice = await this.invoiceFor(to, 'signature');
    const minor = to.books.inXero.pop();
    if (!invoice || minor === undefined) return;
    await this.world.tell('xero', 'payment.deleted', { invoiceNumber: invoice.InvoiceNumber });
    to.books.note({ kind: 'refund', minor, atMs, inBooks: true });
  }

  private async lessenInXero(to: Case, how: 'voidInXero' | 'creditInXero', atMs: number): Promise<void> {
    const invoice = await this.invoiceFor(to, 'signature');
    if (invoice?.Status !== 'AUTHORISED' || invoice.AmountPaid > 0) return;
    const { InvoiceNumber: invoiceNumber } = invoice;
    if (how === 'voidInXero') {
      await this.world.tell('xero', 'invoice.voided', { invoiceNumber });
      return to.books.note({ kind: 'voided', minor: 0n, atMs, inBooks: true });
    }
    const minor = halvesOf(to.books.value.minor).signature / 4n;
    await this.world.tell('xero', 'invoice.credited', { invoiceNumber, amount: this.decimal(to, minor) });
    to.books.note({ kind: 'credited', minor, atMs, inBooks: true });
  }

  /** Only where nothing asks any more, by an invoice of another sum than the one that was voided. */
  private async record(to: Case, atMs: number): Promise<void> {
    const invoice = await this.invoiceFor(to, 'signature');
    if (invoice && invoice.Status !== 'VOIDED') return;
    const { value } = to.books;
    const minor = halvesOf(value.minor).signature - 1n;
    const fields = { amount: this.decimal(to, minor), currency: value.currency, invoice: byHand(to) };
    const more = { milestone: 'signature', dueAtMs: null };
    if (await this.say(to, 'invoiceRecorded', { ...fields, ...more }, atMs)) {
      to.books.note({ kind: 'recorded', minor, atMs, inBooks: false });
    }
  }

  private async firstInvoice(to: Case): Promise<string | null> {
    if (to.books.moves.some(({ kind }) => kind === 'recorded')) return byHand(to);
    return (await this.invoiceFor(to, 'signature'))?.InvoiceNumber ?? null;
  }

  private async invoiceFor({ reference }: Case, milestone: string): Promise<XeroInvoice | undefined> {
    const all = reference === null ? [] : await this.world.invoices(`${reference}-${milestone}-`);
    return all[0];
  }

  private decimal({ books }: Case, minor: bigint): string {
    return decimalOf({ minor, currency: books.value.currency });
  }
}

const byHand = ({ number }: Case): string => `HAND-${number}`;

const sum = (all: readonly bigint[]): bigint => all.reduce((total, one) => total + one, 0n);

function shareOf({ books }: Case, share: Share, atMs: number): bigint {
  switch (share) {
    case 'third':
      return books.asked(atMs) / 3n;
    case 'open':
      return books.open(atMs);
    case 'more':
      return books.open(atMs) + 7n;
    case 'paid':
      return books.paid(atMs);
  }
}
