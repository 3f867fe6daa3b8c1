import type { JournalEntry as Row } from '../../../src/database/generated/client';
import { showPayments } from '../../../src/engagement/api/payments-view';
import { listLedger } from '../../../src/engagement/store/ledger';
import type { Case } from '../case';
import type { World } from '../world';
import type { Move } from './books';
import { CODES, type Code, decimalOf, halvesOf, minorOf, minorOfNumber } from './minor';
import type { XeroInvoice } from './player';

/** How late a fact of the books may be heard, when nobody was away. */
const HEARD_WITHIN_MS = 3_600_000;
const AT_ONCE_MS = 60_000;

interface Away {
  fromMs: number;
  untilMs: number;
}

/** Holds the ledgers of the product and the invoices of Xero against the oracle's own books. */
export class MoneyAudit {
  readonly findings: string[] = [];
  readonly totals = new Map<Code, { invoiced: bigint; paid: bigint; open: bigint; surplus: bigint }>();
  readonly figures = { moves: 0, afterTheEnd: 0, gatesOpened: 0, waived: 0 };

  constructor(
    private readonly world: World,
    private readonly rows: readonly Row[],
    private readonly outages: readonly Away[],
    private readonly endMs: number,
  ) {}

  async check(one: Case): Promise<void> {
    const { id, reference, books } = one;
    if (id === null || reference === null) return;
    const invoices = await this.world.invoices(`${reference}-`);
    this.checkInvoices(one, invoices);
    this.figures.moves += books.moves.length;
    const closedAtMs = await this.closedAt(reference);
    this.figures.afterTheEnd += books.moves.filter(({ atMs }) => atMs > closedAtMs).length;
    this.checkGate(one);
    await this.checkLedger(one, invoices);
  }

  private checkInvoices({ reference, books: { value } }: Case, invoices: readonly XeroInvoice[]): void {
    const halves = halvesOf(value.minor);
    for (const milestone of ['signature', 'closure'] as const) {
      const all = invoices.filter(({ InvoiceNumber }) =>
        InvoiceNumber.startsWith(`${reference}-${milestone}-`),
      );
      if (all.length > 1) this.findings.push(`${reference}: ${all.length} invoices for ${milestone} in Xero`);
      for (const { Total, CurrencyCode } of all) {
        const wanted = decimalOf({ minor: halves[milestone], currency: value.currency });
        const made =
          CurrencyCode === value.currency
            ? decimalOf({ minor: minorOfNumber(Total, CurrencyCode), currency: value.currency })
            : `${Total}`;
        if (made !== wanted || CurrencyCode !== value.currency) {
          this.findings.push(
            `${reference}: Xero's invoice for ${milestone} is over ${made} ${CurrencyCode}, where ${wanted} ${value.currency} of ${decimalOf(value)} is due`,
          );
        }
      }
    }
  }

  private async checkLedger(one: Case, invoices: readonly XeroInvoice[]): Promise<void> {
    const { id, reference, books } = one;
    const { currency } = books.value;
    const { moves } = books;
    const row = await this.world.db.engagement.findUniqueOrThrow({ where: { id: id ?? '' } });
    const lines = await listLedger(this.world.db, row.id);
    const shown = showPayments(row, lines, new Date(this.endMs), 'EUR');
    const standing = invoices.filter(({ Status }) => Status !== 'VOIDED' && Status !== 'DELETED');
    const asked = standing.reduce(
      (sum, { Total, AmountCredited }) =>
        sum + minorOfNumber(Total, currency) - minorOfNumber(AmountCredited, currency),
      total(moves, 'recorded'),
    );
    const paid = total(moves, 'payment', currency) - total(moves, 'refund', currency);
    const wanted = {
      invoiced: asked,
      paid,
      open: asked > paid ? asked - paid : 0n,
      surplus: paid > asked ? paid - asked : 0n,
    };
    for (const [name, minor] of Object.entries(wanted)) {
      const told = shown[name as keyof typeof wanted];
      const sum = decimalOf({ minor, currency });
      if (told.currency !== currency || told.amount !== sum) {
        this.findings.push(
          `${reference} (${one.story}): shows ${name} ${told.amount} ${told.currency}, the books say ${sum} ${currency}; ${inWords(moves)}`,
        );
      }
    }
    for (const code of CODES) {
      const all = shown.items.filter((item) => item.currency === code);
      const came = all.reduce((sum, { kind, amount }) => sum + signOf(kind) * minorOf(amount, code), 0n);
      const really = total(moves, 'payment', code) - total(moves, 'refund', code);
      if (came !== really) {
        this.findings.push(
          `${reference} (${one.story}): the lines in ${code} come to ${decimalOf({ minor: came, currency: code })}, ${decimalOf({ minor: really, currency: code })} really moved`,
        );
      }
    }
    const before = this.totals.get(currency) ?? { invoiced: 0n, paid: 0n, open: 0n, surplus: 0n };
    const sums = Object.entries(wanted).map(([name, minor]) => [name, before[name as 'paid'] + minor]);
    this.totals.set(currency, Object.fromEntries(sums) as typeof before);
  }

