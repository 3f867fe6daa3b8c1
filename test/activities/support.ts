import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import type { ActionDeps } from '../../activities/capabilities/action-deps';
import { vendorActivities } from '../../activities/vendor-activities';
import { VendorClients } from '../../src/vendors/clients';
import type { ActionActivities } from '../../src/capability/actions';
import { clockOf, REAL_TIME } from '../../src/promise/domain/time';
import type { Database } from '../../src/database/database';
import { openTestDatabase } from '../support/database';
import { startEngagement } from '../../src/engagement/store/engagements-start';
import type { Vendor } from '../../src/vendors/kit/vendor';
import { findVendor, firstProviders, type VendorName, VENDORS } from '../../src/vendors/registry';
import { insertPerson } from '../../src/people/store/people';
import { publishPlaybook } from '../../src/playbook/store/playbooks';
import { type SandboxServer, startSandboxServer } from '../vendors/sandbox-server';

/** Everything that the actions need, real: a database with a playbook and people, and the vendors' stand-ins. */
export interface Office {
  readonly server: SandboxServer;
  readonly db: Database;
  readonly deps: ActionDeps;
  readonly actions: ActionActivities;
  /** Actions of a process that has just started: nothing is remembered but what is in the database. */
  restarted(): ActionActivities;
  close(): Promise<void>;
}

const PEOPLE = {
  'operations-manager': ['Olga Ops', 'olga@company.example'],
  'customer-relationship-manager': ['Carl Care', 'carl@company.example'],
  'sales-manager': ['Sam Sales', 'sam@company.example'],
  'finance-manager': ['Fay Finance', 'fay@company.example'],
} as const;

/** Those that serve a capability where the settings name nobody. */
const FIRST_PROVIDERS = VENDORS.filter(({ name }) => Object.values(firstProviders()).includes(name));

/** @param vendors whose stand-ins are there */
export async function openOffice(vendors: readonly Vendor[] = VENDORS): Promise<Office> {
  const values = {
    hubspot: { npsListId: '1' },
    gmail: { from: 'office@company.example' },
    'snipe-it': { statusId: '2' },
  };
  const server = await startSandboxServer(values, vendors);
  const db = openTestDatabase(server.databaseUrl);
  const deps: ActionDeps = { db, clients: server.clients, clock: clockOf(REAL_TIME, Date.now) };
  const source = await readFile(join(__dirname, '../../playbooks/client-delivery.yaml'), 'utf8');
  const published = await publishPlaybook(db, source, new Date());
  if (published.outcome === 'faulty') throw new Error(JSON.stringify(published.faults));
  await hirePeople(db);
  return {
    server,
    db,
    deps,
    actions: actionsOf(deps),
    restarted: () => actionsOf({ ...deps, clients: new VendorClients(server.settings) }),
    close: async () => {
      await db.$disconnect();
      await server.stop();
    },
  };
}

/** Those who work on the engagements here, each with the role as its id. */
export async function hirePeople(db: Database): Promise<void> {
  for (const [role, [name, email]] of Object.entries(PEOPLE)) {
    const fields = {
      name,
      email,
      roles: [role],
      skills: [],
      capacityHoursPerWeek: 40,
      timeZone: 'Europe/Madrid',
      active: true,
      deputyId: null,
      awayFrom: null,
      awayUntil: null,
    };
    await insertPerson(db, role, fields, new Date());
  }
}

/** Every action, each at the vendor that serves it: of several the first one. */
export function actionsOf(
  deps: ActionDeps,
  vendors: readonly Vendor[] = FIRST_PROVIDERS,
  timeZone = 'Etc/UTC',
): ActionActivities {
  const capabilities = firstProviders();
  const time = { time: REAL_TIME, timeZone };
  const house = { reportingDb: deps.db, ...time, currency: 'EUR', publicUrl: '', capabilities, vendors };
  const served = vendors.toReversed().map((vendor) => vendorActivities({ ...deps, ...house }, vendor));
  return Object.assign({}, ...served);
}

/** The same office, in which one vendor serves whatever it provides. */
export function servedBy(office: Office, name: VendorName): Office {
  const vendors = [findVendor(name) as Vendor, ...VENDORS];
  const { deps, server } = office;
  return {
    ...office,
    actions: actionsOf(deps, vendors),
    restarted: () => actionsOf({ ...deps, clients: new VendorClients(server.settings) }, vendors),
  };
}

/** A signed-off client with two contacts, of whom the first has agreed to surveys. */
export async function newEngagement(
  { db, deps }: { readonly db: Database; readonly deps: Pick<ActionDeps, 'clock'> },
  more: {
    externalIds?: Record<string, string>;
    client?: string;
    contacts?: { name: string; email: string }[];
    title?: string;
    amount?: string;
    currency?: string;
  } = {},
): Promise<string> {
  const client = more.client ?? 'Müller & Söhne <Ltd>';
  const started = await startEngagement(
    { db, clock: deps.clock },
    {
      request: {
        playbook: 'client-delivery',
        client: {
          name: client,
          contacts: more.contacts ?? [
            {
              name: 'Ada Lovelace',
              email: 'ada@client.example',
              role: 'buyer',
              consent: { at: '2026-01-01T00:00:00Z', source: 'contract' },
            },
            { name: 'Bob Babbage', email: 'bob@client.example', role: 'user' },
          ],
        },
        title: more.title ?? 'Website relaunch',
        ...(more.amount === ''
          ? {}
          : { value: { amount: more.amount ?? '1200.01', currency: more.currency ?? 'EUR' } }),
        facts: { scale: 'small', services: 'design' },
        team: Object.fromEntries(Object.keys(PEOPLE).map((role) => [role, role])),
      },
      startedBy: { kind: 'system', name: 'test' },
      externalIds: more.externalIds ?? {},
    },
  );
  if (!('engagement' in started)) throw new Error(JSON.stringify(started));
  return started.engagement.id;
}

/** Does an action as Temporal would: again after failures that may be retried, each time in a fresh process. */
export async function persist<T>(office: Office, act: (actions: ActionActivities) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act(office.restarted());
    } catch (error) {
      const mayTryAgain = error instanceof ApplicationFailure && error.nonRetryable !== true && attempt < 5;
      if (!mayTryAgain) throw error;
    }
  }
}

/** The failure of an action that must fail. */
export async function failureOf(work: Promise<unknown>): Promise<ApplicationFailure> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApplicationFailure)) throw new Error(`expected a failure, got ${String(error)}`);
  return error;
}
