import type { OrderLine, OrdersPort } from '../../../../src/capability/offered/goods/orders';
import { shortEffectKey } from '../../../../src/vendors/kit/effect-key';
import { signOms } from '../../../../src/vendors/oms/webhook';
import type { AskVendor, Connector } from '../../connector';
import { personal, secret } from '../../marks';

const ORDERS = '/oms/v1/orders';
const SUPPLIER = 'Northern Supplies';
const COST = { amount: '400.00', currency: 'EUR' };
const LINES: OrderLine[] = [
  {
    ...{ line: '10', item: 'AP-310', quantity: '2', unit: 'piece', supplier: SUPPLIER, cost: COST },
    amount: { amount: '600.00', currency: 'EUR' },
  },
];

interface Listed {
  orders: { id: string; purchaseOrders: { externalId: string }[] }[];
}

async function ordersOf(ask: AskVendor, key: string): Promise<Listed['orders']> {
  const { orders }: Listed = await ask('GET', ORDERS, { query: { externalId: shortEffectKey(key) } });
  return orders;
}

function ensureOrder(orders: OrdersPort, key: string, lines: readonly OrderLine[] = LINES) {
  const customer = { key: `${key}/client`, name: personal(key).company };
  return orders.ensureOrder(key, { reference: 'CD-0001', customer, requiredOn: '2026-12-24', lines });
}

export const oms: Connector = {
  values: { token: secret('oms'), webhookSecret: secret('oms-webhooks') },
  token: 'static',
  operations: {
    orders: {
      ensureOrder: {
        run: ensureOrder,
        makes: [
          {
            call: { method: 'POST', path: ORDERS },
            count: async (ask, key) => (await ordersOf(ask, key)).length,
          },
        ],
      },
      ensurePurchaseOrder: {
        run: async (orders, key) => {
          const { id } = await ensureOrder(orders, `${key}/order`);
          const bought = { supplier: SUPPLIER, deliverTo: 'warehouse', lines: ['10'], total: COST } as const;
          return orders.ensurePurchaseOrder(key, id, bought);
        },
        makes: [
          {
            call: { method: 'POST', path: `${ORDERS}/` },
            count: async (ask, key) => {
              const [order] = await ordersOf(ask, `${key}/order`);
              return order?.purchaseOrders.length ?? 0;
            },
          },
        ],
      },
      findOrder: {
        run: async (orders, key) => {
          await ensureOrder(orders, key);
          return orders.findOrder(key);
        },
      },
      readOrder: { run: async (orders, key) => orders.readOrder((await ensureOrder(orders, key)).id) },
      closeOrder: {
        run: async (orders, key) => {
          const { id } = await ensureOrder(orders, key);
          // Its line is open.
          return orders.closeOrder(`${key}/close`, id).catch((error: Error) => {
            if (error.name !== 'ActionRefusedError') throw error;
            return error.message;
          });
        },
      },
      cancelOrder: {
        run: async (orders, key) => orders.cancelOrder(`${key}/cancel`, (await ensureOrder(orders, key)).id),
      },
    },
  },
  webhook: {
    sign: ({ body, secret: by, atMs }) => {
      const timestamp = String(Math.floor(atMs / 1000));
      return {
        'content-type': 'application/json',
        'x-oms-timestamp': timestamp,
        'x-oms-signature': signOms(by, timestamp, body),
      };
    },
    act: (actions, request) =>
      actions['orders.createOrder']({ ...request, params: { order: 'hardware', lines: LINES } }),
    made: { method: 'POST', path: ORDERS },
    async change(emit, ask, engagementId) {
      const [order] = await ordersOf(ask, `${engagementId}/hardware`);
      const line = { id: order?.id, line: '10' };
      await emit('order.confirmed', line);
      await emit('line.shipped', line);
      await emit('line.delivered', line);
    },
    isLast: ({ what, how }) => what === 'orderLine' && how === 'delivered',
  },
};
