import { connect } from 'node:net';
import type { StartSettings } from '../../settings/settings';
import { StartError } from '../../settings/start-error';

const PATIENCE_MS = 1_000;
const POSTGRES_PORT = 5_432;

/** @throws StartError when DATABASE_URL is set and nobody listens there */
export async function demandDatabase({ databaseUrl }: Pick<StartSettings, 'databaseUrl'>): Promise<void> {
  if (databaseUrl === undefined) return;
  const { hostname, port } = new URL(databaseUrl);
  const host = decodeURIComponent(hostname).replace(/^\[|\]$/g, '');
  await demandListener('DATABASE_URL', 'PostgreSQL', host, Number(port || POSTGRES_PORT));
}

/** @throws StartError when TEMPORAL_ADDRESS is set and nobody listens there */
export async function demandTemporal({ temporal }: Pick<StartSettings, 'temporal'>): Promise<void> {
  if (temporal === undefined) return;
  const { address } = temporal;
  const at = address.lastIndexOf(':');
  const host = address.slice(0, at).replace(/^\[|\]$/g, '');
  await demandListener('TEMPORAL_ADDRESS', 'Temporal', host, Number(address.slice(at + 1)));
}

/** Only a plain refusal counts: what is merely slow is left to its own client, which knows how to wait. */
async function demandListener(variable: string, what: string, host: string, port: number): Promise<void> {
  const refusal = await refusalOf(host, port);
  if (refusal !== undefined) {
    throw new StartError(
      `${what} at ${host}:${port} cannot be reached (${refusal}). Nothing was started. Is ${variable} right, and the server up?`,
    );
  }
}

function refusalOf(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PATIENCE_MS });
    const end = (refusal?: string) => {
      socket.destroy();
      resolve(refusal);
    };
    socket.once('connect', () => end());
    socket.once('timeout', () => end());
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
