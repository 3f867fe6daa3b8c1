import { randomInt } from 'node:crypto';
import { z } from 'zod';
import {
  type Emission,
  type SandboxWorld,
  type SignedCall,
  type SigningOf,
  UnfitObjectError,
} from '../../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../../kit/vendor-settings';
import { merge } from './merge';
import { type Stored, archive, associate, associatedIds, change, find, make } from './state';
import { signHubspot } from '../webhook';

const PORTAL_ID = 4_711_000;

/** One event of HubSpot's. */
export function eventOf(
  world: SandboxWorld,
  subscriptionType: string,
  objectId: string,
  more: Record<string, unknown>,
): object {
  return {
    eventId: randomInt(1, 2 ** 40),
    subscriptionId: 1,
    portalId: PORTAL_ID,
    appId: 1,
    occurredAt: Math.floor(world.nowMs()),
    subscriptionType,
    objectId: Number(objectId),
    ...more,
  };
}

export function changeOf(
  world: SandboxWorld,
  of: 'deal' | 'ticket',
  object: Stored,
  propertyName: string,
  changeSource: string,
): object {
  const at = object.history[propertyName]?.[0]?.timestamp;
  return eventOf(world, `${of}.propertyChange`, object.id, {
    ...(at === undefined ? {} : { occurredAt: Date.parse(at) }),
    propertyName,
    propertyValue: object.properties[propertyName] ?? '',
    changeSource,
  });
}

export function signCall(event: object, { url, attempt, settings }: SigningOf): SignedCall {
  const body = JSON.stringify([{ ...event, attemptNumber: attempt }]);
  const timestamp = String(Date.now());
  const secret = requiredValue('hubspot', settings, 'clientSecret');
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-hubspot-request-timestamp': timestamp,
      'x-hubspot-signature-v3': signHubspot(secret, 'POST', url, body, timestamp),
    },
  };
}

export const HubspotId = z.coerce.string().regex(/^\d{1,15}$/, 'a HubSpot id is a whole number');

const EmittedDeal = z.object({
  id: HubspotId,
  properties: z.record(z.string(), z.coerce.string()).default({}),
  contacts: z
    .array(
      z.object({
        email: z.string().default(''),
        firstname: z.string().default(''),
        lastname: z.string().default(''),
        company: z.string().default(''),
      }),
    )
    .optional(),
});

export async function dealChanged(object: unknown, world: SandboxWorld): Promise<Emission> {
  const order = EmittedDeal.safeParse(object);
  if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
  const { id: asked, properties, contacts } = order.data;
  const present = await find(world, 'deals', asked);
  const deal =
    present === undefined
      ? await make(world, 'deals', { pipeline: 'default', ...properties }, 'CRM_UI', asked)
      : await change(world, 'deals', present, properties, 'CRM_UI');
  const { id } = deal;
  const known = await associatedIds(world, 'deals', id, 'contacts');
  const assumed = [
    { email: `contact-${id}@client.example`, firstname: 'Contact', lastname: `of deal ${id}`, company: '' },
  ];
  for (const contact of contacts ?? (known.length > 0 ? [] : assumed)) {
    const isKnown = contact.email.includes('@');
    const found = isKnown ? await find(world, 'contacts', contact.email, 'email') : undefined;
    const { id: contactId } = found ?? (await make(world, 'contacts', contact, 'CRM_UI'));
    await associate(world, 'deals', id, 'contacts', contactId);
  }
  const property = 'dealstage' in properties ? 'dealstage' : (Object.keys(properties)[0] ?? 'dealstage');
  return { object: deal, call: changeOf(world, 'deal', deal, property, 'CRM_UI') };
}

const Named = z.object({ id: HubspotId.optional(), objectId: HubspotId.optional() });

/** Somebody deletes an object, or brings it back: `{ id }`. */
export function archived(type: 'deals' | 'contacts' | 'tickets', event: string, isArchived: boolean) {
  return async (object: unknown, world: SandboxWorld): Promise<Emission> => {
    const order = Named.safeParse(object);
    if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
    const id = order.data.id ?? order.data.objectId;
    const present = id === undefined ? undefined : await world.get<Stored>(type, id);
    if (present === undefined) throw new UnfitObjectError(`There is no ${event.split('.')[0]} ${id ?? ''}.`);
    const changed = await archive(world, type, present, isArchived);
    const changeFlag = isArchived ? 'DELETED' : 'RESTORED';
    return {
      object: changed,
      call: eventOf(world, event, present.id, { changeFlag, changeSource: 'CRM_UI' }),
    };
  };
}

const Merged = z.object({
  id: HubspotId.optional(),
  primaryObjectId: HubspotId.optional(),
  mergedObjectIds: z.array(HubspotId).min(1),
  newObjectId: HubspotId.optional(),
});

/** Somebody merges objects into a new one: `{ primaryObjectId, mergedObjectIds, newObjectId? }`. */
export function merged(type: 'deals' | 'contacts' | 'tickets', event: string) {
  return async (object: unknown, world: SandboxWorld): Promise<Emission> => {
    const order = Merged.safeParse(object);
    if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
    const { id, primaryObjectId = id, mergedObjectIds, newObjectId } = order.data;
    const olds = [...new Set([primaryObjectId ?? [], mergedObjectIds].flat())];
    const survivor = await merge(world, type, olds, newObjectId);
    const call = eventOf(world, event, survivor.id, {
      changeSource: 'CRM_UI',
      primaryObjectId: Number(olds[0]),
      mergedObjectIds: olds.slice(1).map(Number),
      newObjectId: Number(survivor.id),
      numberOfPropertiesMoved: Object.keys(survivor.properties).length,
    });
    return { object: survivor, call };
  };
}
