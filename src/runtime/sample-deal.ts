import type { Settings } from '../settings/settings';
import type { Database } from '../database/database';

const SAMPLE_DEAL = {
  id: '1001',
  properties: { dealname: 'Sample: website relaunch', amount: '12000.00', dealstage: 'planning_proposal' },
  contacts: [{ email: 'carla@client.example', firstname: 'Carla', lastname: 'Client' }],
};

/**
 * Has the sandbox's HubSpot move a sample deal to the planning-proposal stage when an embedded installation is empty,
 * so that a live engagement is there to look at. Does nothing where HubSpot is the real one or anything has happened.
 */
export async function moveSampleDeal(db: Database, settings: Settings): Promise<void> {
  const hubspot = settings.vendors.hubspot;
  if (!settings.embedded || hubspot?.mode !== 'sandbox') {
    return;
  }
  const [engagements, deliveries] = await Promise.all([db.engagement.count(), db.webhookDelivery.count()]);
  if (engagements + deliveries > 0) {
    return;
  }
  await fetch(`${settings.apiUrl}/sandbox/hubspot/_emit`, {
    method: 'POST',
    headers: { authorization: `Bearer ${settings.adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ event: 'deal.propertyChange', object: SAMPLE_DEAL }),
    signal: AbortSignal.timeout(10_000),
  });
}
