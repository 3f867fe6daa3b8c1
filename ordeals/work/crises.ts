import { setTimeout as delay } from 'node:timers/promises';
import type { InstallationApi } from '../support/installation-api';
import type { Ledger } from './ledger';

const LOOKS_APART_MS = 2_000;

/** Somebody who closes every crisis that comes up, with its root cause, until everything is over. */
export async function closeCrises(
  installation: InstallationApi,
  ledger: Ledger,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    try {
      for (const { id } of await installation.all<{ id: string }>('/v1/incidents?status=open')) {
        await close(id);
      }
    } catch (error) {
      ledger.troubles.set('crises', String(error));
    }
    await delay(LOOKS_APART_MS);
  }

  async function close(id: string): Promise<void> {
    const commandId = `closes-${id}`;
    const body = { rootCause: 'Everything was killed, again and again.', commandId };
    const path = `/v1/incidents/${id}/signals/closed`;
    const token = await installation.tokenOf('operations-manager');
    const { status } = await installation.call('POST', path, body, token);
    if (status === 200 || status === 202) {
      ledger.note({ subject: 'incidents', subjectId: id, commandId, what: 'closed' });
    }
  }
}
