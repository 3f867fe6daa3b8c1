import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { decodeCursor, pageOf, pageQuery, toPage } from '../../edge/http/cursor';
import type { ApiDeps } from '../../edge/http/deps';
import { conflict, invalid, notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { idParams, instant, instantOf } from '../../edge/http/schemas';
import { askSystem, callableAddresses, TargetRefused } from '../dispatch/addresses';
import { newSecret } from '../dispatch/secret';
import { placeOfMessage } from '../domain/message';
import { faultOfUrl } from '../domain/target';
import { type ReplayWish, replay } from '../store/replay';
import {
  deleteSubscription,
  findSubscription,
  insertSubscription,
  listSubscriptions,
  rotateSecret,
  type SubscriptionRow,
} from '../store/subscriptions';
import {
  issuedSubscription,
  newSubscription,
  replayWish,
  showSubscription,
  subscriptionSchema,
} from './subscription-view';

const PATH = '/v1/webhook-subscriptions';
const TAG = 'webhook subscriptions';
/** So long the secret before a rotation signs too; product time. */
const OVERLAP_MS = 24 * 3_600_000;

/** Our own webhooks: who is told what the journals take in. */
export function webhookSubscriptionRoutes({ db, clock, settings }: ApiDeps): Route[] {
  const now = () => new Date(clock.productNow());
  const found = async (id: string): Promise<SubscriptionRow> => {
    const row = await findSubscription(db, id);
    if (!row) throw notFound('webhook subscription', id);
    return row;
  };
  return [
    route({
      method: 'post',
      path: PATH,
      summary:
        'Have an address told every fact from now on, by Standard Webhooks; the secret is shown this once',
      tag: TAG,
      access: 'administrator',
      body: { kind: 'json', schema: newSubscription },
      answers: {
        201: {
          description: 'Subscribed',
          content: { 'application/json': issuedSubscription },
          headers: { Location: 'Its address' },
        },
      },
      handle: async ({ body }) => {
        await insistOnTarget(body.url, settings);
        const id = `whk_${uuidv7()}`;
        const secret = newSecret();
        await insertSubscription(db, { ...body, id, secret }, now());
        return {
          status: 201,
          body: { ...showSubscription(await found(id)), secret },
          headers: { location: `${PATH}/${id}` },
        };
      },
    }),
    route({
      method: 'get',
      path: PATH,
      summary: 'List who is told, how that goes and what waits',
      tag: TAG,
      access: 'administrator',
      query: z.strictObject(pageQuery),
      answers: {
        200: { description: 'A page', content: { 'application/json': pageOf(subscriptionSchema) } },
      },
      handle: async ({ query: { limit, cursor } }) => {
        const after = decodeCursor(cursor, z.tuple([z.string()]));
        const rows = await listSubscriptions(db, limit + 1, after?.[0] ?? null);
        return { status: 200, body: toPage(rows, limit, showSubscription, ({ id }) => [id]) };
      },
    }),
    route({
      method: 'get',
      path: `${PATH}/{id}`,
      summary: 'Read how one stands',
      tag: TAG,
      access: 'administrator',
      params: idParams,
      answers: {
        200: { description: 'The subscription', content: { 'application/json': subscriptionSchema } },
      },
      handle: async ({ params }) => ({ status: 200, body: showSubscription(await found(params.id)) }),
    }),
    route({
      method: 'delete',
      path: `${PATH}/{id}`,
      summary: 'Tell that address nothing more; what waits for it is forgotten',
      tag: TAG,
      access: 'administrator',
      params: idParams,
      answers: { 204: { description: 'Gone' }, 405: { description: 'The id is missing' } },
      handle: async ({ params }) => {
        if (!(await deleteSubscription(db, params.id))) throw notFound('webhook subscription', params.id);
        return { status: 204 };
      },
    }),
    route({
      method: 'post',
      path: `${PATH}/{id}/replay`,
      summary:
        'Have told again what happened in a time, or one message; a disabled subscription is served again',
      tag: TAG,
      access: 'administrator',
      params: idParams,
      body: { kind: 'json', schema: replayWish },
      answers: {
        202: {
          description: 'They are told within seconds, each with the webhook-id that it always has',
          content: {
            'application/json': z.strictObject({ messages: z.int() }).meta({ id: 'ReplayedMessages' }),
          },
        },
        409: { description: 'Its subscriber has ended it' },
      },
      handle: async ({ params, body }) => {
        const { state } = await found(params.id);
        if (state === 'ended') {
          throw conflict('Its subscriber has ended it (410). Nothing was changed. Subscribe anew.');
        }
        const wish = wishOf(body);
        return { status: 202, body: { messages: await replay(db, params.id, wish, now()) } };
      },
    }),
    route({
      method: 'post',
      path: `${PATH}/{id}/rotate-secret`,
      summary: 'Sign by a new secret, shown this once; for 24 hours the present one signs too',
      tag: TAG,
      access: 'administrator',
      params: idParams,
      answers: {
        200: {
          description: 'The new secret',
          content: {
            'application/json': z
              .strictObject({ secret: z.string(), previousSecretUntil: instant })
              .meta({ id: 'RotatedSecret' }),
          },
        },
      },
      handle: async ({ params }) => {
        const secret = newSecret();
        const until = new Date(clock.productNow() + OVERLAP_MS);
        if (!(await rotateSecret(db, params.id, secret, until))) {
          throw notFound('webhook subscription', params.id);
        }
        return { status: 200, body: { secret, previousSecretUntil: instantOf(until) } };
      },
    }),
  ];
}

/** @throws Problem 422 for an address that may not be called from here */
export async function insistOnTarget(
  url: string,
  { webhookTargets }: Pick<ApiDeps['settings'], 'webhookTargets'>,
  pointer = '/url',
): Promise<void> {
  const fault = faultOfUrl(url, webhookTargets);
  if (fault !== null) throw invalid([{ pointer, message: fault }]);
  try {
    await callableAddresses(new URL(url), webhookTargets, askSystem);
  } catch (error) {
    if (!(error instanceof TargetRefused)) throw error;
    throw invalid([{ pointer, message: error.message }]);
  }
}

/** @throws Problem 422 for what is no webhook-id of ours */
function wishOf({ from, to, message = '' }: z.output<typeof replayWish>): ReplayWish {
  if (from !== undefined) {
    return { from: new Date(from), to: to === undefined ? null : new Date(to) };
  }
  const place = placeOfMessage(message);
  if (place === null) {
    throw invalid([
      { pointer: '/message', message: 'give the webhook-id of a message that was sent from here' },
    ]);
  }
  return place;
}
