import type { InstallationApi } from '../support/installation-api';
import type { Chance } from '../support/random';

export const SANDBOXED = ['hubspot', 'slack', 'google-drive', 'google-calendar', 'gmail', 'xero'] as const;

const FAULTY_AT_ONCE = 3;
/** 0: the connection is cut instead of an answer. */
const STATUSES = [0, 429, 500, 503] as const;

/**
 * Lets some vendors do what they are asked and fail all the same: whoever asked must find out what became of it. What a vendor
 * was ordered before is taken back: faults that nobody met would pile up, and be an outage without an end.
 */
export async function orderFaults(installation: InstallationApi, chance: Chance): Promise<void> {
  for (let ordered = 0; ordered < FAULTY_AT_ONCE; ordered += 1) {
    const vendor = chance.oneOf(SANDBOXED);
    const method = chance.oneOf(['POST', 'PUT', 'PATCH']);
    const status = chance.oneOf(STATUSES);
    const fault = { method, path: '/', status, times: 2, afterEffect: true };
    await installation.callOnce('DELETE', `/sandbox/${vendor}/_faults`);
    await installation.callOnce('POST', `/sandbox/${vendor}/_faults`, fault);
  }
}

/** More than anybody tries meanwhile. */
const EVERY_CALL = 10_000;

/** From now on a vendor does nothing that it is asked, and says so. */
export async function sendAway(installation: InstallationApi, vendor: string): Promise<void> {
  const fault = { method: '*', path: '/', status: 503, times: EVERY_CALL };
  await installation.call('POST', `/sandbox/${vendor}/_faults`, fault);
}

export async function fetchBack(installation: InstallationApi, vendor: string): Promise<void> {
  await installation.call('DELETE', `/sandbox/${vendor}/_faults`);
}
