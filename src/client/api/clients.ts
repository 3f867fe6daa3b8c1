import { z } from 'zod';
import { decodeCursor, pageOf, pageQuery, toPage } from '../../edge/http/cursor';
import type { ApiDeps } from '../../edge/http/deps';
import { actorOf } from '../../edge/http/principal';
import { conflict, invalid, notFound, Problem } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id, idParams, name, words } from '../../edge/http/schemas';
import { CHANNELS } from '../domain/channel';
import { changeClient, findClientDetail, listClients } from '../store/client-detail';
import { findOrMake } from '../store/clients';
import { mergeClients } from '../store/merge';
import { clientItemSchema, clientSchema, showClient, showClientItem } from './client-view';

const calendar = words(60).describe('By which this client is served');
const newClient = z.strictObject({ name, calendar: calendar.optional() }).meta({ id: 'NewClient' });
const clientChange = z
  .strictObject({
    name: name
      .optional()
      .describe(
        'The name that it had stays one of its other names. With a character at least that can be seen',
      ),
    calendar: calendar.nullable().optional(),
    preferredChannel: z
      .enum(CHANNELS)
      .nullable()
      .optional()
      .describe('How the client wants to hear from us, in whatever is sent from now on'),
  })
  .meta({ id: 'ClientChange' });
const mergeOrder = z
  .strictObject({ into: id.describe('The client that stays, another one than this') })
  .meta({ id: 'ClientMerge' });

const SHOWN = { 'application/json': clientSchema };

/** Whom work is done for: one client for a name, however it is written, and merging of those that turn out to be one. */
export function clientRoutes({ db, clock }: ApiDeps): Route[] {
  const now = () => new Date(clock.productNow());
  const read = async (clientId: string) => {
    const detail = await findClientDetail(db, clientId);
    if (!detail) throw notFound('client', clientId);
    return showClient(detail);
  };
  return [
    route({
      method: 'get',
      path: '/v1/clients',
      summary: 'List the clients',
      tag: 'clients',
      access: 'signed-in',
      query: z.strictObject({
        ...pageQuery,
        q: z.string().max(200).optional().describe('Part of a name, in any case'),
      }),
      answers: { 200: { description: 'A page', content: { 'application/json': pageOf(clientItemSchema) } } },
      handle: async ({ query: { limit, cursor, q } }) => {
        const after = decodeCursor(cursor, z.tuple([z.string()]));
        const rows = await listClients(db, { q }, limit + 1, after?.[0] ?? null);
        return { status: 200, body: toPage(rows, limit, showClientItem, ({ client }) => [client.id]) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/clients',
      summary: 'Add a client',
      tag: 'clients',
      access: 'signed-in',
      body: { kind: 'json', schema: newClient },
      answers: {
        201: { description: 'Added', content: SHOWN, headers: { Location: 'Its address' } },
        409: { description: 'A client of that name is there; the answer names it' },
      },
      handle: async ({ body }) => {
        const { made, id: clientId } = await db.$transaction((tx) =>
          findOrMake(tx, body.name, now(), body.calendar ?? null),
        );
        if (!made) throw nameTaken(await read(clientId));
        return {
          status: 201,
          body: await read(clientId),
          headers: { location: `/v1/clients/${clientId}` },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/clients/{id}',
      summary: 'Read a client; by the id of one that was merged, the one that it is now',
      tag: 'clients',
      access: 'signed-in',
      params: idParams,
      answers: { 200: { description: 'The client', content: SHOWN } },
      handle: async ({ params }) => ({ status: 200, body: await read(params.id) }),
    }),
    route({
      method: 'patch',
      path: '/v1/clients/{id}',
      summary: 'Change a client: only the given fields',
      tag: 'clients',
      access: 'signed-in',
      params: idParams,
      body: { kind: 'json', schema: clientChange },
      answers: {
        200: { description: 'Changed', content: SHOWN },
        409: { description: 'Another client goes by that name; the answer names it' },
      },
      handle: async ({ params, body }) => {
        const changed = await changeClient(db, params.id, body, now());
        if (changed.outcome === 'unknown') throw notFound('client', params.id);
        if (changed.outcome === 'name-taken') throw nameTaken(changed.by);
        return { status: 200, body: await read(changed.id) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/clients/{id}/merge',
      summary: 'Merge a client into another: they turned out to be one',
      tag: 'clients',
      access: 'signed-in',
      params: idParams,
      body: { kind: 'json', schema: mergeOrder },
      answers: {
        200: { description: 'One client now; shown as it is', content: SHOWN },
        409: { description: 'It was merged into another client before' },
      },
      handle: async ({ params, body, principal }) => {
        const order = { from: params.id, into: body.into, by: actorOf(principal) };
        const merged = await mergeClients(db, order, now());
        switch (merged.outcome) {
          case 'merged':
            return { status: 200, body: await read(merged.id) };
          case 'unknown':
            throw merged.which === 'from'
              ? notFound('client', params.id)
              : invalid([{ pointer: '/into', message: 'there is no such client' }]);
          case 'same':
            throw invalid([{ pointer: '/into', message: 'is this client itself: name another one' }]);
          case 'merged-elsewhere':
            throw conflict(
              `The client ${params.id} was merged into ${merged.into} before. Nothing was changed. Merge ${merged.into} if that is one with it, too.`,
            );
        }
      },
    }),
  ];
}

function nameTaken({ id: clientId, name: clientName }: { id: string; name: string }): Problem {
  const message = `is the name of the client ${clientId}, ${JSON.stringify(clientName)}, already`;
  return new Problem(
    'conflict',
    `Nothing was changed: /name ${message}. Use that client; if there are two, merge one into the other.`,
    { errors: [{ pointer: '/name', message }] },
  );
}
