import { z } from 'zod';
import type {
  NewPurchaseOrder,
  Order,
  OrderLine,
  PurchaseOrder,
} from '../../capability/offered/goods/orders';
import { textOf, roundedMoney } from '../../money/domain/money';
import { VendorHttp, type VendorRequest, type VendorTrouble } from '../kit/http';
import { unlessMissing } from '../kit/missing';
import { StaticToken } from '../kit/token';
import { requiredValue, type VendorSettings } from '../kit/vendor-settings';

const ROOT = '/oms/v1';

const Instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
/** With all of its currency's places: what is one must be read as one. */
const Money = z
  .object({ amount: z.string(), currency: z.string() })
  .transform(({ amount, currency }, ctx) => {
    const money = roundedMoney(amount, currency);
    if (money !== undefined) return textOf(money);
    ctx.addIssue({ code: 'custom', message: 'no amount' });
    return z.NEVER;
  });

const PurchaseOrderForm = z
  .object({
    id: z.string().min(1),
    number: z.string(),
    supplier: z.string(),
    deliverTo: z.enum(['warehouse', 'customer']),
    lines: z.array(z.string()),
    total: Money,
    state: z.enum(['sent', 'confirmed', 'received', 'refused', 'cancelled']),
    since: Instant,
  })
  .transform(({ since, ...bought }): PurchaseOrder => ({ ...bought, sinceMs: since }));

const LineForm = z
  .object({
    line: z.string(),
    item: z.string(),
    quantity: z.string(),
    unit: z.string(),
    amount: Money,
    supplier: z.string().optional(),
    cost: Money.optional(),
    dropShip: z.boolean().optional(),
    state: z.enum(['open', 'backordered', 'shipped', 'delivered', 'cancelled', 'refunded']),
    since: Instant,
    shipped: z.string(),
    delivered: z.string(),
    expectedOn: z.string().nullish(),
  })
  .transform(({ since, expectedOn, supplier, cost, dropShip, ...line }) => ({
    ...line,
    ...(supplier !== undefined && { supplier }),
    ...(cost !== undefined && { cost }),
    ...(dropShip !== undefined && { dropShip }),
    sinceMs: since,
    expectedOn: expectedOn ?? null,
  }));

const OrderForm = z
  .object({
    id: z.string().min(1),
    number: z.string(),
    version: z.int().min(1),
    state: z.enum(['entered', 'confirmed', 'closing', 'closed', 'cancelled']),
    since: Instant,
    total: Money,
    lines: z.array(LineForm),
    purchaseOrders: z.array(PurchaseOrderForm),
  })
  .transform(({ since, ...order }): Order => ({ ...order, sinceMs: since }));

const Refusal = z.object({ code: z.string(), message: z.string(), lines: z.array(z.string()).default([]) });

/** A customer order as it is entered. */
export interface OrderEntry {
  /** Ours: unique there, and no longer than 64 characters. */
  readonly externalId: string;
  readonly reference: string;
  readonly customer: { readonly externalId: string; readonly name: string };
  readonly requiredOn?: string;
  readonly lines: readonly OrderLine[];
}

/** What came of asking for something that the state of an order may forbid. */
export type Asked =
  | { readonly order: Order }
  | { readonly refused: string; readonly lines: readonly string[] };

/**
 * Order Management by the contract beside this file. Settings values: `token`. Every POST carries an Idempotency-Key, under which
 * a repeat does nothing more. A read may lag behind a change; an order's version tells.
 */
export class OmsClient {
  private readonly http: VendorHttp;

  constructor(settings: VendorSettings) {
    this.http = new VendorHttp({
      system: 'oms',
      baseUrl: settings.baseUrl,
      auth: new StaticToken(requiredValue('oms', settings, 'token')),
      trouble: omsTrouble,
    });
  }

  /** @returns the order as it is, where it was entered before */
  async createOrder(entry: OrderEntry): Promise<Order> {
    const post = { op: 'orders.create', path: '/orders', key: entry.externalId, json: entry };
    return OrderForm.parse((await this.post(post)).body);
  }

  async findOrder(externalId: string): Promise<Order | undefined> {
    const query = { externalId };
    const { body } = await this.http.request({
      ...{ op: 'orders.list', method: 'GET', path: `${ROOT}/orders` },
      query,
    });
    return z.object({ orders: z.array(OrderForm) }).parse(body).orders[0];
  }

  /** @returns undefined when there is no such order */
  readOrder(id: string): Promise<Order | undefined> {
    return unlessMissing(async () => {
      const path = `${ROOT}${orderPath(id)}`;
      const { body } = await this.http.request({ op: 'orders.get', method: 'GET', path });
      return OrderForm.parse(body);
    });
  }

  async createPurchaseOrder(
    externalId: string,
    orderId: string,
    order: NewPurchaseOrder,
  ): Promise<PurchaseOrder> {
    const path = `${orderPath(orderId)}/purchase-orders`;
    const json = { externalId, ...order };
    const { body } = await this.post({ op: 'purchaseOrders.create', path, key: externalId, json });
    return PurchaseOrderForm.parse(body);
  }

  closeOrder(key: string, id: string): Promise<Asked> {
    return this.ask('orders.close', `${orderPath(id)}/close`, key);
  }

  cancelOrder(key: string, id: string): Promise<Asked> {
    return this.ask('orders.cancel', `${orderPath(id)}/cancel`, key);
  }

  private async ask(op: string, path: string, key: string): Promise<Asked> {
    const { status, body } = await this.post({ op, path, key, expected: [409] });
    if (status !== 409) return { order: OrderForm.parse(body) };
    const { code, lines } = Refusal.parse(body);
    return { refused: code, lines };
  }

  private post({
    key,
    path,
    ...request
  }: Pick<VendorRequest, 'op' | 'path' | 'json' | 'expected'> & { key: string }) {
    const headers = { 'idempotency-key': key };
    return this.http.request({ ...request, method: 'POST', path: `${ROOT}${path}`, headers });
  }
}

function orderPath(id: string): string {
  return `/orders/${encodeURIComponent(id)}`;
}

/** The error form of the contract. */
function omsTrouble(body: unknown, status: number): VendorTrouble {
  const read = Refusal.safeParse(body);
  return read.success
    ? { code: read.data.code, text: read.data.message }
    : { code: `HTTP_${status}`, text: '' };
}
