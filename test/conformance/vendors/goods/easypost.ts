import type { TrackingPort } from '../../../../src/capability/offered/goods/tracking';
import { signEasypost } from '../../../../src/vendors/easypost/webhook';
import type { AskVendor, Connector } from '../../connector';
import { personal, secret } from '../../marks';

const TRACKERS = '/v2/trackers';
const CARRIER = 'FedEx';

interface Listed {
  trackers: { id: string }[];
}

async function trackersOf(ask: AskVendor, code: string): Promise<Listed['trackers']> {
  const { trackers }: Listed = await ask('GET', TRACKERS, { query: { tracking_code: code } });
  return trackers;
}

const ensureShipment = (tracking: TrackingPort, key: string) => tracking.ensureShipment(key, key, CARRIER);

export const easypost: Connector = {
  values: { apiKey: secret('easypost'), webhookSecret: secret('easypost-webhooks') },
  token: 'static',
  operations: {
    tracking: {
      ensureShipment: {
        run: ensureShipment,
        makes: [
          {
            call: { method: 'POST', path: TRACKERS },
            count: async (ask, key) => (await trackersOf(ask, key)).length,
          },
        ],
      },
      readShipment: {
        run: async (tracking, key) => tracking.readShipment((await ensureShipment(tracking, key)).id),
      },
    },
  },
  webhook: {
    sign: ({ body, secret: by }) => ({
      'content-type': 'application/json',
      'x-hmac-signature': signEasypost(by, body),
    }),
    signsNoTime: 'EasyPost signs the body alone',
    act: (actions, request) =>
      actions['tracking.follow']({
        ...request,
        params: { shipment: 'parcel', code: `parcel-${request.engagementId}`, carrier: CARRIER },
      }),
    made: { method: 'POST', path: TRACKERS },
    async change(emit, ask, engagementId) {
      const [tracker] = await trackersOf(ask, `parcel-${engagementId}`);
      await emit('tracker.updated', { id: tracker?.id, status: 'in_transit' });
      const signed_by = personal(engagementId).name;
      await emit('tracker.updated', { id: tracker?.id, status: 'delivered', signed_by });
    },
    isLast: ({ what, how }) => what === 'shipment' && how === 'delivered',
  },
};
