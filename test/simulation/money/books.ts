import { type Code, halvesOf, type Sum } from './minor';

/** Money that moved, or an invoice that was changed, as it really happened. */
export interface Move {
  atMs: number;
  kind: 'payment' | 'refund' | 'recorded' | 'voided' | 'credited';
  minor: bigint;
  currency: Code;
  /** The vendor told of it, which takes until somebody has taken it in; else it was stated by hand. */
  inBooks: boolean;
}

/** Between the vendor's telling and the engagement's hearing lies at most this, unless somebody was away. */
const HEARD_WITHIN_MS = 3_600_000;

/**
 * The oracle's own books of one engagement. They know what people and banks did and nothing of what the product made of
 * it.
 */
export class Books {
  readonly moves: Move[] = [];
  /** What Xero has as payments on the first invoice, the newest last. */
  readonly inXero: bigint[] = [];
  waivedAtMs = Infinity;

  constructor(readonly value: Sum) {}

  note(move: Omit<Move, 'currency'> & { currency?: Code }): void {
    this.moves.push({ currency: this.value.currency, ...move });
  }

  /** All that came in, less what went out, until an instant. */
  paid(untilMs: number, currency: Code = this.value.currency): bigint {
    return this.until(untilMs)
      .filter((move) => move.currency === currency)
      .reduce(
        (sum, { kind, minor }) => sum + (kind === 'payment' ? minor : kind === 'refund' ? -minor : 0n),
        0n,
      );
  }

  /** What is asked before delivery: the half of the value, less what was credited; of an invoice by hand, what it says. */
  asked(untilMs: number): bigint {
    return this.until(untilMs).reduce((asked, { kind, minor }) => {
      switch (kind) {
        case 'credited':
          return asked - minor;
        case 'voided':
          return halvesOf(this.value.minor).signature;
        case 'recorded':
          return minor;
        case 'payment':
        case 'refund':
          return asked;
      }
    }, halvesOf(this.value.minor).signature);
  }

  open(untilMs: number): bigint {
    const missing = this.asked(untilMs) - this.paid(untilMs);
    return missing > 0n ? missing : 0n;
  }

  isCovered(atMs: number): boolean {
    return atMs >= this.waivedAtMs || this.open(atMs) === 0n;
  }

  /** When the gate could open first; infinite when it never could. */
  get coveredAtMs(): number {
    const instants = [...this.moves.map(({ atMs }) => atMs), this.waivedAtMs].sort((a, b) => a - b);
    return instants.find((atMs) => this.isCovered(atMs)) ?? Infinity;
  }

  /** Whether it was covered at any time shortly before: what was taken back may not have been heard yet. */
  wasCoveredBefore(atMs: number): boolean {
    const near = this.moves.filter((move) => move.atMs > atMs - HEARD_WITHIN_MS && move.atMs <= atMs);
    return [atMs, ...near.map((move) => move.atMs - 1)].some((instant) => this.isCovered(instant));
  }

  private until(untilMs: number): Move[] {
    return this.moves.filter(({ atMs }) => atMs <= untilMs);
  }
}
