import type { EffectMemory, RememberedEffect } from '../../src/capability/effect-memory';
import type { Database } from '../../src/database/database';
import type { OutsideState, OutsideThing } from '../../src/capability/outside';
import { changeOurselves, restOn } from '../../src/engagement/store/outside';
import type { Clock } from '../../src/promise/domain/time';

/**
 * What effects became in vendors' systems, by (vendor, kind, key), in the product's own database. An action reads it first
 * and writes it last.
 */
export class Effects implements EffectMemory {
  constructor(
    private readonly deps: { readonly db: Database; readonly clock: Clock },
    private readonly system: string,
  ) {}

  async find(kind: string, key: string): Promise<RememberedEffect | undefined> {
    const row = await this.deps.db.externalRef.findUnique({
      where: { system_kind_key: { system: this.system, kind, key } },
    });
    if (row === null) return undefined;
    const data = (row.data ?? {}) as Record<string, string>;
    return { vendorId: row.vendorId, data, atMs: row.createdAt.getTime() };
  }

  /** What is remembered of several, by their keys. */
  async findAll(kind: string, keys: readonly string[]): Promise<Map<string, Omit<RememberedEffect, 'atMs'>>> {
    const rows = await this.deps.db.externalRef.findMany({
      where: { system: this.system, kind, key: { in: [...keys] } },
    });
    return new Map(
      rows.map(({ key, vendorId, data }) => [
        key,
        { vendorId, data: (data ?? {}) as Record<string, string> },
      ]),
    );
  }

  /** Remembers what is not known yet. @returns what is remembered: whoever came first wins */
  async keep(
    kind: string,
    key: string,
    vendorId: string,
    data: Readonly<Record<string, string>> = {},
  ): Promise<RememberedEffect> {
    const { db, clock } = this.deps;
    const createdAt = new Date(clock.productNow());
    await db.externalRef.createMany({
      data: { system: this.system, kind, key, vendorId, data, createdAt },
      skipDuplicates: true,
    });
    return (await this.find(kind, key)) ?? { vendorId, data, atMs: createdAt.getTime() };
  }

  /** Remembers that an engagement rests on something there: what others do to it, the engagement hears of. */
  async restOn(
    what: OutsideThing,
    vendorId: string,
    engagementId: string,
    seen?: OutsideState,
  ): Promise<void> {
    const { db, clock } = this.deps;
    const key = { vendor: this.system, what, vendorId, engagementId };
    await restOn(db, key, new Date(clock.productNow()), seen);
  }

  /** To be called before we change something there ourselves: what the vendor tells of it then is no news. */
  async changeOurselves(what: OutsideThing, vendorId: string, how: string): Promise<void> {
    await changeOurselves(this.deps.db, { vendor: this.system, what, vendorId }, how);
  }

  /** Remembers in the place of what was there. */
  async replace(
    kind: string,
    key: string,
    vendorId: string,
    data: Readonly<Record<string, string>> = {},
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
