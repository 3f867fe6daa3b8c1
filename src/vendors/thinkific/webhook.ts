import { z } from 'zod';
import type { VendorEvent } from '../../capability/events';
import { deliveriesOf, wholeDelivery } from '../kit/webhook/deliveries';
import { hmacSha256, sameText } from '../kit/webhook/signature';
import {
  headerOf,
  parseJson,
  refuse,
  type VendorWebhook,
  type WebhookCall,
  type WebhookDeliveryItem,
} from '../kit/webhook/webhook-receiver';
import type { ThinkificEnrolment } from './client';

/** What Thinkific tells. Of its payload the id alone is read: what counts is the enrolment that is fetched. */
const Told = z.looseObject({
  id: z.union([z.string().min(1), z.number()]),
  resource: z.string(),
  action: z.string(),
  created_at: z.string().optional(),
});
const OfEnrolment = z.looseObject({ id: z.union([z.string().min(1), z.number()]) });

/** Thinkific's signature: hex HMAC-SHA256 over the raw body. */
export function signThinkific(secret: string, body: Buffer | string): string {
  return hmacSha256(secret, 'hex', body);
}

function verify(call: WebhookCall) {
  const signature = headerOf(call.headers, 'x-thinkific-hmac-sha256');
  if (signature === undefined || !sameText(signature, signThinkific(call.secret, call.rawBody))) {
    return refuse('wrong signature');
  }
  const text = call.rawBody.toString('utf8');
  const parsed = parseJson(text);
  const deliveries = parsed === undefined ? [wholeDelivery(text, parsed)] : deliveriesOf([parsed], keyOf);
  return { ok: true, deliveries } as const;
}

function keyOf(item: unknown): (string | number)[] | undefined {
  const told = Told.safeParse(item);
  return told.success ? [told.data.resource, told.data.action, told.data.id] : undefined;
}

function read(payload: unknown): VendorEvent {
  const told = Told.safeParse(payload);
  if (!told.success) return { about: 'unknown', why: 'it is no event of Thinkific' };
  const { resource, action, created_at: at = '' } = told.data;
  if (resource !== 'enrollment') return { about: 'nothing', why: `${resource}.${action}` };
  const enrolment = OfEnrolment.safeParse(told.data['payload']);
  return enrolment.success
    ? { about: 'enrolment', id: String(enrolment.data.id), atMs: Date.parse(at) }
    : { about: 'unknown', why: `enrollment.${action} names no enrolment` };
}

/**
 * What Thinkific would have told of an enrolment as it stands now, under a key of its own for each state.
 * @param enrolment undefined where Thinkific shows none
 */
export function seenAs(id: string, enrolment: ThinkificEnrolment | undefined): WebhookDeliveryItem {
  const { percent, isComplete, isExpired } = enrolment ?? {};
  const state = enrolment === undefined ? 'missing' : `${percent}/${isComplete}/${isExpired}`;
  const payload = { id: `look:${state}`, resource: 'enrollment', action: 'seen', payload: { id } };
  return { key: `look:${id}:${state}`, payload };
}

/** Thinkific's webhooks. They carry no signed time, so the kept delivery keys are the only guard against replays. */
export const thinkificWebhook: VendorWebhook = { verify, refusal: 'problem', read };
