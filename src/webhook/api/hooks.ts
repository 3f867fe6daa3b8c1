import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { ApiDeps } from '../../edge/http/deps';
import { notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id, idParams } from '../../edge/http/schemas';
import { newSecret } from '../dispatch/secret';
import { deleteSubscription, insertSubscription } from '../store/subscriptions';
import { event } from './subscription-view';
import { insistOnTarget } from './subscriptions';

const PATH = '/v1/hooks';
const TAG = 'webhook subscriptions';

const newHook = z
  .strictObject({
    target_url: z
      .string()
      .max(2_000)
      .describe('Where the fact is posted: as `url` of a webhook subscription'),
    event: event
      .optional()
      .describe('A kind of fact such as promiseBroken, or ticket.promiseBroken for tickets alone; none: all'),
  })
  .meta({ id: 'NewHook' });

/** REST hooks, as automations subscribe: webhook subscriptions under other names, told by the same hand. */
export function hookRoutes({ db, clock, settings }: ApiDeps): Route[] {
  return [
    route({
      method: 'post',
      path: PATH,
      summary: 'Subscribe a REST hook: a webhook subscription to one kind of fact, or to all',
      tag: TAG,
      access: 'administrator',
      body: { kind: 'json', schema: newHook },
      answers: {
        201: {
          description: 'Subscribed; 410 from its address ends it',
          content: { 'application/json': z.strictObject({ id }).meta({ id: 'Hook' }) },
          headers: { Location: 'Its address' },
        },
      },
      handle: async ({ body: { target_url: url, event: kind } }) => {
        await insistOnTarget(url, settings, '/target_url');
        const hook = `whk_${uuidv7()}`;
        const events = kind === undefined ? [] : [kind];
        const now = new Date(clock.productNow());
        await insertSubscription(db, { id: hook, url, events, secret: newSecret() }, now);
        return { status: 201, body: { id: hook }, headers: { location: `${PATH}/${hook}` } };
      },
    }),
    route({
      method: 'delete',
      path: `${PATH}/{id}`,
      summary: 'End a REST hook; what waits for it is forgotten',
      tag: TAG,
      access: 'administrator',
      params: idParams,
      answers: { 204: { description: 'Gone' }, 405: { description: 'The id is missing' } },
      handle: async ({ params }) => {
        if (!(await deleteSubscription(db, params.id))) throw notFound('hook', params.id);
        return { status: 204 };
      },
    }),
  ];
}
