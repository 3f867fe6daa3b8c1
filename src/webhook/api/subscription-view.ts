import { z } from 'zod';
import { id, instant, instantOf } from '../../edge/http/schemas';
import { isEvent, SUBSCRIPTION_STATES } from '../domain/subscription';
import type { SubscriptionRow } from '../store/subscriptions';

export const event = z
  .string()
  .max(100)
  .refine(
    isEvent,
    'give a kind of fact such as promiseBroken, or ticket.promiseBroken for those of tickets alone',
  );

export const newSubscription = z
  .strictObject({
    url: z
      .string()
      .max(2_000)
      .describe(
        'Where messages are posted: https, without user and password, on the public internet or where PROMISEKEEPER_WEBHOOK_TARGETS allows it',
      ),
    events: z
      .array(event)
      .max(200)
      .default([])
      .describe(
        'Kinds of facts as the journals have them, such as promiseBroken or ticket.promiseBroken; none: all',
      ),
  })
  .meta({ id: 'NewWebhookSubscription' });

export const subscriptionSchema = z
  .strictObject({
    id,
    url: z.string(),
    events: z.array(z.string()).describe('Empty: all'),
    state: z
      .enum(SUBSCRIPTION_STATES)
      .describe(
        'disabled: every try has failed for three days; replay has it served again. ended: its subscriber answered 410',
      ),
    createdAt: instant,
    stoppedAt: instant.nullable().describe('When it was disabled or ended'),
    lastSuccessAt: instant.nullable(),
    failingSince: instant.nullable().describe('Since when every try has failed; null: the last one did not'),
    lastFailure: z.string().nullable(),
    delivered: z.int().describe('Messages that were taken'),
    failed: z.int().describe('Tries that failed'),
    waiting: z.int().describe('Messages that are still to be told'),
    undelivered: z
      .int()
      .describe('Messages that were tried for three days while others were taken; they wait for a replay'),
    previousSecretUntil: instant
      .nullable()
      .describe('Until when the secret before the last rotation signs too'),
  })
  .meta({ id: 'WebhookSubscription' });

/** With the secret, which is shown this once. */
export const issuedSubscription = subscriptionSchema
  .extend({ secret: z.string().describe('whsec_ and a key in base64, for any library of Standard Webhooks') })
  .meta({ id: 'IssuedWebhookSubscription' });

export const replayWish = z
  .strictObject({
    from: instant.optional().describe('What happened from here on; or one message'),
    to: instant.optional().describe('And before this; left out: until now'),
    message: z.string().max(200).optional().describe('One message by its webhook-id, instead of a time'),
  })
  .refine(({ from, message }) => (from === undefined) !== (message === undefined), {
    path: ['from'],
    message: 'give either from or message',
  })
  .meta({ id: 'WebhookReplay' });

export function showSubscription(row: SubscriptionRow): z.output<typeof subscriptionSchema> {
  const { createdAt, stoppedAt, lastSuccessAt, failingSince, previousUntil, ...plain } = row;
  return {
    ...plain,
    createdAt: instantOf(createdAt),
    stoppedAt: instantOf(stoppedAt),
    lastSuccessAt: instantOf(lastSuccessAt),
    failingSince: instantOf(failingSince),
    previousSecretUntil: instantOf(previousUntil),
  };
}
