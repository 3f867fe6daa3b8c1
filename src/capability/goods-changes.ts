import type { ChangeWords } from './change-words';

/** What others can do to an order of goods, its lines and what is bought for it, and what becomes of a shipment. */
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
  shipment: {
    inTransit: { told: 'The shipment is on its way' },
    outForDelivery: { told: 'The shipment is out for delivery' },
    readyForPickup: { told: 'The shipment waits to be picked up' },
    delivered: { told: 'The shipment was delivered' },
    returned: {
      told: 'The shipment goes back to its sender',
      decide: 'The shipment goes back to its sender: find out why, and send it again or tell the client',
    },
    failed: {
      told: 'The shipment could not be delivered',
      decide: 'The shipment could not be delivered: settle it with the carrier, or send it again',
    },
    lost: {
      told: 'The carrier has lost the shipment',
      decide: 'The carrier has lost the shipment: claim it, and send it again or tell the client',
    },
    cancelled: {
      told: 'The shipment was cancelled at the carrier',
      decide: 'The shipment was cancelled at the carrier: decide how it gets to the client',
    },
    untraceable: {
      told: 'The carrier knows no such shipment',
      decide: 'The carrier knows no such shipment: correct the carrier or the tracking number',
    },
    deleted: {
      told: 'The shipment is not followed any more',
      decide: 'The shipment is not followed any more: follow it anew, or ask the carrier yourself',
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ChangeWords>>>>;
