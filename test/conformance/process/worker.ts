import { Effects } from '../../../activities/capabilities/effects';
import { openDatabase } from '../../../src/database/database';
import { VendorClients } from '../../../src/vendors/clients';
import { VendorError } from '../../../src/vendors/kit/errors';
import { CANDIDATES } from '../connectors';
import { operationsOf } from '../operations';
import type { Report, WorkOrder } from './worker-process';

/** Does one operation of a connector, in a process that can be killed. */
async function work({ databaseUrl, vendors, vendor: name, operation, key }: WorkOrder): Promise<Report> {
  const candidate = CANDIDATES.find(({ vendor }) => vendor.name === name);
  const found = candidate && operationsOf(candidate).find((one) => one.name === operation);
  if (candidate === undefined || found === undefined) throw new Error(`There is no ${operation} of ${name}.`);
  const db = openDatabase(databaseUrl, { connectionTimeoutMs: 30_000 });
  const memory = new Effects({ db, clock: { productNow: Date.now } }, name);
  const port = new VendorClients({ vendors }).port(candidate.vendor, found.capability, memory);
  const before = process.resourceUsage().maxRSS;
  let failure: Report['failure'];
  try {
    await found.operation.run(port as never, key);
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    const { outcome, vendorCode, message } = error;
    failure = { outcome, vendorCode, message };
  } finally {
    await db.$disconnect();
  }
  // The system counts in kilobytes.
  const grownBytes = (process.resourceUsage().maxRSS - before) * 1024;
  return { grownBytes, ...(failure === undefined ? {} : { failure }) };
}

process.on('message', (order: WorkOrder) => {
  work(order).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.send?.('ready');
