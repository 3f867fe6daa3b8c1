import { randomInt } from 'node:crypto';
import { z } from 'zod';
import {
  type Emission,
  type Notification,
  type SandboxWorld,
  UnfitObjectError,
} from '../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../kit/vendor-settings';
import { type Stored, associate, associatedIds, change, find, make } from './sandbox-state';
import { signHubspot } from './webhook';

const PORTAL_ID = 4_711_000;

export function changeOf(
  world: SandboxWorld,
  object: Stored,
  property: string,
  changeSource: string,
): Notification {
  const event = {
    eventId: randomInt(1, 2 ** 40),
    subscriptionId: 1,
    portalId: PORTAL_ID,
    appId: 1,
    occurredAt: Math.floor(world.nowMs()),
    subscriptionType: 'deal.propertyChange',
    objectId: Number(object.id),
    propertyName: property,
    propertyValue: object.properties[property] ?? '',
    changeSource,
  };
  const secret = requiredValue('hubspot', world.settings, 'clientSecret');
  return {
    sign(url, attempt) {
      const body = JSON.stringify([{ ...event, attemptNumber: attempt }]);
      const timestamp = String(Date.now());
      return {
        body,
        headers: {
          'content-type': 'application/json',
          'x-hubspot-request-timestamp': timestamp,
          'x-hubspot-signature-v3': signHubspot(secret, 'POST', url, body, timestamp),
        },
      };
    },
  };
}

const EmittedDeal = z.object({
  id: z.coerce.string().regex(/^\d{1,15}$/, 'a HubSpot id is a whole number'),
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
  const { id, properties, contacts } = order.data;
  const present = await world.get<Stored>('deals', id);
  const deal =
    present === undefined
      ? await make(world, 'deals', { pipeline: 'default', ...properties }, id)
      : await change(world, 'deals', present, properties);
  const known = await associatedIds(world, 'deals', id, 'contacts');
  const assumed = [
    { email: `contact-${id}@client.example`, firstname: 'Contact', lastname: `of deal ${id}`, company: '' },
  ];
  for (const contact of contacts ?? (known.length > 0 ? [] : assumed)) {
    const isKnown = contact.email.includes('@');
    const found = isKnown ? await find(world, 'contacts', contact.email, 'email') : undefined;
    const { id: contactId } = found ?? (await make(world, 'contacts', contact));
    await associate(world, 'deals', id, 'contacts', contactId);
  }
  const property = 'dealstage' in properties ? 'dealstage' : (Object.keys(properties)[0] ?? 'dealstage');
  return { object: deal, notification: changeOf(world, deal, property, 'CRM_UI') };
}
