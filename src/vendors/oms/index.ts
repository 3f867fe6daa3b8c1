import { missingAmong } from '../kit/credential-check';
import { vendor } from '../kit/vendor';
import { OmsClient } from './client';
import { omsLook } from './look';
import { omsOrders } from './orders';
import { omsSandbox } from './sandbox';
import { omsWebhook } from './webhook';

const NO_ORDER = 'promisekeeper-check';

export const oms = vendor({
  name: 'oms',
  title: 'OMS',
  settings: {
    liveUrl: 'https://oms.example.com',
    baseUrlVariable: 'OMS_BASE_URL',
    ownAddress: {
      schemes: ['https', 'http'],
      help: 'where the adapter in front of the ERP stands, such as https://oms.example.com; /oms/v1 follows it',
    },
    credentials: [['OMS_TOKEN', 'OMS_BASE_URL']],
    variables: [
      {
        name: 'OMS_TOKEN',
        as: 'token',
        help: 'the bearer token that the adapter takes; openssl rand -hex 32',
        sandbox: 'sandbox-oms-token',
      },
      {
        name: 'OMS_WEBHOOK_SECRET',
        as: 'webhookSecret',
        help: 'what the adapter signs its events with; openssl rand -hex 32',
        sandbox: 'sandbox-oms-webhook-secret',
        webhookSecret: true,
      },
    ],
  },
  client: (settings) => new OmsClient(settings),
  check: (oms) => missingAmong({ orders: () => oms.findOrder(NO_ORDER) }),
  looksAt: ['order'],
  look: omsLook,
  provides: { orders: omsOrders },
  // An ERP is everybody's: a handful of calls at a time leaves it to its own work.
  limits: { callsPerSecond: 3, callsAtOnce: 3 },
  webhook: omsWebhook,
  sandbox: omsSandbox,
});
