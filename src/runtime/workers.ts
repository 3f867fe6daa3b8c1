import { join } from 'node:path';
import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { createAccountingActivities } from '../../activities/capabilities/accounting';
import { createCalendarActivities } from '../../activities/capabilities/calendar';
import { createChatActivities } from '../../activities/capabilities/chat';
import { createCrmActivities } from '../../activities/capabilities/crm';
import {
  createDealActivities,
  createIntakeActivities,
  createInvoiceActivities,
} from '../../activities/intake';
import { createJournalActivities } from '../../activities/journal';
import { createLetterActivities } from '../../activities/letters';
import { createMailActivities } from '../../activities/capabilities/mail';
import {
  createPostActivities,
  createPostChatActivities,
  createPostMailActivities,
} from '../../activities/post';
import { createReportActivities, createReportMailActivities } from '../../activities/report';
import { createStorageActivities } from '../../activities/capabilities/storage';
import { type ConnectedVendor, VendorClients } from '../vendors/clients';
import { WORKFLOW_QUEUE } from '../capability/capability-queues';
import type { Clock } from '../promise/domain/time';
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
  settings: Pick<Settings, 'vendors' | 'publicUrl' | 'time' | 'timeZone'>;
  /** The bundle that the build made, or the sources where tests run from them. */
  workflows: Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'>;
}

/** The bundle of a built checkout. Production never bundles at start: what runs is what was built and replayed. */
export const BUILT_WORKFLOWS: WorkerDeps['workflows'] = {
  workflowBundle: { codePath: join(projectRoot(), 'dist', 'workflows.bundle.js') },
};

/** Workflows that are kept in memory between their tasks, at about 0.35 MiB each; beyond it every task replays. */
const CACHED_WORKFLOWS = 2_000;

/**
 * Calls per second that a vendor allows, all replicas together, a little below the vendor's own limit because the
 * server averages over partitions. A sandbox has no such limit.
 */
const CALLS_PER_SECOND: Record<ConnectedVendor, number> = {
  // 190 calls in 10 s for all apps of an account.
  hubspot: 15,
  // One message a second and channel; several channels at once.
  slack: 5,
  // Per-user quotas of Google Workspace, far above what one installation needs.
  'google-drive': 10,
  gmail: 5,
  'google-calendar': 5,
  // 60 calls a minute.
  xero: 0.9,
};

/** Xero takes at most five calls at once; the others are held alike. */
const CALLS_AT_ONCE = 5;
const SANDBOX_CALLS_AT_ONCE = 50;

/** The workers of one process: one for workflows and the journal, and one for each vendor's calls on its own queue. */
export async function createWorkers(deps: WorkerDeps): Promise<Worker[]> {
  const { connection, namespace, db, clock, settings } = deps;
  const clients = new VendorClients(settings);
  const actions = { db, clients, clock };
  const post = { ...actions, publicUrl: settings.publicUrl, time: settings.time };
  const reports = {
    ...actions,
    db: deps.reportingDb,
    timeZone: settings.timeZone,
    timeScale: settings.time.scale,
  };
  const interceptors: WorkerOptions['interceptors'] = { activity: [signsOfLife] };
  const shared = {
    connection,
    namespace,
    // Longer than an activity's attempt normally takes: what has begun ends before the process does.
    shutdownGraceTime: '10 seconds',
    shutdownForceTime: '15 seconds',
    interceptors,
  } as const;
  const vendorActivities: Record<ConnectedVendor, object> = {
    hubspot: { ...createCrmActivities(actions), ...createDealActivities(actions) },
    slack: { ...createChatActivities(actions), ...createPostChatActivities(post) },
    'google-drive': createStorageActivities(actions),
    gmail: {
      ...createMailActivities(actions),
      ...createPostMailActivities(post),
      ...createLetterActivities({ ...actions, timeZone: settings.timeZone }),
      ...createReportMailActivities(reports),
    },
    'google-calendar': createCalendarActivities(actions),
    xero: { ...createAccountingActivities(actions), ...createInvoiceActivities(actions) },
  };
  const main = Worker.create({
    ...shared,
    ...deps.workflows,
    taskQueue: WORKFLOW_QUEUE,
    activities: {
      ...createJournalActivities(db, deps.onNotices),
      ...createIntakeActivities({ ...actions, temporal: deps.temporal }),
      ...createPostActivities(post),
      ...createReportActivities(reports),
    },
    maxCachedWorkflows: CACHED_WORKFLOWS,
    // So long a task waits for the worker that has its workflow in memory, also when that one was killed. Where an hour
    // of the product takes a second, that must be short.
    stickyQueueScheduleToStartTimeout: settings.time.scale > 1 ? '300 milliseconds' : '5 seconds',
  });
  const vendors = Object.entries(vendorActivities).map(([vendor, activities]) => {
    const live = settings.vendors[vendor as ConnectedVendor].mode === 'live';
    return Worker.create({
      ...shared,
      taskQueue: vendor,
      activities,
      maxConcurrentActivityTaskExecutions: live ? CALLS_AT_ONCE : SANDBOX_CALLS_AT_ONCE,
      ...(live ? { maxTaskQueueActivitiesPerSecond: CALLS_PER_SECOND[vendor as ConnectedVendor] } : {}),
    });
  });
  return await Promise.all([main, ...vendors]);
}
