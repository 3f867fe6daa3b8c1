import { createHash } from 'node:crypto';

/** Chance that the same seed repeats. */
export class Chance {
  private drawn = 0;

  constructor(private readonly seed: number) {}

  /** From 0 up to, and without, 1. */
  next(): number {
    this.drawn += 1;
    return this.of(`draw ${this.drawn}`);
  }

  /** Of something with a name: the same, whenever it is asked. From 0 up to, and without, 1. */
  of(name: string): number {
    return createHash('sha256').update(`${this.seed} ${name}`).digest().readUInt32BE() / 2 ** 32;
  }

  between(from: number, to: number): number {
    return from + (to - from) * this.next();
  }

  oneOf<T>(choices: readonly T[]): T {
    const chosen = choices[Math.floor(this.next() * choices.length)];
    if (chosen === undefined) throw new Error('There is nothing to choose from');
    return chosen;
  }
}
