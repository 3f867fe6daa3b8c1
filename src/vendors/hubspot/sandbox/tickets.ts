import { z } from 'zod';
import { type Emission, type SandboxWorld, UnfitObjectError } from '../../kit/sandbox/vendor-sandbox';
import { changeOf, eventOf, HubspotId } from './events';
import { ownerFor, User } from './owners';
import { refusedValues } from './rules';
import { associate, associatedIds, change, find, make, type Stored } from './state';

const Person = z.object({
  email: z.string().default(''),
  firstname: z.string().default(''),
  lastname: z.string().default(''),
  company: z.string().default(''),
});

const EmittedTicket = z.object({
  id: HubspotId,
  properties: z.record(z.string(), z.coerce.string()).default({}),
  contacts: z.array(Person).optional(),
  company: z.string().optional(),
  deals: z.array(HubspotId).default([]),
  by: User.optional(),
  messages: z
    .array(
      z.object({
        type: z.enum(['emails', 'calls', 'communications']),
        properties: z.record(z.string(), z.string()).default({}),
      }),
    )
    .default([]),
});

/**
 * Somebody makes a ticket or changes it: `{ id, properties, contacts?, company?, deals?, by?, messages? }`. A new one is at the first
 * stage and has a contact. `by` is whoever changes it, and the owner of what they say in `messages` at that moment.
 */
export async function ticketChanged(object: unknown, world: SandboxWorld): Promise<Emission> {
  const order = EmittedTicket.safeParse(object);
  if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
  const { id: asked, properties, contacts, company, deals, by, messages } = order.data;
  const refused = await refusedValues(world, 'tickets', properties);
  if (refused !== undefined) throw new UnfitObjectError(JSON.stringify(refused.body));
  const present = await find(world, 'tickets', asked);
  const first = {
    hs_pipeline: '0',
    hs_pipeline_stage: '1',
    source_type: 'EMAIL',
    subject: `Ticket ${asked}`,
  };
  const ticket =
    present === undefined
      ? await make(world, 'tickets', { ...first, ...properties }, 'CRM_UI', asked)
      : await change(world, 'tickets', present, properties, 'CRM_UI', by?.userId);
  await associateAll(world, ticket, { contacts, company, deals });
  const ownerId = by === undefined ? undefined : await ownerFor(world, by);
  for (const { type, properties: said } of messages) await say(world, ticket, { type, said, ownerId });
  if (present === undefined) {
    const call = eventOf(world, 'ticket.creation', ticket.id, {
      changeFlag: 'CREATED',
      changeSource: 'CRM_UI',
    });
    return { object: ticket, call };
  }
  const [property = 'hs_pipeline_stage'] =
    'hs_pipeline_stage' in properties ? ['hs_pipeline_stage'] : Object.keys(properties);
  return { object: ticket, call: changeOf(world, 'ticket', ticket, property, 'CRM_UI') };
}

async function say(
  world: SandboxWorld,
  ticket: Stored,
  { type, said, ownerId }: { type: string; said: Record<string, string>; ownerId: string | undefined },
): Promise<void> {
  const own = {
    hs_timestamp: new Date(world.nowMs()).toISOString(),
    ...(ownerId === undefined ? {} : { hubspot_owner_id: ownerId }),
  };
  const { id } = await make(world, type, { ...own, ...said }, 'CRM_UI');
  await associate(world, 'tickets', ticket.id, type, id);
}

async function associateAll(
  world: SandboxWorld,
  { id }: Stored,
  { contacts, company, deals }: Pick<z.infer<typeof EmittedTicket>, 'contacts' | 'company' | 'deals'>,
): Promise<void> {
  const known = await associatedIds(world, 'tickets', id, 'contacts');
  const assumed = [
    {
      email: `requester-${id}@client.example`,
      firstname: 'Requester',
      lastname: `of ticket ${id}`,
      company: '',
    },
  ];
  for (const contact of contacts ?? (known.length > 0 ? [] : assumed)) {
    const found = await find(world, 'contacts', contact.email, 'email');
    const { id: contactId } = found ?? (await make(world, 'contacts', contact, 'CRM_UI'));
    await associate(world, 'tickets', id, 'contacts', contactId);
  }
  if (company !== undefined) {
    const { id: companyId } = await make(world, 'companies', { name: company }, 'CRM_UI');
    await associate(world, 'tickets', id, 'companies', companyId);
  }
  for (const deal of deals) await associate(world, 'tickets', id, 'deals', deal);
}
