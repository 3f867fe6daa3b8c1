import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { createJournalActivities } from '../../activities/journal';
import { WORKFLOW_QUEUE } from '../../src/capability/capability-queues';
import { parsePlaybook } from '../../src/playbook/domain/playbook-text';
import { announceReady, runProcess } from '../../src/runtime/process/child';
import { projectRoot } from '../../src/settings/project-root';
import type { Settings } from '../../src/settings/settings';
import { type Database, openDatabase } from '../../src/database/database';
import { VENDOR_NAMES } from '../../src/vendors/registry';
import { BUILT_WORKFLOWS } from '../../src/runtime/workers';
import { LEAN_ACTION, LEAN_QUEUE } from './lean-shape';
import { actionsOf, createStandInActivities } from './vendor-activities';

/** As in src/worker.ts and src/workers.ts: whoever changes them there changes them here. */
const DATABASE_CONNECTIONS = 20;
const STATEMENT_TIMEOUT_MS = 4_000;
const CACHED_WORKFLOWS = 2_000;
const SANDBOX_CALLS_AT_ONCE = 50;

/**
 * The worker process of one contender, `product` or `lean`: the product's workflows and its journal with the options
 * that it has in production, one worker for each vendor's queue; the lean workflow on one queue.
 */
runProcess('bench worker', async (settings: Settings, stop: AbortSignal) => {
  Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
  const db = openDatabase(settings.databaseUrl, {
    connections: DATABASE_CONNECTIONS,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  });
  const connection = await NativeConnection.connect(settings.temporal.connection);
  const common = {
    connection,
    namespace: settings.temporal.namespace,
    shutdownGraceTime: '5 seconds',
  } as const;
  const vendorUrl = process.env['BENCH_VENDOR_URL'] ?? '';
  const plans = process.argv[2] === 'product' ? productWorkers(db, vendorUrl) : [leanWorker(vendorUrl)];
  const workers = await Promise.all(plans.map((options) => Worker.create({ ...common, ...options })));
  const running = Promise.all(workers.map((worker) => worker.run()));
  stop.addEventListener('abort', () => workers.forEach((worker) => worker.shutdown()), { once: true });
  announceReady();
  await running;
  await Promise.all([connection.close(), db.$disconnect()]);
});

function productWorkers(db: Database, vendorUrl: string): WorkerOptions[] {
  const source = readFileSync(join(projectRoot(), 'playbooks', 'client-delivery.yaml'), 'utf8');
  const parsed = parsePlaybook(source);
  if (!parsed.ok) throw new Error('The playbook client-delivery has faults; nothing was measured.');
  const activities = createStandInActivities(actionsOf(parsed.playbook), vendorUrl);
  return [
    {
      ...BUILT_WORKFLOWS,
      taskQueue: WORKFLOW_QUEUE,
      activities: createJournalActivities(db, { productNow: Date.now }),
      maxCachedWorkflows: CACHED_WORKFLOWS,
    },
    ...VENDOR_NAMES.map((taskQueue) => ({
      taskQueue,
      activities,
      maxConcurrentActivityTaskExecutions: SANDBOX_CALLS_AT_ONCE,
    })),
  ];
}

function leanWorker(vendorUrl: string): WorkerOptions {
  return {
    workflowsPath: require.resolve('../workflows/lean'),
    taskQueue: LEAN_QUEUE,
    activities: createStandInActivities([LEAN_ACTION], vendorUrl),
    maxCachedWorkflows: CACHED_WORKFLOWS,
    maxConcurrentActivityTaskExecutions: SANDBOX_CALLS_AT_ONCE,
  };
}
