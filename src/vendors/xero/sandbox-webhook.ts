import { randomUUID } from 'node:crypto';
import type { SandboxWorld, SignedCall, SigningOf } from '../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../kit/vendor-settings';
import { type Invoice, tenantOf } from './sandbox-state';
import { signXero } from './webhook';

export function updateOf(world: SandboxWorld, invoice: Invoice): object {
  const sequence = 1 + (Math.floor(world.nowMs()) % 2_147_483_646);
  return {
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
  };
}

export function signCall(call: object, { settings }: SigningOf): SignedCall {
  const body = JSON.stringify(call);
  const key = requiredValue('xero', settings, 'webhookKey');
  return { body, headers: { 'content-type': 'application/json', 'x-xero-signature': signXero(key, body) } };
}
