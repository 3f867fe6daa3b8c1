import { randomUUID } from 'node:crypto';
import type {
  OrderLine,
  OrderLineState,
  OrderState,
  PurchaseOrder,
} from '../../capability/offered/goods/orders';
import type { MoneyText } from '../../money/domain/money';
import type { SandboxAnswer, SandboxWorld } from '../kit/sandbox/vendor-sandbox';

/** The forms of the contract, as far as they are not those of the capability. */
export interface StoredLine extends OrderLine {
  state: OrderLineState;
  since: string;
  shipped: string;
  delivered: string;
  expectedOn: string | null;
}

export interface StoredPurchaseOrder extends Omit<PurchaseOrder, 'state' | 'sinceMs'> {
  externalId: string;
  state: PurchaseOrder['state'];
  since: string;
}

export interface StoredOrder {
  id: string;
  externalId: string;
  number: string;
  version: number;
  state: OrderState;
  since: string;
  total: MoneyText;
  requiredOn: string | null;
  lines: StoredLine[];
  purchaseOrders: StoredPurchaseOrder[];
}

/** What reads show still, and how many of them. */
interface Behind {
  reads: number;
  order: StoredOrder;
}

export function refused(status: number, code: string, message: string, lines?: string[]): SandboxAnswer {
  return { status, body: { code, message, ...(lines && { lines }) } };
}

export const noOrder = refused(404, 'not_found', 'There is no such order.');

export async function findOrder(world: SandboxWorld, externalId: string): Promise<StoredOrder | undefined> {
  const id = await world.get<string>('order#external', externalId);
  return id === undefined ? undefined : await world.get<StoredOrder>('order', id);
}

/** As a read shows it: perhaps as it was before. */
export async function shownOrder(world: SandboxWorld, id: string): Promise<StoredOrder | undefined> {
  const order = await world.get<StoredOrder>('order', id);
  const behind = await world.get<Behind>('behind', id);
  if (order === undefined || behind === undefined || behind.reads === 0) return order;
  await world.put('behind', id, { ...behind, reads: behind.reads - 1 } satisfies Behind);
  return behind.order;
}

/** Lets so many reads show the order as it was before, and more where more were to show an older one. */
export async function lag(world: SandboxWorld, before: StoredOrder, reads: number): Promise<void> {
  const earlier = await world.get<Behind>('behind', before.id);
  const behind: Behind = { reads: Math.max(reads, earlier?.reads ?? 0), order: before };
  if (behind.reads > 0) await world.put('behind', before.id, behind);
}

export function nowText(world: SandboxWorld): string {
  return new Date(world.nowMs()).toISOString();
}

/** Keeps what an order has become: its next version. */
export async function keepChanged(world: SandboxWorld, order: StoredOrder): Promise<StoredOrder> {
  const kept = { ...order, version: order.version + 1 };
  await world.put('order', kept.id, kept);
  return kept;
}

/** What is told of an order. */
export function eventOf(
  world: SandboxWorld,
  type: 'order.changed' | 'order.deleted',
  { id, version }: StoredOrder,
) {
  return { id: randomUUID(), type, occurredAt: nowText(world), order: { id, version } };
}
