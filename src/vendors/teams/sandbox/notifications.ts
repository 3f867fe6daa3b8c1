import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  type Emission,
  type SandboxAnswer,
  type SandboxCall,
  type SandboxWorld,
  type SignedCall,
  type SigningOf,
  UnfitObjectError,
} from '../../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../../kit/vendor-settings';
import { graphPage, graphRefusal } from '../../microsoft/sandbox';
import type { Channel } from './state';

interface Subscription {
  id: string;
  resource: string;
  changeType: string;
  notificationUrl: string;
  lifecycleNotificationUrl?: string;
  clientState?: string;
  expirationDateTime: string;
}

const TENANT = '00000000-0000-4000-8000-000000000001';
/** Of which the notifications are while nobody has made one; only `_emit` tells then. */
const ANY_SUBSCRIPTION = '00000000-0000-4000-8000-000000000002';
const HOUR_MS = 3_600_000;
const LONGEST_LIFE_MS = 3 * 24 * HOUR_MS;

/** Graph calls the address first, to have a text sent back; a stand-in takes its word. */
export async function createSubscription(
  { body }: SandboxCall<Partial<Subscription>>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { resource = '', changeType = '', notificationUrl = '', expirationDateTime = '' } = body;
  const lifeMs = Date.parse(expirationDateTime) - Date.now();
  const fault = faultOf(body, lifeMs);
  if (fault !== undefined) return graphRefusal(400, 'InvalidRequest', fault);
  const own = { resource: resource.replace(/^\//, ''), changeType, notificationUrl, expirationDateTime };
  const subscription = { ...body, ...own, id: randomUUID() };
  await world.put('subscription', subscription.id, subscription);
  return { status: 201, body: subscription };
}

function faultOf(
  {
    resource,
    changeType,
    notificationUrl,
    lifecycleNotificationUrl,
    clientState = '',
  }: Partial<Subscription>,
  lifeMs: number,
): string | undefined {
  if (!resource || !changeType) return 'Resource and changeType are required.';
  if (notificationUrl?.startsWith('https://') !== true) return 'The notificationUrl must be https.';
  if (clientState.length > 128) return 'The clientState is too long.';
  if (!(lifeMs > 0 && lifeMs <= LONGEST_LIFE_MS)) return 'Subscription expiration can only be 4320 minutes.';
  return lifeMs > HOUR_MS && lifecycleNotificationUrl === undefined
    ? 'lifecycleNotificationUrl is a required property for subscription creation on this resource.'
    : undefined;
}

async function living(world: SandboxWorld): Promise<Subscription[]> {
  const all = await world.list<Subscription>('subscription');
  return all.filter(({ expirationDateTime }) => Date.parse(expirationDateTime) > Date.now());
}

export async function listSubscriptions(call: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const shown = (await living(world)).map((one) => ({ ...one, clientState: null }));
  return graphPage(call, world, shown, 20);
}

export async function updateSubscription(
  { params, body }: SandboxCall<Partial<Subscription>>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const found = (await living(world)).find(({ id }) => id === params['subscription-id']);
  if (found === undefined) return graphRefusal(404, 'ResourceNotFound', 'The object was not found.');
  const changed = { ...found, ...body };
  const fault = faultOf(changed, Date.parse(changed.expirationDateTime) - Date.now());
  if (fault !== undefined) return graphRefusal(400, 'InvalidRequest', fault);
  await world.put('subscription', found.id, changed);
  return { status: 200, body: changed };
}

/** Tells whoever has subscribed that a channel changed. */
export async function tellChannel(world: SandboxWorld, changeType: string, id: string): Promise<void> {
  for (const subscription of await living(world)) {
    await world.notify(notificationOf(world, changeType, id, subscription.id));
  }
}

function notificationOf(world: SandboxWorld, changeType: string, id: string, subscriptionId: string): object {
  const team = requiredValue('teams', world.settings, 'teamId');
  const resource = `teams('${team}')/channels('${id}')`;
  const resourceData = { '@odata.type': '#Microsoft.Graph.channel', '@odata.id': resource, id };
  const common = {
    subscriptionId,
    subscriptionExpirationDateTime: new Date().toISOString(),
    tenantId: TENANT,
  };
  return { value: [{ ...common, changeType, resource, resourceData }] };
}

/** Graph signs nothing: each notification has the text of its subscription. */
export function signNotifications({ value }: { value: object[] }, { settings }: SigningOf): SignedCall {
  const clientState = requiredValue('teams', settings, 'clientState');
  return {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ value: value.map((notification) => ({ ...notification, clientState })) }),
  };
}

const ChangedChannel = z.strictObject({
  id: z.string(),
  displayName: z.string().optional(),
  description: z.string().optional(),
  isArchived: z.boolean().optional(),
});

/** Somebody changes or deletes a channel: `{ id, displayName?, description?, isArchived? }`. */
export function channelChanged(changeType: 'updated' | 'deleted') {
  return async (object: unknown, world: SandboxWorld): Promise<Emission> => {
    const order = ChangedChannel.safeParse(object);
    if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
    const channel = await world.get<Channel>('channel', order.data.id);
    if (channel === undefined) throw new UnfitObjectError(`There is no channel ${order.data.id}.`);
    const changed = { ...channel, ...order.data };
    // The name of a deleted channel stays taken.
    if (changeType === 'deleted') await world.remove('channel', channel.id);
    else await world.put('channel', channel.id, changed);
    const subscriptionId = (await living(world))[0]?.id ?? ANY_SUBSCRIPTION;
    return { object: changed, call: notificationOf(world, changeType, channel.id, subscriptionId) };
  };
}

/** Graph speaks of the subscription itself. One that it removes is gone. */
export function lifecycle(lifecycleEvent: string) {
  return async (_object: unknown, world: SandboxWorld): Promise<Emission> => {
    const [subscription] = await living(world);
    const subscriptionId = subscription?.id ?? ANY_SUBSCRIPTION;
    if (lifecycleEvent === 'subscriptionRemoved') await world.remove('subscription', subscriptionId);
    const object = { subscriptionId, tenantId: TENANT, lifecycleEvent };
    return { object, call: { value: [object] } };
  };
}
