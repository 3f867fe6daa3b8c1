import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { parsePlaybook } from '../../src/playbook/domain/playbook-text';
import { projectRoot } from '../../src/settings/project-root';
import { openDatabase } from '../../src/database/database';
import { publishPlaybook } from '../../src/playbook/store/playbooks';
import { openTemporal } from '../../src/temporal/client';
import { processorMs, processorMsOfFamily } from '../support/processor-time';
import { say, type Server, type Servers } from '../support/servers';
import { circumstances } from '../support/table';
import { startVendorStandIn } from '../support/vendor-stand-in';
import { type Contender, drive } from './contender';
import { eventTypes, type HistorySize, historySize, shapeOf } from './history';
import { Lean } from './lean';
import { NewsOfTheDatabase } from './news';
import { hire } from './people';
import { Product } from './product';
import { type Figures, report, type Run } from './report';

/** Engagements that nobody measures: the processes load and compile what they need. */
const WARM_UP = 5;
/** So many at once leave the processors room: nothing waits in a queue, so times are those of the work itself. */
const CALM = 3;
/** How long it is watched what the processes use while there is nothing to do. */
const IDLE_SECONDS = 4;
/** What still goes on after the last effect (the last workflow task, say) belongs to the run. */
const AFTERMATH_MS = 500;

/**
 * Carries engagements of the client-delivery playbook and then as many lean workflows through their lives, on the same
 * server, and prints the figures of both with their ratios: half as many with a few at once, then all at once.
 */
export async function benchLifecycle(servers: Servers, engagements: number): Promise<void> {
  const where = circumstances();
  say('Starting PostgreSQL and Temporal ...');
  const [postgres, temporal] = await Promise.all([servers.postgres(), servers.temporal()]);
  const vendor = await startVendorStandIn();
  const connection = await Connection.connect({ address: temporal.address });
  const client = new Client({ connection });
  const db = openDatabase(postgres.address);
  const news = await NewsOfTheDatabase.listen(postgres.address);
  const { address } = temporal;
  const gateway = openTemporal({ address, namespace: 'default', connection: { address } });
  try {
    const source = readFileSync(join(projectRoot(), 'playbooks', 'client-delivery.yaml'), 'utf8');
    await publishPlaybook(db, source, new Date());
    const parsed = parsePlaybook(source);
    if (!parsed.ok) throw new Error('The playbook client-delivery has faults; nothing was measured.');
    const stage: Stage = { servers, temporal, postgres, client, vendorUrl: vendor.url };

    const product = new Product(db, gateway, news, await hire(db, parsed.playbook));
    const first = await measure(stage, product, engagements);
    const shape = shapeOf(first.types);
    const second = await measure(stage, new Lean(client, vendor, shape), engagements);
    process.stdout.write(`${report({ where, shape, product: first, lean: second })}\n`);
  } finally {
    await Promise.all([gateway.close(), news.close(), vendor.close()]);
    await Promise.all([connection.close(), db.$disconnect()]);
  }
}

interface Stage {
  servers: Servers;
  temporal: Server;
  postgres: Server;
  client: Client;
  vendorUrl: string;
}

async function measure(stage: Stage, contender: Contender, engagements: number): Promise<Figures> {
  const { servers, temporal, postgres, client } = stage;
  say(`Starting the worker of the ${contender.name} ...`);
  const worker = await servers.node(
    `worker-${contender.name}`,
    join(__dirname, 'worker.js'),
    [contender.name],
    {
      DATABASE_URL: postgres.address,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: 'default',
      PROMISEKEEPER_ADMIN_TOKEN: 'nobody-asks-for-it-in-a-benchmark',
      PROMISEKEEPER_EMBEDDED: '1',
      BENCH_VENDOR_URL: stage.vendorUrl,
    },
  );
  await drive(contender, WARM_UP, WARM_UP);
  await delay(AFTERMATH_MS);

  const spent = () => [processorMs(temporal.pid), processorMs(worker.pid), processorMsOfFamily(postgres.pid)];
  const idleBefore = spent();
  await delay(IDLE_SECONDS * 1_000);
  const [server = 0, own = 0] = spent().map((ms, of) => ms - (idleBefore[of] ?? 0));
  const idleMsPerSecond = (server + own) / IDLE_SECONDS;

  const run = async (count: number, atOnce: number): Promise<Run> => {
    say(`Carrying ${count} engagements through, ${atOnce} at once: ${contender.name} ...`);
    const before = spent();
    const driven = await drive(contender, count, atOnce);
    await delay(AFTERMATH_MS);
    const after = spent();
    const [serverMs = 0, workerMs = 0, postgresMs = 0] = after.map(
      (ms, of) => (ms - (before[of] ?? 0)) / count,
    );
    const sizes = await Promise.all(driven.workflowIds.map((ids) => historySize(client, ids)));
    const mean = (of: (size: HistorySize) => number) =>
      sizes.reduce((sum, size) => sum + of(size), 0) / count;
    return {
      ...driven,
      engagements: count,
      atOnce,
      events: mean(({ events }) => events),
      bytes: mean(({ bytes }) => bytes),
      serverMs,
      workerMs,
      postgresMs,
    };
  };
  const calm = await run(Math.ceil(engagements / 2), CALM);
  const rush = await run(engagements, engagements);
  const types = await eventTypes(client, calm.workflowIds[0] ?? []);
  await worker.stop();
  return { calm, rush, types, idleMsPerSecond };
}
