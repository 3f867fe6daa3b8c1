import type { VendorName } from './names';
import { hubspotWebhook } from './hubspot/webhook';
import { slackWebhook } from './slack/webhook';
import type { WebhookReceiver } from './kit/webhook-receiver';
import { xeroWebhook } from './xero/webhook';

/** Every vendor whose calls we take, with its own way to prove itself. `POST /webhooks/{vendor}` reads it. */
export const webhookReceivers: Partial<Record<VendorName, WebhookReceiver>> = {
  hubspot: hubspotWebhook,
  slack: slackWebhook,
  xero: xeroWebhook,
};
