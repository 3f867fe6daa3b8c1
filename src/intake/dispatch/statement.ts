import type { Database } from '../../database/database';
import type { HandOverDeps } from '../../dispatch/hand-over';
import { startEngagement } from '../../engagement/store/engagements-start';
import { fingerprintOf } from '../../fact/store/idempotency';
import type { VendorClients } from '../../vendors/clients';
import { VendorUnconfiguredError } from '../../vendors/kit/errors';
import type { Vendor, VendorRights } from '../../vendors/kit/vendor';
import { findVendor } from '../../vendors/registry';
import { type DeliveryKey, failureOf } from '../domain/intake';
import { placesOf, statedStart } from '../domain/statement-schema';
import { readPayload } from '../store/deliveries';
import { eventOf } from './delivery-subject';
import { takeStatedFact } from './stated-fact';

export interface StatementDeps extends HandOverDeps {
  db: Database;
  clients: VendorClients;
  vendors: readonly Vendor[];
}

/**
 * Does what a vendor states about our work, once for each delivery, as far as the settings let the vendor. What cannot be
 * taken is a failure that says why, for a person.
 * @returns what became of it, in a plain sentence without anything personal
 * @throws TemporalUnavailable, or Error while an engagement is not handed over yet; it is to be tried again
 */
export async function takeStatement(deps: StatementDeps, delivery: DeliveryKey): Promise<string> {
  const { vendor } = delivery;
  const event = await eventOf(deps.vendors, vendor, await readPayload(deps.db, delivery));
  if (event.about !== 'statement') return 'ignored: it states nothing';
  const rights = rightsOf(deps, vendor);
  switch (event.statement.states) {
    case 'start':
      return takeStart(deps, delivery, event.statement.order, rights);
    case 'fact':
      return takeStatedFact(deps, delivery, event.statement, rights);
  }
}

function rightsOf({ clients, vendors }: StatementDeps, name: string): VendorRights {
  const vendor = findVendor(name, vendors);
  try {
    if (vendor !== undefined) return clients.rights(vendor);
  } catch (error) {
    if (!(error instanceof VendorUnconfiguredError)) throw error;
  }
  return { roles: [], playbooks: [] };
}

async function takeStart(
  deps: StatementDeps,
  { vendor, key }: DeliveryKey,
  order: unknown,
  { playbooks }: VendorRights,
): Promise<string> {
  const read = statedStart.safeParse(order);
  if (!read.success) {
    return failureOf(`nothing was started: these fields are missing or wrong: ${placesOf(read.error)}`);
  }
  const { externalIds = {}, ...request } = read.data;
  const [name = ''] = request.playbook.split('@');
  if (!playbooks.includes(name)) {
    return failureOf('nothing was started: the settings do not let it start engagements by this playbook');
  }
  const started = await startEngagement(deps, {
    request,
    startedBy: { kind: 'system', name: vendor },
    externalIds,
    idempotency: { principal: vendor, route: 'statement', key, fingerprint: fingerprintOf(order) },
  });
  switch (started.outcome) {
    case 'created':
      return `started ${started.engagement.reference}`;
    case 'existing':
      return `ignored: ${started.engagement.reference} stands for it already`;
    case 'key-reused':
      return failureOf('nothing was started: its key was used before for something else');
    case 'invalid':
      return failureOf(
        `nothing was started, because of ${started.errors.map(({ pointer }) => pointer).join(', ')}`,
      );
  }
}
