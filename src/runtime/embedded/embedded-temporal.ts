import { SEARCH_ATTRIBUTES } from '../../temporal/search-attributes';
import type { ProcessSpec } from '../process/managed-process';
import { namespaceAnswers } from '../../temporal/namespace';

export interface TemporalServerOptions {
  /** The `temporal` program. */
  path: string;
  port: number;
  namespace: string;
  /** Left out: no Web UI. */
  uiPort?: number;
  /** Left out: nothing is kept (for tests). */
  databaseFile?: string;
}

/** How to run Temporal's development server on loopback, durable and quick. */
export function temporalServer(options: TemporalServerOptions): ProcessSpec {
  const { path, port, uiPort, namespace, databaseFile } = options;
  const address = `127.0.0.1:${port}`;
  return {
    name: 'temporal',
    command: path,
    args: [
      'server',
      'start-dev',
      ...['--ip', '127.0.0.1', '--port', String(port), '--namespace', namespace, '--log-level', 'warn'],
      ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]),
      ...(databaseFile === undefined ? [] : ['--db-filename', databaseFile]),
      // Write-ahead log, synced at checkpoints: three times the speed, and nothing acknowledged is lost by kill -9.
      ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=1'],
      // The one shard's default of 20 polls a second makes every hop of a workflow wait.
      ...['--dynamic-config-value', 'history.transferProcessorMaxPollRPS=1000'],
      // Timers are read this far ahead; one that is set for less than that fires only after it, by default a second.
      ...['--dynamic-config-value', 'history.timerProcessorMaxTimeShift="20ms"'],
      ...Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => [
        '--search-attribute',
        `${name}=${type}`,
      ]),
    ],
    // Settings of the user's own Temporal must not reach into this server.
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_'))),
    ready: () => namespaceAnswers({ address, namespace, connection: { address } }),
    readyTimeoutMs: 60_000,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 8_000,
  };
}