  /** What the gate let through, and when. */
  private checkGate({ id, reference, books, story }: Case): void {
    const own = this.rows.filter(({ subjectId }) => subjectId === id);
    const began = own.find(
      ({ kind, data }) => kind === 'stageEntered' && (data as { stage?: string }).stage === 'delivery',
    );
    if (began && !books.wasCoveredBefore(began.at.getTime())) {
      this.findings.push(
        `${reference} (${story}): delivery began at ${began.at.toISOString()} with ${decimalOf({ minor: books.open(began.at.getTime()), currency: books.value.currency })} open; ${inWords(books.moves)}`,
      );
    }
    const opened = own.find(({ kind, data }) => {
      const { promise } = data as { promise?: { key: string } };
      return kind === 'promiseOpened' && promise?.key.startsWith('first-payment');
    });
    const promiseId = (opened?.data as { promise?: { id: string } } | undefined)?.promise?.id;
    const settled = own.find(
      ({ kind, data }) =>
        (kind === 'promiseKept' || kind === 'promiseWaived') &&
        (data as { promiseId?: string }).promiseId === promiseId,
    );
    if (!opened || !settled) return;
    this.figures.gatesOpened += settled.kind === 'promiseKept' ? 1 : 0;
    this.figures.waived += settled.kind === 'promiseWaived' ? 1 : 0;
    const atMs = settled.at.getTime();
    const couldMs = Math.max(books.coveredAtMs, opened.at.getTime());
    if (atMs < couldMs - AT_ONCE_MS || atMs > couldMs + this.patienceMs(couldMs, books.moves)) {
      this.findings.push(
        `${reference} (${story}): the gate opened at ${settled.at.toISOString()}, and could at ${isoOf(couldMs)}; ${inWords(books.moves)}`,
      );
    }
  }

  private patienceMs(atMs: number, moves: readonly Move[]): number {
    const isInBooks = moves.some((move) => move.inBooks && Math.abs(move.atMs - atMs) < 1_000);
    const away = this.outages.find(
      ({ fromMs, untilMs }) => fromMs <= atMs + HEARD_WITHIN_MS && atMs <= untilMs,
    );
    return (
      (isInBooks ? HEARD_WITHIN_MS : AT_ONCE_MS) + (away ? away.untilMs - away.fromMs + HEARD_WITHIN_MS : 0)
    );
  }

  private async closedAt(reference: string): Promise<number> {
    const handle = this.world.env.client.workflow.getHandle(`engagement/${reference}`);
    return (await handle.describe()).closeTime?.getTime() ?? Infinity;
  }
}

function total(moves: readonly Move[], kind: Move['kind'], currency?: Code): bigint {
  return moves
    .filter((move) => move.kind === kind && (currency === undefined || move.currency === currency))
    .reduce((sum, { minor }) => sum + minor, 0n);
}

const signOf = (kind: string): bigint => (kind === 'payment' ? 1n : kind === 'refund' ? -1n : 0n);

const isoOf = (ms: number): string => (Number.isFinite(ms) ? new Date(ms).toISOString() : 'no time');

function inWords(moves: readonly Move[]): string {
  return moves
    .map(
      ({ kind, minor, currency, inBooks, atMs }) =>
        `${kind} ${decimalOf({ minor, currency })} ${currency}${inBooks ? ' in Xero' : ''} at ${isoOf(atMs)}`,
    )
    .join(', ');
}
