import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  alone,
  downloadsReachable,
  executableIn,
  isExecutable,
  onPath,
  type Report,
  runPatiently,
} from './acquire';
import { StartError } from '../../settings/start-error';

/** The release of the Temporal CLI that is built where none can be downloaded (server 1.29, Web UI 2.42). */
const CLI_MODULE = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';
const DOWNLOAD_LIMIT_MS = 5 * 60_000;
const BUILD_LIMIT_MS = 30 * 60_000;

export interface TemporalBinary {
  path: string;
  /** Where it came from, for people. */
  origin: string;
}

/**
 * The `temporal` program, which holds the development server and its Web UI. Looked for in this order: the explicit
 * path, the PATH, the cache, Temporal's own download, a build by the Go toolchain. The last two land in the cache.
 * @throws StartError when none of them is possible, saying what would help
 */
export async function findTemporal(
  settings: { temporalCliPath?: string; cacheDir: string },
  report: Report,
): Promise<TemporalBinary> {
  const { temporalCliPath: explicit, cacheDir } = settings;
  if (explicit !== undefined) {
    if (isExecutable(explicit)) return { path: explicit, origin: 'TEMPORAL_CLI_PATH' };
    throw new StartError(`TEMPORAL_CLI_PATH is ${explicit}, which cannot be executed. Nothing was started.`);
  }
  const found = onPath('temporal');
  if (found !== undefined) return { path: found, origin: 'the PATH' };
  return (
    cached(cacheDir) ??
    alone(cacheDir, 'temporal', report, async () => cached(cacheDir) ?? bring(cacheDir, report))
  );
}

function cached(cacheDir: string): TemporalBinary | undefined {
  const built = join(cacheDir, 'bin', 'temporal');
  if (isExecutable(built)) return { path: built, origin: 'an earlier build' };
  const path = executableIn(downloadDir(cacheDir), 'temporal-cli');
  return path === undefined ? undefined : { path, origin: 'an earlier download' };
}

async function bring(cacheDir: string, report: Report): Promise<TemporalBinary> {
  const refusals: string[] = [];
  for (const way of [download, build]) {
    try {
      return await way(cacheDir, report);
    } catch (error) {
      refusals.push(error instanceof Error ? error.message.trim() : String(error));
    }
  }
  throw new StartError(
    'There is no Temporal server to start. Nothing was started.\n' +
      `${refusals.map((refusal) => `  - ${refusal}`).join('\n')}\n` +
      'Install the Temporal CLI (https://docs.temporal.io/cli) or Go 1.24 or newer, or set TEMPORAL_ADDRESS to a server of your own.',
  );
}

async function download(cacheDir: string, report: Report): Promise<TemporalBinary> {
  if (!(await downloadsReachable('cli'))) throw new Error('temporal.download is out of reach');
  report("Downloading Temporal's development server (once; about 50 MB) ...");
  const folder = downloadDir(cacheDir);
  mkdirSync(folder, { recursive: true });
  // The SDK downloads by starting an ephemeral server; a process of its own can be ended when that hangs.
  const executable = { type: 'cached-download', downloadDir: folder, ttl: '3650d' };
  const script =
    `const { TestWorkflowEnvironment } = require(${JSON.stringify(require.resolve('@temporalio/testing'))});` +
    `TestWorkflowEnvironment.createLocal({ server: { executable: ${JSON.stringify(executable)} } })` +
    '.then((environment) => environment.teardown()).then(() => process.exit(0));';
  await runPatiently('downloading', process.execPath, ['-e', script], {
    timeoutMs: DOWNLOAD_LIMIT_MS,
    report,
  });
  const path = executableIn(folder, 'temporal-cli');
  if (path === undefined) throw new Error(`the download left no program in ${folder}`);
  return { path, origin: "Temporal's download" };
}

async function build(cacheDir: string, report: Report): Promise<TemporalBinary> {
  const go = onPath('go');
  if (go === undefined) throw new Error('no Go toolchain is on the PATH to build it');
  report("Building Temporal's development server with Go (once; about three minutes) ...");
  const draft = join(cacheDir, `build-${process.pid}`);
  const env = { GOBIN: draft, CGO_ENABLED: '0', GOFLAGS: '-mod=mod' };
  try {
    await runPatiently('building', go, ['install', CLI_MODULE], { env, timeoutMs: BUILD_LIMIT_MS, report });
    mkdirSync(join(cacheDir, 'bin'), { recursive: true });
    const path = join(cacheDir, 'bin', 'temporal');
    renameSync(join(draft, 'temporal'), path);
    return { path, origin: 'a build by Go' };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function downloadDir(cacheDir: string): string {
  return join(cacheDir, 'download');
}
