import { once } from 'node:events';
import { join } from 'node:path';
import { Pool } from 'pg';
import { pino } from 'pino';
import { createApp } from './edge/app';
import { isAdministrator } from './edge/http/authenticate';
import type { ApiDeps } from './edge/http/deps';
import { listen } from './edge/listen';
import { OutageLog } from './dispatch/outage-log';
import { createSandbox } from './vendors/kit/sandbox/router';
import { createSandboxStore } from './vendors/kit/sandbox/store';
import { clockOf } from './promise/domain/time';
import { announceReady, runProcess } from './runtime/process/child';
import { projectRoot } from './settings/project-root';
import { moveSampleDeal } from './runtime/sample-deal';
import type { Settings } from './settings/settings';
import { openDatabase } from './database/database';
import { VENDORS } from './vendors/registry';
import { publishFolder } from './playbook/store/playbooks-folder';
import { publishServiceDeskFolder } from './service-desk/store/service-desk-folder';
import { openTemporal } from './temporal/client';

/** Enough for requests and waiting ones; PostgreSQL's own default allows 100 in all. */
const DATABASE_CONNECTIONS = 20;
const SANDBOX_CONNECTIONS = 5;
const CLOSE_PATIENCE_MS = 10_000;

runProcess('server', async (settings: Settings, stop: AbortSignal) => {
  const log = pino({ name: 'server' });
  const db = openDatabase(settings.databaseUrl, { connections: DATABASE_CONNECTIONS });
  const sandboxPool = new Pool({ connectionString: settings.databaseUrl, max: SANDBOX_CONNECTIONS });
  // Without a listener, a connection that breaks while idle would end the process.
  sandboxPool.on('error', (error) => log.warn({ err: error }, 'a connection of the sandboxes broke'));
  const temporal = openTemporal(settings.temporal);
  const clock = clockOf(settings.time, Date.now);

  const now = new Date(clock.productNow());
  const published = await publishFolder(db, join(projectRoot(), 'playbooks'), now, VENDORS);
  if (published.length > 0) log.info({ published }, 'playbooks published');
  const deskVersion = await publishServiceDeskFolder(db, join(projectRoot(), 'service-desk'), now);
  if (deskVersion !== null) log.info({ version: deskVersion }, "the service desk's rules published");

  const deps: ApiDeps = {
    db,
    temporal,
    clock,
    settings: {
      ...settings,
      temporalUiUrl: settings.temporalUiUrl ?? defaultTemporalUi(settings.temporal.address),
      temporalNamespace: settings.temporal.namespace,
    },
    vendors: VENDORS,
    log,
  };
  const sandbox = createSandbox({
    vendors: VENDORS,
    store: createSandboxStore(sandboxPool),
    settings,
    now: () => clock.productNow(),
    isAdmin: (request) => isAdministrator(request.headers.authorization, settings.adminToken),
  });
  const app = createApp(deps, [{ path: '/sandbox', handler: sandbox.router }]);
  await sandbox.listeners.open(settings.host);
  const server = await listen(app, settings.port, settings.host);
  announceReady();
  const sending = sandbox.outbox.run(stop, new OutageLog(log, 'Sending the webhooks of the sandbox'));
  await moveSampleDeal(db, settings).catch((error: unknown) => log.warn({ err: error }, 'no sample deal'));

  if (!stop.aborted) await once(stop, 'abort');
  await Promise.all([server.close(CLOSE_PATIENCE_MS), sandbox.listeners.close()]);
  await sending;
  await Promise.all([temporal.close(), db.$disconnect(), sandboxPool.end()]);
});

/** Where a development server on the same host has its Web UI. */
function defaultTemporalUi(address: string): string {
  return `http://${address.replace(/:\d+$/, '')}:8233`;
}
