import { z } from 'zod';
import { CHANNELS, channelOf } from '../domain/channel';
import { id, instant, instantOf } from '../../edge/http/schemas';
import type { ClientDetail, ClientRow } from '../store/client-detail';

const itemShape = {
  id,
  name: z.string().describe('As it was first written'),
  otherNames: z.array(z.string()).describe('Under which it is found as well'),
  calendar: z.string().nullable().describe('By which the client is served'),
  preferredChannel: z
    .enum(CHANNELS)
    .nullable()
    .describe('How the client wants to hear from us: by mail, unless they have said otherwise'),
  createdAt: instant,
};

export const clientItemSchema = z.strictObject(itemShape).meta({ id: 'ClientItem' });

export const clientSchema = z
  .strictObject({
    ...itemShape,
    mergedIds: z.array(id).describe('Ids of clients that were merged into this one; they stand for it'),
    contacts: z.array(
      z.strictObject({
        id,
        name: z.string(),
        email: z.string().nullable().describe('null: nobody can be reached there'),
        role: z.string(),
        consentAt: instant.nullable().describe('When mailings were consented to'),
      }),
    ),
    similar: z
      .array(z.strictObject({ id, name: z.string() }))
      .describe('Clients of a similar name, most similar first: merge those that are this one'),
  })
  .meta({ id: 'Client' });

export function showClientItem({ client, otherNames }: ClientRow): z.output<typeof clientItemSchema> {
  const { id: clientId, name, calendar, createdAt } = client;
  const preferredChannel = channelOf(client.preferredChannel) ?? null;
  return {
    ...{ id: clientId, name, otherNames, calendar, preferredChannel },
    createdAt: instantOf(createdAt),
  };
}

export function showClient(detail: ClientDetail): z.output<typeof clientSchema> {
  const { contacts, mergedIds, similar } = detail;
  return {
    ...showClientItem(detail),
    mergedIds,
    contacts: contacts.map(({ id: contactId, name, email, role, consentAt }) => ({
      id: contactId,
      name,
      email,
      role,
      consentAt: instantOf(consentAt),
    })),
    similar,
  };
}
