import { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, type Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { Bell } from './dispatch/bell';
import { runDispatcher } from './dispatch/dispatcher';
import { runLooks } from './intake/dispatch/look-outside';
import { runKeepAlive } from './credential/dispatch/keep-alive';
import { keptCredentials } from './credential/store/keeper';
import { VendorClients } from './vendors/clients';
import { clockOf } from './promise/domain/time';
import { announceReady, runProcess } from './runtime/process/child';
import type { Settings } from './settings/settings';
import { openDatabase } from './database/database';
import { ensureSchedules, reportScheduleId } from './report/dispatch/schedules';
import { REPORT_KINDS } from './report/domain/report';
import { RESOURCES } from './subject/api/subjects';
import { openTemporal } from './temporal/client';
import { runWatch } from './trouble/dispatch/watch';
import { VENDORS } from './vendors/registry';
import { keepCircuit } from './intake/store/circuits';
import { askSystem } from './webhook/dispatch/addresses';
import { CALL_TIMEOUT_MS } from './webhook/dispatch/call';
import { LOOK_TIMEOUT_MS } from './link/dispatch/look';
import { BUILT_WORKFLOWS, createWorkers, TRACED_WORKFLOWS } from './runtime/workers';

/** As many as there are activities that wait for the database at once. */
const DATABASE_CONNECTIONS = 20;

runProcess('worker', async (settings: Settings, stop: AbortSignal) => {
  const log = pino({ name: 'worker' });
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) =>
      log[pinoLevel(level)]({ ...meta }, message),
    ),
    // The product's own supervisor decides when a process stops.
    shutdownSignals: [],
  });
  const db = openDatabase(settings.databaseUrl, {
    connections: DATABASE_CONNECTIONS,
    statementTimeoutMs: 4_000,
  });
  const reportingDb = openDatabase(settings.databaseUrl, { connections: 2, statementTimeoutMs: 60_000 });
  const connection = await NativeConnection.connect(settings.temporal.connection);
  const clock = clockOf(settings.time, Date.now);
  const client = new Client({ connection, namespace: settings.temporal.namespace });
  const temporal = openTemporal(settings.temporal);
  const noticesBell = new Bell();
  const workers = await createWorkers({
    connection,
    namespace: settings.temporal.namespace,
    db,
    reportingDb,
    clock,
    temporal,
    onNotices: () => noticesBell.ring(),
    onCircuit: (vendor, state, failure) => {
      if (state === 'open')
        log.warn({ vendor, failure }, 'A vendor does not answer: it is spared for a while.');
      keepCircuit(db, vendor, state, failure, new Date(clock.productNow())).catch((err: unknown) =>
        log.warn(
          { err, vendor, state },
          'Whether a vendor is asked could not be put down; it is so all the same.',
        ),
      );
    },
    settings,
    vendors: VENDORS,
    workflows: settings.workflowTraces ? TRACED_WORKFLOWS : BUILT_WORKFLOWS,
  });
  await ensureSchedules(client, settings);
  const running = Promise.all(workers.map((worker) => worker.run()));
  stop.addEventListener('abort', () => workers.forEach(shutDown), { once: true });
  const watching = runWatch(
    { db, client, clock, time: settings.time, schedules: REPORT_KINDS.map(reportScheduleId), log },
    stop,
  );
  const calls = { targets: settings.webhookTargets, lookUp: askSystem, timeoutMs: CALL_TIMEOUT_MS };
  const looks = { targets: settings.linkTargets, lookUp: askSystem, timeoutMs: LOOK_TIMEOUT_MS };
  const handedOver = RESOURCES.map(({ handOver }) => handOver);
  const dispatching = runDispatcher(
    { db, temporal, client, clock, settings, vendors: VENDORS, log, noticesBell, handedOver, calls, looks },
    stop,
  );
  const credentials = keptCredentials({ db, keys: settings.credentialKeys });
  const clients = new VendorClients(settings, credentials);
  const looking = runLooks({ db, clock, time: settings.time, clients, vendors: VENDORS, log }, stop);
  const keepingAlive = runKeepAlive({ db, credentials, settings, vendors: VENDORS, log }, stop);
  announceReady();
  await Promise.all([running, dispatching, watching, looking, keepingAlive]);
  await Promise.all([connection.close(), temporal.close(), db.$disconnect(), reportingDb.$disconnect()]);
});

function shutDown(worker: Worker): void {
  if (worker.getState() === 'RUNNING') {
    worker.shutdown();
  }
}

function pinoLevel(level: string): 'warn' | 'error' {
  return level === 'ERROR' ? 'error' : 'warn';
}
