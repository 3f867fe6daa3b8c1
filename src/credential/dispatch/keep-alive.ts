import type { Logger } from 'pino';
import type { Database } from '../../database/database';
import { Bell } from '../../dispatch/bell';
import { OutageLog } from '../../dispatch/outage-log';
import { consentedAt } from '../../vendors/kit/code-flow';
import type { Vendor } from '../../vendors/kit/vendor';
import type { ConnectorSettings } from '../../vendors/kit/vendor-settings';
import { CredentialError, type Credentials } from '../domain/credential';
import { listCredentials } from '../store/credentials';

export interface KeepAliveDeps {
  db: Database;
  credentials: Credentials;
  settings: Pick<ConnectorSettings, 'vendors'>;
  vendors: readonly Vendor[];
  log: Pick<Logger, 'warn' | 'info'>;
}

/** Long before any refresh token dies, and soon enough to hear of a consent that was taken back; wall-clock milliseconds. */
const UNUSED_MS = 24 * 3_600_000;
const LOOK_EVERY_MS = 10 * 60_000;

/** Uses what people have consented to at least once a day, for as long as the process lives: unused it would die. */
export async function runKeepAlive(deps: KeepAliveDeps, signal: AbortSignal): Promise<void> {
  const outage = new OutageLog(deps.log, 'Using what people have consented to');
  const pause = new Bell();
  while (!signal.aborted) {
    try {
      await keepAlive(deps, Date.now());
      outage.worked();
    } catch (error) {
      outage.failed(error);
    }
    await pause.wait(outage.backOffMs || LOOK_EVERY_MS, signal);
  }
}

/**
 * Refreshes each credential that nobody used for a day.
 * @param wallMs the wall clock's time
 * @throws the first that failed for another reason than that a person has to act, at the end
 */
export async function keepAlive(
  { db, credentials, settings, vendors }: KeepAliveDeps,
  wallMs: number,
): Promise<void> {
  const rows = await listCredentials(db);
  const unused = rows.filter(({ refreshedAt }) => refreshedAt.getTime() < wallMs - UNUSED_MS);
  const used = unused.map(async ({ vendor: name }) => {
    const own = settings.vendors[name];
    const flow = vendors.find((vendor) => vendor.name === name)?.codeFlow;
    const of = flow && own && own.mode !== 'unconfigured' ? consentedAt(name, flow, own) : undefined;
    if (of !== undefined) await credentials.access(of);
  });
  const failed = (await Promise.allSettled(used)).flatMap((result) =>
    result.status === 'rejected' && !(result.reason instanceof CredentialError)
      ? [result.reason as unknown]
      : [],
  );
  if (failed.length > 0) throw failed[0];
}
