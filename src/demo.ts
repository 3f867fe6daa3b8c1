import { setTimeout as sleep } from 'node:timers/promises';
import { hireCast, type Player, playerOf } from './demo/cast';
import { Installation, type ShownEngagement, type ShownPromise } from './demo/installation';
import { Teller } from './demo/teller';

/** The promise that is left lying, to see the ladder climb. */
const NEGLECTED = 'Review capacity and put the delivery team together';
const TOLD_LEVEL = 2;
const LOOK_EVERY_MS = 300;
/** Product time this far ahead of the wall clock runs faster than it. */
const AHEAD_MS = 600_000;

/** Answers that nobody but the client can think of. */
const OWN_INPUT: Record<string, Record<string, unknown>> = { surveyAnswered: { nps: 9, csat: 5 } };

/** Plays all the people of one client delivery against a running installation, and tells the story as it goes. */
async function main(): Promise<void> {
  const installation = await Installation.find(process.env);
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const players = await hireCast(installation);
  const engagement = await wonDeal(installation);
  print(
    `${engagement.reference}: ${engagement.title}, started by HubSpot. In Temporal: ${engagement.links.temporal}\n`,
  );
  const teller = new Teller(installation, engagement.id, print);
  const climbs = Date.parse(engagement.startedAt) - Date.now() > AHEAD_MS;
  if (!climbs) {
    print(
      '  (deadlines are hours: with PROMISEKEEPER_TIME_SCALE=3600 npm start, one is missed here and climbs)',
    );
  }
  await play(installation, players, engagement.id, teller, climbs);
  print(`\nThe whole story again: GET ${installation.baseUrl}/v1/engagements/${engagement.id}/journal`);
}

/** Has the sandbox's HubSpot move a new deal to the planning-proposal stage, and finds the engagement that it starts. */
async function wonDeal(installation: Installation): Promise<ShownEngagement & { startedAt: string }> {
  const id = String(Date.now());
  const properties = {
    dealname: `Website relaunch ${id.slice(-4)}`,
    amount: '12000.00',
    dealstage: 'planning_proposal',
  };
  await installation.call('POST', '/sandbox/hubspot/_emit', {
    event: 'deal.propertyChange',
    object: {
      id,
      properties,
      contacts: [{ email: 'carla@client.example', firstname: 'Carla', lastname: 'Client' }],
    },
  });
  for (let looks = 0; looks < 100; looks += 1) {
    const path = `/v1/engagements?q=${encodeURIComponent(properties.dealname)}`;
    const found = await installation.call<{ items: { id: string; startedAt: string }[] }>('GET', path);
    if (found.items[0]) {
      const { id: engagementId, startedAt } = found.items[0];
      return { ...(await installation.engagement(engagementId)), startedAt };
    }
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error('HubSpot told of the deal, but no engagement came of it. Look into .data/logs/worker.log.');
}

async function play(
  installation: Installation,
  players: Player[],
  id: string,
  teller: Teller,
  climbs: boolean,
): Promise<void> {
  const answered = new Set<string>();
  for (;;) {
    const engagement = await installation.engagement(id);
    await teller.tell();
    if (engagement.status !== 'active') {
      return;
    }
    for (const promise of engagement.promises.filter(({ state }) => state === 'open')) {
      if (promise.title === NEGLECTED && climbs && Number(promise.level) < TOLD_LEVEL) {
        continue;
      }
      if (!answered.has(promise.id) && promise.keptBy.length > 0) {
        answered.add(promise.id);
        await answer(installation, players, id, promise);
      }
    }
    await sleep(LOOK_EVERY_MS);
  }
}

async function answer(
  installation: Installation,
  players: Player[],
  id: string,
  promise: ShownPromise,
): Promise<void> {
  const way = promise.keptBy[0];
  if (!way) {
    return;
  }
  const player = playerOf(players, promise.owedBy);
  const body = { ...way.body, ...OWN_INPUT[way.signal] };
  await installation.call('POST', `/v1/engagements/${id}/signals/${way.signal}`, body, player.token);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
