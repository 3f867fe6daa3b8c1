import { z } from 'zod';
import type { VendorEvent } from '../../capability/events';
import { deliveriesOf } from '../kit/webhook/deliveries';
import { sameText } from '../kit/webhook/signature';
import {
  parseJson,
  refuse,
  type VendorWebhook,
  type WebhookCall,
  type WebhookVerdict,
} from '../kit/webhook/webhook-receiver';

/** What Graph wants to hear within three seconds. */
const TAKEN = { status: 202 } as const;

const Collection = z.looseObject({ value: z.array(z.unknown()) });
const Signed = z.looseObject({ clientState: z.string() });
const Notification = z.looseObject({
  id: z.string().optional(),
  subscriptionId: z.string(),
  changeType: z.string(),
  resource: z.string(),
});
const Lifecycle = z.looseObject({
  id: z.string().optional(),
  subscriptionId: z.string(),
  lifecycleEvent: z.string(),
});
const CHANNEL = /^\/?teams[/(].*channels[/(]/;
const MINUTE_MS = 60_000;

/**
 * Graph signs nothing: each notification carries the `clientState` that the subscription was made with, and one without is
 * not Graph's. A call that proves our address, before a subscription is made, carries a text to be sent back.
 */
function verify(call: WebhookCall): WebhookVerdict {
  const token = new URL(call.url).searchParams.get('validationToken');
  if (token !== null) {
    return { ok: true, deliveries: [], answer: { contentType: 'text/plain', body: token } };
  }
  const told = Collection.safeParse(parseJson(call.rawBody.toString('utf8')));
  if (!told.success) return refuse('no notifications');
  const genuine = told.data.value.flatMap((notification) => withoutState(notification, call.secret));
  if (genuine.length === 0) return refuse('wrong clientState');
  return { ok: true, deliveries: deliveriesOf(genuine, (item) => keyOf(item, call.nowMs)), answer: TAKEN };
}

/** What is stored does not hold the secret. */
function withoutState(notification: unknown, secret: string): object[] {
  const signed = Signed.safeParse(notification);
  if (!signed.success || !sameText(signed.data.clientState, secret)) return [];
  const { clientState: _secret, ...shown } = signed.data;
  return [shown];
}

/** Two changes of one channel look the same: only what comes within a minute is taken for one that Graph repeats. */
function keyOf(item: unknown, nowMs: number): (string | number)[] | undefined {
  const told = z.union([Notification, Lifecycle]).safeParse(item);
  if (!told.success) return undefined;
  const { id, subscriptionId, changeType = '', resource = '', lifecycleEvent = '' } = told.data;
  const minute = Math.floor(nowMs / MINUTE_MS);
  return id === undefined
    ? [subscriptionId, String(changeType), String(resource), String(lifecycleEvent), minute]
    : ['notification', id];
}

const LIFECYCLE = new Set(['reauthorizationRequired', 'subscriptionRemoved', 'missed']);

/**
 * Graph says that a channel changed, not what of it; and of the subscription that it has to be renewed or made again, or
 * that something was left out. In each case a look finds out, and mends the subscription.
 */
function read(payload: unknown): VendorEvent {
  const lifecycle = Lifecycle.safeParse(payload);
  if (lifecycle.success) {
    const { lifecycleEvent } = lifecycle.data;
    return LIFECYCLE.has(lifecycleEvent)
      ? { about: 'look' }
      : { about: 'unknown', why: `the lifecycle event ${lifecycleEvent} of a subscription` };
  }
  const told = Notification.safeParse(payload);
  if (!told.success) return { about: 'unknown', why: 'it is no notification of Graph' };
  const { changeType, resource } = told.data;
  if (!CHANNEL.test(resource)) return { about: 'nothing', why: `${changeType} something that is no channel` };
  return changeType === 'created' ? { about: 'nothing', why: 'a channel was made' } : { about: 'look' };
}

/** Change notifications of Microsoft Graph. What is not answered in time comes again for four hours. */
export const teamsWebhook: VendorWebhook = { verify, refusal: 'status-only', read };
