import { z } from 'zod';
import type { VendorEvent } from '../../capability/events';
import { deliveriesOf, wholeDelivery } from '../kit/webhook/deliveries';
import { sameText } from '../kit/webhook/signature';
import {
  headerOf,
  parseJson,
  refuse,
  type VendorWebhook,
  type WebhookCall,
} from '../kit/webhook/webhook-receiver';

const Start = z.strictObject({ start: z.looseObject({}) });
const Fact = z.strictObject({
  engagement: z.string().min(1).max(100),
  fact: z.string().min(1).max(100),
  body: z.looseObject({}).default({}),
});

/** A Zap shows the token that we gave it; what it calls again goes by the same Idempotency-Key. */
function verify(call: WebhookCall) {
  const token = /^Bearer +(\S+) *$/i.exec(headerOf(call.headers, 'authorization') ?? '')?.[1] ?? '';
  if (!sameText(token, call.secret)) return refuse('wrong token');
  const key = headerOf(call.headers, 'idempotency-key')?.trim();
  const text = call.rawBody.toString('utf8');
  const parsed = parseJson(text);
  if (parsed === undefined) return { ok: true, deliveries: [wholeDelivery(text, parsed)] } as const;
  const deliveries = deliveriesOf([parsed], () => (key ? ['key', key] : undefined));
  return { ok: true, deliveries } as const;
}

function read(payload: unknown): VendorEvent {
  const start = Start.safeParse(payload);
  if (start.success) return { about: 'statement', statement: { states: 'start', order: start.data.start } };
  const fact = Fact.safeParse(payload);
  if (!fact.success) {
    return { about: 'unknown', why: 'it has neither "start", nor "engagement" and "fact" with a "body"' };
  }
  const { engagement, fact: signal, body } = fact.data;
  return { about: 'statement', statement: { states: 'fact', engagement, signal, body } };
}

/**
 * The calls of Zaps. Zapier signs nothing: whoever shows the token is one. Without an Idempotency-Key the same content is the
 * same call.
 */
export const zapierWebhook: VendorWebhook = { verify, refusal: 'problem', read };
