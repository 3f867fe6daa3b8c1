import { z } from 'zod';
import type { VendorWebhook } from '../../vendors/kit/webhook/webhook-receiver';
import { webhookSecretOf } from '../../vendors/kit/vendor-variables';
import { findVendor } from '../../vendors/registry';
import { storeDeliveries } from '../store/webhooks';
import type { ApiDeps } from '../../edge/http/deps';
import { notFound, Problem } from '../../edge/http/problem';
import { type Answer, type Route, route } from '../../edge/http/route';

const WEBHOOK_LIMIT_BYTES = 1_024 * 1_024;

/** The vendors' calls: verified by each vendor's own scheme, and durable before they are answered. */
export function webhookRoutes({ db, clock, settings, vendors, log }: ApiDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/webhooks/{vendor}',
      summary: "Take a vendor's call",
      tag: 'webhooks',
      access: 'public',
      params: z.object({ vendor: z.string().max(60) }),
      anyQuery: true,
      body: {
        kind: 'raw',
        mediaTypes: [],
        limitBytes: WEBHOOK_LIMIT_BYTES,
        description: "The vendor's own body, signed by its own scheme",
      },
      answers: {
        200: { description: 'Verified and stored' },
        202: { description: 'The same, where the vendor wants this status' },
        401: { description: 'Not signed with the secret of this vendor' },
        404: { description: 'No such vendor calls here' },
      },
      handle: async ({ params, headers, body, url }) => {
        const vendor = findVendor(params.vendor, vendors);
        if (!vendor?.webhook) throw notFound('vendor that calls here, of the name', params.vendor);
        const { name, webhook } = vendor;
        const secret = settings.vendors[name]?.values[webhookSecretOf(vendor.settings)?.as ?? ''];
        if (secret === undefined || secret === '') {
          log.warn({ vendor: name }, 'a webhook came, but the secret to verify it is not set');
          throw notFound('vendor that calls here, of the name', name);
        }
        const verdict = webhook.verify({
          rawBody: body,
          headers,
          method: 'POST',
          url: `${settings.publicUrl}${url}`,
          secret,
          // What vendors sign is the wall clock's time.
          nowMs: Date.now(),
        });
        if (!verdict.ok) {
          log.warn({ vendor: name, reason: verdict.reason }, 'webhook refused');
          return refusal(webhook, verdict.status, verdict.reason);
        }
        await storeDeliveries(db, name, verdict.deliveries, new Date(clock.productNow()));
        return { status: 200, ...verdict.answer };
      },
    }),
  ];
}

/** The bare status where the vendor wants nothing else; the others get a problem like everybody. */
function refusal({ refusal: form }: VendorWebhook, status: number, reason: string): Answer {
  if (form === 'status-only') {
    return { status };
  }
  const code = status === 401 ? 'unauthenticated' : 'malformed-request';
  throw new Problem(
    code,
    `The call was not taken: ${reason}. Nothing was stored. Check the webhook's secret and address.`,
  );
}
