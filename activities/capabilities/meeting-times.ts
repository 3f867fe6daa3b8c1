import type { RememberedEffect } from '../../src/capability/capability';
import { lockName } from '../../src/database/lock';
import type { ActionDeps } from './action-deps';
import type { Effects } from './effects';

/** A time that was chosen for a meeting; RFC 3339 with offset, and the ids of the people whose time it is. */
export interface ChosenTime {
  readonly startAt: string;
  readonly endAt: string;
  readonly people: readonly string[];
}

const KIND = 'event-time';
/** Longer than the making of a meeting is tried. After that the vendor knows of it, or nobody will make it. */
const HELD_MS = 2 * 86_400_000;

/**
 * Puts down the time of a meeting before the meeting is made, unless one of its people was given away meanwhile: of two
 * meetings that are planned at once, neither stands in a calendar yet, so that the vendor calls both times free.
 * @param key of the meeting's action; a time that was put down for it before stays
 * @returns what is put down; undefined when somebody has another meeting then
 */
export async function holdTime(
  { db, clock }: Pick<ActionDeps, 'db' | 'clock'>,
  system: string,
  key: string,
  { startAt, endAt, people }: ChosenTime,
): Promise<RememberedEffect | undefined> {
  const now = clock.productNow();
  return db.$transaction(async (tx) => {
    await lockName(tx, `meeting-times:${system}`);
    const known = await tx.externalRef.findUnique({
      where: { system_kind_key: { system, kind: KIND, key } },
    });
    if (known) {
      return remembered(known);
    }
    const held = await tx.externalRef.findMany({
      where: { system, kind: KIND, createdAt: { gte: new Date(now - HELD_MS) } },
    });
    const others = held.map(({ vendorId, data }) => timeOf(vendorId, data));
    if (others.some((other) => overlaps(other, { startAt, endAt, people }))) {
      return undefined;
    }
    const data = { endAt, people: people.join(' ') };
    return remembered(
      await tx.externalRef.create({
        data: { system, kind: KIND, key, vendorId: startAt, data, createdAt: new Date(now) },
      }),
    );
  });
}

/** Once its meeting is cancelled, a time is nobody's. Repeatable. */
export async function giveBackTime(
  effects: Pick<Effects, 'replace'>,
  key: string,
  { vendorId, data }: RememberedEffect,
): Promise<void> {
  await effects.replace(KIND, key, vendorId, { ...data, people: '' });
}

function overlaps(one: ChosenTime, other: ChosenTime): boolean {
  return (
    Date.parse(one.startAt) < Date.parse(other.endAt) &&
    Date.parse(other.startAt) < Date.parse(one.endAt) &&
    one.people.some((person) => other.people.includes(person))
  );
}

function timeOf(startAt: string, data: unknown): ChosenTime {
  const { endAt = startAt, people = '' } = (data ?? {}) as Record<string, string>;
  return { startAt, endAt, people: people.split(' ').filter((id) => id !== '') };
}

function remembered(row: { vendorId: string; data: unknown; createdAt: Date }): RememberedEffect {
  const data = (row.data ?? {}) as Record<string, string>;
  return { vendorId: row.vendorId, data, atMs: row.createdAt.getTime() };
}
