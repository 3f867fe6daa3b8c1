import { REAL_TIME } from '../promise/domain/time';
import type { StartSettings, TemporalSettings } from '../settings/settings';
import { migrate } from '../database/migrate';
import type { Report } from './embedded/acquire';
import { foldersOf } from './data-dir';
import { preparePostgres } from './embedded/embedded-postgres';
import { temporalServer } from './embedded/embedded-temporal';
import { keptAdminToken, keptCredentialKey, timeScaleOf, writeInstallation } from './installation';
import { choosePorts, demandFree } from './process/ports';
import type { ProductProcess } from './process/processes';
import { demandDatabase, demandTemporal } from './process/reachable';
import { StartError } from '../settings/start-error';
import { summary } from './summary';
import type { Supervisor } from './supervisor';
import { findTemporal } from './embedded/temporal-binary';
import { prepareNamespace } from '../temporal/namespace';

/** Users before what they use: the product's processes stop first, the servers under them last. */
const PRODUCT_RANK = 2;
const SERVER_RANK = 1;

export interface BringUp {
  settings: StartSettings;
  processes: ProductProcess[];
  supervisor: Supervisor;
  report: Report;
}

/**
 * Starts everything in order, each when what it needs is ready, and says at the end what is where.
 * @throws StartError when something cannot be started; what was started by then is the supervisor's to stop
 */
export async function bringUp({ settings, processes, supervisor, report }: BringUp): Promise<void> {
  const startedAt = performance.now();
  const { dataDir, port, host } = settings;
  await demandFree('PORT', port, host);
  await Promise.all([demandDatabase(settings), demandTemporal(settings)]);
  const time = settings.embedded ? timeScaleOf(dataDir, settings.timeScale, Date.now()) : REAL_TIME;
  const ports = await choosePorts(settings.ports, port);
  const [databaseUrl, temporal] = await Promise.all([
    settings.databaseUrl ?? launchPostgres(settings, ports.postgres, supervisor, report),
    settings.temporal ?? launchTemporal(settings, ports, supervisor, report),
  ]);
  await Promise.all([migrateDatabase(databaseUrl, report), prepareTemporal(temporal, report)]);

  const adminToken = settings.adminToken ?? keptAdminToken(dataDir);
  const temporalUiUrl = settings.temporal ? settings.temporalUiUrl : `http://127.0.0.1:${ports.temporalUi}`;
  writeInstallation(dataDir, {
    apiUrl: settings.apiUrl,
    adminToken,
    databaseUrl,
    temporalAddress: temporal.address,
    temporalNamespace: temporal.namespace,
    time,
    ...(temporalUiUrl === undefined ? {} : { temporalUiUrl }),
  });
  const env = {
    ...process.env,
    PROMISEKEEPER_DATA_DIR: dataDir,
    PROMISEKEEPER_ADMIN_TOKEN: adminToken,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    ...(temporalUiUrl === undefined ? {} : { TEMPORAL_UI_URL: temporalUiUrl }),
    ...(settings.embedded
      ? {
          PROMISEKEEPER_EMBEDDED: '1',
          PROMISEKEEPER_TIME_SCALE: String(time.scale),
          PROMISEKEEPER_TIME_ANCHOR_MS: String(time.anchorWallMs),
          PROMISEKEEPER_CREDENTIAL_KEY:
            process.env['PROMISEKEEPER_CREDENTIAL_KEY'] || keptCredentialKey(dataDir),
        }
      : {}),
  };
  for (const product of processes) {
    report(`Starting the ${product.name} ...`);
    await supervisor.launch({
      name: product.name,
      rank: PRODUCT_RANK,
      prepare: async () => ({
        name: product.name,
        command: process.execPath,
        args: ['--enable-source-maps', product.script],
        env,
        ready: 'announced',
        readyTimeoutMs: 60_000,
        silentTimeoutMs: 20_000,
        stopSignal: 'SIGTERM',
        stopTimeoutMs: 18_000,
      }),
    });
  }
  report(
    summary({
      settings,
      adminToken,
      showToken: settings.adminToken === undefined,
      temporalAddress: temporal.address,
      temporalUiUrl,
      databaseUrl,
      time,
      seconds: (performance.now() - startedAt) / 1_000,
    }),
  );
}

async function launchPostgres(
  settings: StartSettings,
  port: number,
  supervisor: Supervisor,
  report: Report,
): Promise<string> {
  const prepare = () => preparePostgres({ clusterDir: foldersOf(settings.dataDir).postgres, port });
  report(`Starting PostgreSQL on port ${port} ...`);
  const first = await prepare();
  await supervisor.launch({
    name: 'postgres',
    rank: SERVER_RANK,
    prepare: async () => (await prepare()).spec,
  });
  await first.ensureDatabase();
  return first.databaseUrl;
}

async function launchTemporal(
  settings: StartSettings,
  ports: { temporal: number; temporalUi: number },
  supervisor: Supervisor,
  report: Report,
): Promise<TemporalSettings> {
  const { namespace } = settings;
  const { path, origin } = await findTemporal(settings, report);
  report(`Starting Temporal on port ${ports.temporal} (${path}, from ${origin}) ...`);
  const databaseFile = foldersOf(settings.dataDir).temporalFile;
  const spec = temporalServer({
    path,
    port: ports.temporal,
    uiPort: ports.temporalUi,
    namespace,
    databaseFile,
  });
  await supervisor.launch({ name: 'temporal', rank: SERVER_RANK, prepare: async () => spec });
  const address = `127.0.0.1:${ports.temporal}`;
  return { address, namespace, connection: { address } };
}

async function migrateDatabase(databaseUrl: string, report: Report): Promise<void> {
  try {
    const applied = await migrate(databaseUrl);
    if (applied.length > 0) report(`Database brought up to date: ${applied.join(', ')}.`);
  } catch (error) {
    throw new StartError(
      `The database could not be brought up to date (${reasonOf(error)}). ` +
        'The processes were not started, and nothing of what they keep was changed. Is DATABASE_URL right, and may its user make tables?',
      { cause: error },
    );
  }
}

/** The schema engine's message without its trace, but with the migration that the trace names. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const migration = /migration_name="([^"]+)"/.exec(text)?.[1];
  const reason = text.replace(/\n\s+0: [\s\S]*$/, '').replaceAll('\n', ': ');
  return migration === undefined ? reason : `migration ${migration}: ${reason}`;
}

async function prepareTemporal(temporal: TemporalSettings, report: Report): Promise<void> {
  const added = await prepareNamespace(temporal);
  if (added.length > 0) report(`Added to Temporal's namespace ${temporal.namespace}: ${added.join(', ')}.`);
}
