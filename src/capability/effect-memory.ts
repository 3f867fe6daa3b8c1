/** What is remembered of an effect: its id at the vendor, plain data beside it, and when it was put down. */
export interface RememberedEffect {
  readonly vendorId: string;
  readonly data: Readonly<Record<string, string>>;
  /** Product time, in milliseconds. */
  readonly atMs: number;
}

/**
 * What effects became in one vendor's system, by (kind, key); it survives every restart. Where a vendor has no guard of
 * its own, an intent is kept before the call, so that a repeat knows to look.
 */
export interface EffectMemory {
  find(kind: string, key: string): Promise<RememberedEffect | undefined>;
  /** Remembers what is not known yet. @returns what is remembered: whoever came first wins */
  keep(
    kind: string,
    key: string,
    vendorId: string,
    data?: Readonly<Record<string, string>>,
  ): Promise<RememberedEffect>;
}
