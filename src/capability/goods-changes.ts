import type { ChangeWords } from './change-words';

/** What others can do to an order of goods, its lines and what is bought for it. */
export const GOODS_CHANGES = {
  order: {
    confirmed: { told: 'The order was confirmed in Order Management' },
    closed: { told: 'The order was closed in Order Management' },
    cancelled: {
      told: 'The order was cancelled in Order Management',
      decide: 'The order was cancelled in Order Management: enter it anew, or call the engagement off',
    },
    deleted: {
      told: 'The order was deleted in Order Management',
      decide: 'The order was deleted in Order Management: enter it anew, or call the engagement off',
    },
  },
  orderLine: {
    backordered: {
      told: 'A line of the order cannot be delivered for now',
      decide:
        'A line of the order cannot be delivered for now: wait, substitute it, split the order, or cancel the line',
    },
    shipped: { told: 'A line of the order was shipped' },
    delivered: { told: 'A line of the order was delivered' },
    cancelled: { told: 'A line of the order was cancelled' },
    refunded: { told: 'A line of the order was refunded' },
  },
  purchaseOrder: {
    confirmed: { told: 'A supplier confirmed a purchase order' },
    received: { told: 'What a purchase order asked for was received' },
    refused: {
      told: 'A supplier refused a purchase order',
      decide: 'A supplier refused a purchase order: buy its lines elsewhere, or tell the client',
    },
    cancelled: {
      told: 'A purchase order was cancelled in Order Management',
      decide: 'A purchase order was cancelled in Order Management: decide where its lines are bought',
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ChangeWords>>>>;
