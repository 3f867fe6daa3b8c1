import { readSettings, type Settings } from '../../settings/settings';
import { SettingsError } from '../../settings/problems';

/** Longer than any graceful stop should take, shorter than the 30 s that a whole installation has for it. */
const STOP_LIMIT_MS = 20_000;

/**
 * The frame of every process of the product, `server.ts` and `worker.ts`. Reads the settings from the environment
 * (a wrong one ends the process with one clear message), then runs `body`, which
 * - calls `announceReady()` as soon as it does its work: `npm start` waits for that before it goes on;
 * - runs until `stop` is aborted (SIGTERM, Ctrl-C, or the supervisor has gone), then finishes what it has begun
 *   and returns. After 20 s it is ended by force.
 *
 * The process ends with code 0 when `body` returns, with 1 when it rejects. Works the same without a supervisor.
 */
export function runProcess(
  name: string,
  body: (settings: Settings, stop: AbortSignal) => Promise<void>,
): void {
  const stopping = new AbortController();
  const stop = (reason: string) => {
    if (stopping.signal.aborted) return;
    stopping.abort(new Error(reason));
    setTimeout(() => {
      console.error(`${name} did not stop within ${STOP_LIMIT_MS / 1_000} s after: ${reason}. It is ended.`);
      process.exit(1);
    }, STOP_LIMIT_MS).unref();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal));
  if (process.channel) process.once('disconnect', () => stop('the supervisor has gone'));
  void runBody(body, stopping.signal);
}

/** Often enough that a few may come late without the process being taken for dead. */
const SIGN_OF_LIFE_EVERY_MS = 2_000;

/**
 * Tells the supervisor, if there is one, that this process does its work, and from then on again and again that its
 * event loop still turns: one that does not would leave everything undone without ending.
 */
export function announceReady(): void {
  process.send?.({ kind: 'ready' });
  setInterval(() => {
    if (process.connected) process.send?.({ kind: 'alive' });
  }, SIGN_OF_LIFE_EVERY_MS).unref();
}

async function runBody(
  body: (settings: Settings, stop: AbortSignal) => Promise<void>,
  stop: AbortSignal,
): Promise<void> {
  try {
    await body(readSettings(process.env), stop);
    process.exit(0);
  } catch (error) {
    console.error(error instanceof SettingsError ? error.message : error);
    process.exit(1);
  }
}
