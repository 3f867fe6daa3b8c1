import { isFixedToken } from '../kit/sandbox/tokens';
import type { SignedCall, SigningOf, VendorSandbox } from '../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../kit/vendor-settings';
import spec from './openapi.json';
import { omsEvents } from './sandbox-events';
import {
  cancelOrder,
  closeOrder,
  createOrder,
  createPurchaseOrder,
  getOrder,
  listOrders,
} from './sandbox-orders';
import { noOrder, refused } from './sandbox-state';
import { signOms } from './webhook';

function signCall(call: object, { settings }: SigningOf): SignedCall {
  const body = JSON.stringify(call);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const secret = requiredValue('oms', settings, 'webhookSecret');
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-oms-timestamp': timestamp,
      'x-oms-signature': signOms(secret, timestamp, body),
    },
  };
}

/** An ERP behind its adapter: orders with states, refusals, and reads that lag behind. */
export const omsSandbox: VendorSandbox = {
  spec,
  basePath: '/oms/v1',
  operations: { listOrders, createOrder, getOrder, createPurchaseOrder, closeOrder, cancelOrder },
  refusals: {
    unauthorized: () => refused(401, 'unauthorized', 'The token is not known.'),
    notFound: () => noOrder,
    invalid: (problems) => refused(422, 'invalid', problems.join('; ')),
    trouble: (status) => ({ code: `http_${status}`, message: 'Something went wrong.' }),
  },
  authorize: async (token, world) => isFixedToken('oms', world, 'token', token),
  sign: signCall,
  events: omsEvents,
};
