import type { HelpdeskStage } from '../../capability/offered/helpdesk';
import type { Connection } from '../../database/database';
import type { Prisma } from '../../database/generated/client';
import type { Priority } from '../../service-desk/domain/service-desk';

/** What is known of the ticket at a vendor for which one of ours stands. */
export interface Counterpart {
  /** The vendor's id; null while it is being made. */
  vendorId: string | null;
  /** `apart`: another ticket of ours stands for what it was merged into. */
  place: 'there' | 'gone' | 'apart';
  /** As it stood when it was read or written last. */
  stage: HelpdeskStage;
  priority: Priority | null;
  /** The stages that our own connector has written. */
  own: HelpdeskStage[];
  /** What the vendor dates up to here has had its say. */
  upToMs: number;
  /** The same of its priorities. */
  ownPriorities: Priority[];
  priorityUpToMs: number;
  /** How often it was told that something happened to it there. */
  changes: number;
}

/** By our id. */
const COUNTERPART = 'ticket';
/** By the vendor's id. */
const STANDING = 'ticket-standing';

export function newCounterpart(stage: HelpdeskStage, vendorId: string | null = null): Counterpart {
  return {
    ...{ vendorId, place: 'there', changes: 0 },
    ...{ stage, own: [], upToMs: 0 },
    ...{ priority: null, ownPriorities: [], priorityUpToMs: 0 },
  };
}

export async function counterpartOf(
  db: Connection,
  system: string,
  ticketId: string,
): Promise<Counterpart | undefined> {
  const key = { system, kind: COUNTERPART, key: ticketId };
  const row = await db.externalRef.findUnique({ where: { system_kind_key: key } });
  if (row === null) return undefined;
  const data = row.data as unknown as Omit<Counterpart, 'vendorId'>;
  return { ...data, vendorId: row.vendorId === '' ? null : row.vendorId };
}

/** Which tickets of ours stand for any of a vendor's, by the vendor's ids. */
export async function standingFor(
  db: Connection,
  system: string,
  vendorIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db.externalRef.findMany({
    where: { system, kind: STANDING, key: { in: [...vendorIds] } },
  });
  return new Map(rows.map(({ key, vendorId }) => [key, vendorId]));
}

/** From now on a ticket of ours stands for one of the vendor's; who stands for it already stays. */
export async function standFor(
  tx: Connection,
  system: string,
  { vendorId, ticketId }: { vendorId: string; ticketId: string },
  createdAt: Date,
): Promise<void> {
  await tx.externalRef.createMany({
    data: { system, kind: STANDING, key: vendorId, vendorId: ticketId, createdAt },
    skipDuplicates: true,
  });
}

export async function rememberCounterpart(
  tx: Connection,
  system: string,
  ticketId: string,
  { vendorId, ...rest }: Counterpart,
  createdAt: Date,
): Promise<void> {
  const key = { system, kind: COUNTERPART, key: ticketId };
  const values = { vendorId: vendorId ?? '', data: rest as Prisma.InputJsonObject };
  await tx.externalRef.upsert({
    where: { system_kind_key: key },
    create: { ...key, ...values, createdAt },
    update: values,
  });
}

/** What those must wait for who change what is known of a ticket's counterpart. */
export function counterpartLock(system: string, ticketId: string): string {
  return `counterpart:${system}:${ticketId}`;
}
