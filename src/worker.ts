import { DefaultLogger, NativeConnection, Runtime, type Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { clockOf } from './domain/time';
import { announceReady, runProcess } from './runtime/child';
import type { Settings } from './settings';
import { openDatabase } from './store/database';
import { BUILT_WORKFLOWS, createWorkers } from './workers';

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
  const connection = await NativeConnection.connect(settings.temporal.connection);
  const clock = clockOf(settings.time, Date.now);
  const workers = await createWorkers({
    connection,
    namespace: settings.temporal.namespace,
    db,
    clock,
    settings,
    workflows: BUILT_WORKFLOWS,
  });
  const running = Promise.all(workers.map((worker) => worker.run()));
  stop.addEventListener('abort', () => workers.forEach(shutDown), { once: true });
  announceReady();
  await running;
  await Promise.all([connection.close(), db.$disconnect()]);
});

function shutDown(worker: Worker): void {
  if (worker.getState() === 'RUNNING') {
    worker.shutdown();
  }
}

function pinoLevel(level: string): 'warn' | 'error' {
  return level === 'ERROR' ? 'error' : 'warn';
}
