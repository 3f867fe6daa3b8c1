import { join } from 'node:path';
import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { createAfterwardsActivities } from '../../activities/afterwards';
import { type CircuitOptions, circuitOf } from '../../activities/circuit';
import { createIntakeActivities } from '../../activities/intake';
import { createJournalActivities } from '../../activities/journal';
import { createNextPlaybookActivities } from '../../activities/next-playbook';
import { createPlanActivities } from '../../activities/plan';
import { createPostActivities } from '../../activities/post';
import { createReportActivities } from '../../activities/report';
import { vendorActivities } from '../../activities/vendor-activities';
import { WORKFLOW_QUEUE } from '../capability/capability-queues';
import { ownCertificates } from '../document/store/own-certificates';
import type { Clock } from '../promise/domain/time';
import { keptCredentials } from '../credential/store/keeper';
import { VendorClients } from '../vendors/clients';
import type { Vendor } from '../vendors/kit/vendor';
import { ownSignature } from '../signing/store/own-signature';
import { projectRoot } from '../settings/project-root';
import type { Settings } from '../settings/settings';
import type { Database } from '../database/database';
import { signsOfLife } from '../temporal/signs-of-life';
import type { TemporalGateway } from '../temporal/client';

export interface WorkerDeps {
  connection: NativeConnection;
  namespace: string;
  db: Database;
  /** The same database with more patience: a report reads a whole period. */
  reportingDb: Database;
  clock: Clock;
  /** For activities that start or tell other workflows. */
  temporal: TemporalGateway;
  /** Called when this process has written notices. */
  onNotices: () => void;
  /** Called when this process begins or ends to spare a vendor that is down. */
  onCircuit: (vendor: string, ...change: Parameters<CircuitOptions['onChange']>) => void;
  settings: Pick<
    Settings,
    'vendors' | 'capabilities' | 'publicUrl' | 'time' | 'timeZone' | 'currency' | 'company' | 'credentialKeys'
  >;
  /** Those that have a task queue of their own. */
  vendors: readonly Vendor[];
  /** The bundle that the build made, or the sources where tests run from them. */
  workflows: Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'interceptors'>;
}

/** The bundle of a built checkout. Production never bundles at start: what runs is what was built and replayed. */
export const BUILT_WORKFLOWS: WorkerDeps['workflows'] = {
  workflowBundle: { codePath: join(projectRoot(), 'dist', 'workflows.bundle.js') },
};

/** The same workflows, bundled at the start, with the stack traces that the built ones do without: for who debugs one. */
export const TRACED_WORKFLOWS: WorkerDeps['workflows'] = {
  workflowsPath: join(projectRoot(), 'dist', 'workflows', 'index.js'),
  interceptors: {
    workflowModules: ['whole-tasks.js', 'outcomes-last.js'].map((name) =>
      join(projectRoot(), 'dist', 'workflows', 'sandbox', name),
    ),
  },
};

/** Workflows that are kept in memory between their tasks, at about 0.35 MiB each; beyond it every task replays. */
const CACHED_WORKFLOWS = 2_000;

const SANDBOX_CALLS_AT_ONCE = 50;

/** The workers of one process: one for workflows and the journal, and one for each vendor's calls on its own queue. */
export async function createWorkers(deps: WorkerDeps): Promise<Worker[]> {
  const { connection, namespace, db, clock, settings } = deps;
  const { time, timeZone, publicUrl, currency, company } = settings;
  const credentials = keptCredentials({ db, keys: settings.credentialKeys });
  const inHouse = {
    signature: ownSignature({ db, clock, publicUrl }),
    certificates: ownCertificates({ db, clock, publicUrl, company, timeZone }),
  };
  const actions = { db, clients: new VendorClients(settings, credentials, inHouse), clock };
  const { vendors, reportingDb } = deps;
  const house = { time, timeZone, publicUrl, currency, capabilities: settings.capabilities, vendors };
  const vendorDeps = { ...actions, reportingDb, ...house };
  const interceptors: WorkerOptions['interceptors'] = { activity: [signsOfLife] };
  const { interceptors: ofWorkflows, ...workflows } = deps.workflows;
  const shared = {
    connection,
    namespace,
    // Longer than an activity's attempt normally takes: what has begun ends before the process does.
    shutdownGraceTime: '10 seconds',
    shutdownForceTime: '15 seconds',
    interceptors,
  } as const;
  const main = Worker.create({
    ...shared,
    ...workflows,
    interceptors: { ...ofWorkflows, ...interceptors },
    taskQueue: WORKFLOW_QUEUE,
    activities: {
      ...createJournalActivities(db, clock, deps.onNotices),
      ...createNextPlaybookActivities({ db, clock, capabilities: settings.capabilities }),
      ...createIntakeActivities({ ...actions, settings, temporal: deps.temporal, vendors }),
      ...createAfterwardsActivities(db),
      ...createPlanActivities(db),
      ...createPostActivities(vendorDeps),
      ...createReportActivities({ db: reportingDb, clock, timeZone, timeScale: time.scale }),
    },
    maxCachedWorkflows: CACHED_WORKFLOWS,
    // So long a task waits for the worker that has its workflow in memory, also when that one was killed. Where an hour
    // of the product takes a second, that must be short.
    stickyQueueScheduleToStartTimeout: time.scale > 1 ? '300 milliseconds' : '5 seconds',
  });
  const ofVendors = vendors.map((vendor) => {
    const { callsPerSecond, callsAtOnce } = vendor.limits;
    const live = settings.vendors[vendor.name]?.mode === 'live';
    const onChange: CircuitOptions['onChange'] = (...change) => deps.onCircuit(vendor.name, ...change);
    return Worker.create({
      ...shared,
      interceptors: { activity: [circuitOf({ vendor, time, onChange }), signsOfLife] },
      taskQueue: vendor.name,
      activities: vendorActivities(vendorDeps, vendor),
      maxConcurrentActivityTaskExecutions: live ? callsAtOnce : SANDBOX_CALLS_AT_ONCE,
      ...(live ? { maxTaskQueueActivitiesPerSecond: callsPerSecond } : {}),
    });
  });
  return await Promise.all([main, ...ofVendors]);
}
