import { randomUUID } from 'node:crypto';
import type { Notification, SandboxWorld } from '../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../kit/vendor-settings';
import { type Invoice, tenantOf } from './sandbox-state';
import { signXero } from './webhook';

export function updateOf(world: SandboxWorld, invoice: Invoice): Notification {
  const sequence = 1 + (Math.floor(world.nowMs()) % 2_147_483_646);
  const body = JSON.stringify({
    events: [
      {
        resourceUrl: `https://api.xero.com/api.xro/2.0/Invoices/${invoice.InvoiceID}`,
        resourceId: invoice.InvoiceID,
        eventDateUtc: new Date(world.nowMs()).toISOString().replace('Z', ''),
        eventType: 'UPDATE',
        eventCategory: 'INVOICE',
        tenantId: tenantOf(world),
        tenantType: 'ORGANISATION',
      },
    ],
    firstEventSequence: sequence,
    lastEventSequence: sequence,
    entropy: randomUUID().replaceAll('-', '').slice(0, 20).toUpperCase(),
  });
  const key = requiredValue('xero', world.settings, 'webhookKey');
  const headers = { 'content-type': 'application/json', 'x-xero-signature': signXero(key, body) };
  return { sign: () => ({ headers, body }) };
}
