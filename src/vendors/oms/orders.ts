import { setTimeout as sleep } from 'node:timers/promises';
import type { Order, OrdersPort } from '../../capability/offered/goods/orders';
import { ActionRefusedError } from '../../capability/refusal';
import { shortEffectKey } from '../kit/effect-key';
import { VendorError } from '../kit/errors';
import type { OmsClient } from './client';

/** An ERP closes an order by and by: so long is waited at once for it to show, in milliseconds of the wall clock. */
const READ_BACK_AFTER_MS = [0, 200, 800];
/** What takes longer is asked for again later. */
const STILL_CLOSING_MS = 10_000;

export function omsOrders(oms: OmsClient): OrdersPort {
  return {
    ensureOrder: (key, { reference, customer, requiredOn, lines }) =>
      oms.createOrder({
        externalId: shortEffectKey(key),
        reference,
        customer: { externalId: shortEffectKey(customer.key), name: customer.name },
        ...(requiredOn === undefined ? {} : { requiredOn }),
        lines,
      }),

    ensurePurchaseOrder: (key, orderId, order) =>
      oms.createPurchaseOrder(shortEffectKey(key), orderId, order),

    findOrder: (key) => oms.findOrder(shortEffectKey(key)),

    readOrder: (id) => oms.readOrder(id),

    async closeOrder(key, id) {
      const asked = await oms.closeOrder(shortEffectKey(key), id);
      if ('refused' in asked) throw notClosed(asked.refused, asked.lines);
      for (const waitMs of READ_BACK_AFTER_MS) {
        await sleep(waitMs);
        const order = await oms.readOrder(id);
        if (order?.state === 'closed') return order;
      }
      throw stillClosing();
    },

    async cancelOrder(key, id) {
      const order = await oms.readOrder(id);
      if (order === undefined || isOver(order)) return order;
      const asked = await oms.cancelOrder(shortEffectKey(key), id);
      return 'refused' in asked ? await oms.readOrder(id) : asked.order;
    },
  };
}

function isOver({ state }: Order): boolean {
  return state === 'closed' || state === 'cancelled';
}

function notClosed(code: string, lines: readonly string[]): ActionRefusedError {
  return new ActionRefusedError(
    code === 'lines_open'
      ? `The order was not closed: its lines ${lines.join(', ')} are open. Have them delivered, cancelled or refunded, then close it by hand.`
      : 'The order was not closed: it is cancelled in Order Management. See what has become of it there.',
  );
}

function stillClosing(): VendorError {
  return new VendorError({
    ...{ system: 'oms', op: 'orders.close', status: 202, vendorCode: 'STILL_CLOSING', vendorText: '' },
    ...{ outcome: 'throttled', retryAfterMs: STILL_CLOSING_MS },
  });
}
