import type { VendorName } from '../../src/vendors/names';
import type { ActionDeps } from './action-deps';

/** What is remembered of an effect: its id at the vendor, plain data beside it, and when it was put down. */
export interface RememberedEffect {
  readonly vendorId: string;
  readonly data: Readonly<Record<string, string>>;
  /** Product time, in milliseconds. */
  readonly atMs: number;
}

/**
 * What effects became in vendors' systems, by (vendor, kind, key). An action reads it first and writes it last; where a vendor
 * has no guard of its own, it also writes an intent before the call, so that a repeat knows to look.
 */
export class Effects {
  constructor(
    private readonly deps: Pick<ActionDeps, 'db' | 'clock'>,
    private readonly system: VendorName,
  ) {}

  async find(kind: string, key: string): Promise<RememberedEffect | undefined> {
    const row = await this.deps.db.externalRef.findUnique({
      where: { system_kind_key: { system: this.system, kind, key } },
    });
    if (row === null) return undefined;
    const data = (row.data ?? {}) as Record<string, string>;
    return { vendorId: row.vendorId, data, atMs: row.createdAt.getTime() };
  }

  /** Remembers what is not known yet. @returns what is remembered: whoever came first wins */
  async keep(
    kind: string,
    key: string,
    vendorId: string,
    data: Record<string, string> = {},
  ): Promise<RememberedEffect> {
    const { db, clock } = this.deps;
    const createdAt = new Date(clock.productNow());
    await db.externalRef.createMany({
      data: { system: this.system, kind, key, vendorId, data, createdAt },
      skipDuplicates: true,
    });
    return (await this.find(kind, key)) ?? { vendorId, data, atMs: createdAt.getTime() };
  }

  /** Remembers in the place of what was there. */
  async replace(
    kind: string,
    key: string,
    vendorId: string,
    data: Record<string, string> = {},
  ): Promise<void> {
    const { db, clock } = this.deps;
    const createdAt = new Date(clock.productNow());
    await db.externalRef.upsert({
      where: { system_kind_key: { system: this.system, kind, key } },
      create: { system: this.system, kind, key, vendorId, data, createdAt },
      update: { vendorId, data },
    });
  }
}
