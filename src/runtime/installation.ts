import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { TimeScale } from '../promise/domain/time';
import { StartError } from '../settings/start-error';

const TimeScaleFile = z.object({ scale: z.number(), anchorWallMs: z.number(), anchorProductMs: z.number() });

/**
 * The time scale of this installation, fixed at its first start.
 * @param explicit what PROMISEKEEPER_TIME_SCALE says now, if anything
 * @param nowMs the wall time
 * @throws StartError when another scale is asked for than the recorded one
 */
export function timeScaleOf(dataDir: string, explicit: number | undefined, nowMs: number): TimeScale {
  const file = join(dataDir, 'time-scale.json');
  const text = readText(file);
  if (text === undefined) {
    const time = { scale: explicit ?? 1, anchorWallMs: nowMs, anchorProductMs: nowMs };
    writePrivate(file, JSON.stringify(time));
    return time;
  }
  const time = TimeScaleFile.parse(JSON.parse(text));
  if (explicit !== undefined && explicit !== time.scale) {
    throw new StartError(
      `PROMISEKEEPER_TIME_SCALE is ${explicit}, but this installation runs at ${time.scale} since its first start: ` +
        'another scale would move every deadline. Nothing was started. Leave it out, or begin anew with another ' +
        'PROMISEKEEPER_DATA_DIR or npm start -- --reset.',
    );
  }
  return time;
}

/** The administrator's token that is made at the first start and kept readable for its owner alone. */
export function keptAdminToken(dataDir: string): string {
  const file = join(dataDir, 'admin-token');
  const kept = readText(file)?.trim();
  if (kept) return kept;
  const token = `pk_admin_${randomBytes(24).toString('base64url')}`;
  writePrivate(file, `${token}\n`);
  return token;
}

/** The key that seals what people consent to: made at the first start, kept readable for its owner alone, in base64. */
export function keptCredentialKey(dataDir: string): string {
  const file = join(dataDir, 'credential-key');
  const kept = readText(file)?.trim();
  if (kept) return kept;
  const key = randomBytes(32).toString('base64');
  writePrivate(file, `${key}\n`);
  return key;
}

const RunningInstallationFile = z.object({
  apiUrl: z.string(),
  adminToken: z.string(),
  databaseUrl: z.string(),
  temporalAddress: z.string(),
  temporalNamespace: z.string(),
  temporalUiUrl: z.string().optional(),
  time: TimeScaleFile,
});

/** What other commands (the demonstration, say) need to know about the installation that runs on a data folder. */
export type RunningInstallation = z.infer<typeof RunningInstallationFile>;

export function writeInstallation(dataDir: string, installation: RunningInstallation): void {
  writePrivate(join(dataDir, 'run', 'installation.json'), JSON.stringify(installation, undefined, 2));
}

/** The installation that runs, or was running last, on this data folder; undefined when none ever did. */
export function readInstallation(dataDir: string): RunningInstallation | undefined {
  const text = readText(join(dataDir, 'run', 'installation.json'));
  return text === undefined ? undefined : RunningInstallationFile.parse(JSON.parse(text));
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function writePrivate(file: string, text: string): void {
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}
