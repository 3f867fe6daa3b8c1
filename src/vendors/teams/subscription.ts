import { z } from 'zod';
import { requiredValue } from '../kit/vendor-settings';
import type { TeamsClient } from './client';

const HOUR_MS = 3_600_000;
/** Graph lets a subscription on channels live for three days at most. */
const LIFE_MS = 3 * 24 * HOUR_MS;
/** A renewal is also the answer to Graph's wish that the subscription be authorized again. */
const RENEWED_AFTER_MS = HOUR_MS;

const Subscription = z.object({
  id: z.string(),
  resource: z.string(),
  notificationUrl: z.string().nullish(),
  expirationDateTime: z.string(),
});

/**
 * Has Graph call the address of the setting `notificationUrl` when a channel of the team changes: makes the subscription,
 * makes it again when Graph has removed it, and prolongs it. Repeatable; without that setting there is none. Subscriptions
 * end by the wall clock.
 */
export async function keepSubscribed(teams: TeamsClient): Promise<void> {
  const { graph, settings } = teams;
  const { notificationUrl } = settings.values;
  if (notificationUrl === undefined) return;
  const resource = `/teams/${teams.team()}/channels`;
  const expirationDateTime = new Date(Date.now() + LIFE_MS).toISOString();
  const all = await graph.all('subscriptions.list', '/subscriptions', Subscription);
  const own = all.find((one) => isSame(one.resource, resource) && one.notificationUrl === notificationUrl);
  if (own === undefined) {
    const clientState = requiredValue('teams', settings, 'clientState');
    const lifecycleNotificationUrl = notificationUrl;
    const what = {
      changeType: 'created,updated,deleted',
      resource,
      notificationUrl,
      lifecycleNotificationUrl,
    };
    const json = { ...what, clientState, expirationDateTime };
    await graph.request({ op: 'subscriptions.create', method: 'POST', path: '/subscriptions', json });
  } else if (Date.parse(own.expirationDateTime) < Date.now() + LIFE_MS - RENEWED_AFTER_MS) {
    const path = `/subscriptions/${encodeURIComponent(own.id)}`;
    const json = { expirationDateTime };
    await graph.request({ op: 'subscriptions.update', method: 'PATCH', path, json, expected: [404] });
  }
}

/** Graph shows a resource without the stroke before it. */
function isSame(shown: string, asked: string): boolean {
  return shown.replace(/^\//, '') === asked.replace(/^\//, '');
}
