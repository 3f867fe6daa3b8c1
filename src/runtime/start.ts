import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { readStartSettings, type StartSettings } from '../settings/settings';
import { SettingsError } from '../settings/problems';
import { emptyDataDir, endOrphans, foldersOf, makeDataDir } from './data-dir';
import { DataDirLock } from './data-dir-lock';
import { onNpmGone } from './process/parent-watch';
import { productProcesses, type ProductProcess } from './process/processes';
import { StartError } from '../settings/start-error';
import { Supervisor } from './supervisor';
import { bringUp } from './bring-up';

/**
 * `npm start`: brings a whole installation up, keeps it up, and stops it in order on Ctrl-C, SIGTERM or when its npm
 * is gone. Sets the process's exit code: 0 after a stop that was asked for, 1 when it could not start.
 * @param args `--reset` forgets everything that the data folder holds, after asking; `--yes` answers
 * @param processes the product's own processes; others in tests of the supervision itself
 */
export async function start(
  args: string[],
  env: NodeJS.ProcessEnv,
  processes: ProductProcess[] = productProcesses(),
): Promise<void> {
  try {
    const options = readArguments(args);
    const settings = readStartSettings(env);
    makeDataDir(settings.dataDir);
    const lock = await DataDirLock.take(settings.dataDir);
    try {
      if (options.reset) await reset(settings.dataDir, options.yes, lock);
      await superviseUntilStopped(settings, processes, lock);
    } finally {
      lock.release();
    }
    process.exit(0);
  } catch (error) {
    console.error(error instanceof StartError || error instanceof SettingsError ? error.message : error);
    process.exit(1);
  }
}

async function superviseUntilStopped(
  settings: StartSettings,
  processes: ProductProcess[],
  lock: DataDirLock,
): Promise<void> {
  const folders = foldersOf(settings.dataDir);
  const orphans = await endOrphans(folders.run);
  if (orphans.length > 0) say(`Ended what an earlier start had left running: ${orphans.join(', ')}.`);
  const supervisor = new Supervisor(folders, say);
  const asked = untilAskedToStop();
  const up = bringUp({ settings, processes, supervisor, report: say });
  try {
    const reason = await Promise.race([asked, up.then(() => asked)]);
    say(`\n${reason}: stopping; everything accepted is kept ...`);
  } finally {
    lock.markStopping();
    await supervisor.stop();
    // A start that was interrupted half-way ends with the supervisor's refusal to go on.
    await up.catch(() => undefined);
  }
  say('Stopped.');
}

/** A terminal sends Ctrl-C to npm and to this process, and npm passes its own on: those two are one. */
const SAME_CTRL_C_MS = 1_000;

/** Resolves with the reason as soon as there is one to stop; a second Ctrl-C ends this process at once. */
function untilAskedToStop(): Promise<string> {
  return new Promise((resolve) => {
    let interruptedAt: number | undefined;
    process.on('SIGINT', () => {
      const now = performance.now();
      interruptedAt ??= now;
      resolve('Ctrl-C');
      if (now - interruptedAt > SAME_CTRL_C_MS) {
        say('Ended at once; the next start cleans up.');
        process.exit(130);
      }
    });
    process.on('SIGTERM', () => resolve('SIGTERM'));
    process.on('SIGHUP', () => resolve('The terminal has gone'));
    onNpmGone(() => resolve('npm has gone'));
  });
}

function readArguments(args: string[]): { reset: boolean; yes: boolean } {
  const unknown = args.filter((arg) => !['--reset', '--yes'].includes(arg));
  if (unknown.length > 0) {
    throw new StartError(
      `npm start does not know ${unknown.join(' ')}. It takes: -- --reset, and --yes with it.`,
    );
  }
  return { reset: args.includes('--reset'), yes: args.includes('--yes') };
}

async function reset(dataDir: string, yes: boolean, lock: DataDirLock): Promise<void> {
  if (!yes) await askFor(dataDir);
  await endOrphans(foldersOf(dataDir).run);
  emptyDataDir(dataDir);
  makeDataDir(dataDir);
  lock.takeAgain();
  say(`${dataDir} is empty.`);
}

async function askFor(dataDir: string): Promise<void> {
  if (!process.stdin.isTTY)
    throw new StartError(
      '--reset asks before it forgets everything; say --yes with it where nobody can answer.',
    );
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(
    `Forget every engagement, person and setting in ${join(dataDir, '/')}? Type yes: `,
  );
  terminal.close();
  if (answer.trim() !== 'yes') throw new StartError('Nothing was forgotten, nothing was started.');
}

function say(line: string): void {
  console.log(line);
}
