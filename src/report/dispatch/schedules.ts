import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleHandle,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
  type ScheduleSpec,
} from '@temporalio/client';
import { type CapabilityQueues, WORKFLOW_QUEUE } from '../../capability/capability-queues';
import { REPORT_KINDS, type ReportInput, type ReportKind } from '../domain/report';
import { DUE_HOUR } from '../domain/report-period';
import type { TimeScale } from '../../promise/domain/time';

export interface ScheduleSettings {
  time: TimeScale;
  /** The house's own time zone, an IANA name. */
  timeZone: string;
  capabilities: Pick<CapabilityQueues, 'mail'>;
}

/** The id of the schedule of a kind of report; its runs are workflows `report/daily-<instant>`. */
export function reportScheduleId(kind: ReportKind): string {
  return `report/${kind}`;
}

/**
 * Sees to it that the reports' schedules are there as these settings want them. May be called any number of times, by
 * several processes at once. A schedule that is right is left alone: changing one would forget what it has missed. A
 * new or changed one is run at once, which reports on whatever is not reported on yet.
 */
export async function ensureSchedules(
  client: Pick<Client, 'schedule'>,
  settings: ScheduleSettings,
): Promise<void> {
  for (const kind of REPORT_KINDS) {
    const wanted = scheduleOf(kind, settings);
    try {
      await client.schedule.create({ ...wanted, state: { triggerImmediately: true } });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) {
        throw error;
      }
      await adjust(client.schedule.getHandle(wanted.scheduleId), wanted);
    }
  }
}

/** Under which memos of its runs a schedule says in words when it runs and who mails for it; the same words, the same schedule. */
const RHYTHM = 'rhythm';
const MAIL = 'mail';

async function adjust(handle: ScheduleHandle, wanted: ScheduleOptions): Promise<void> {
  const present = await handle.describe();
  if ([RHYTHM, MAIL].every((name) => present.action.memo?.[name] === wanted.action.memo?.[name])) {
    return;
  }
  const { spec, action, policies } = wanted;
  await handle.update(({ state }) => ({
    spec,
    action,
    ...(policies ? { policies } : {}),
    // Somebody who has paused it finds it paused.
    state,
  }));
  if (!present.state.paused) {
    await handle.trigger();
  }
}

function scheduleOf(kind: ReportKind, settings: ScheduleSettings): ScheduleOptions {
  const { time, timeZone, capabilities } = settings;
  const { spec, words } =
    time.scale === 1
      ? { spec: { calendars: [CALENDARS[kind]], timezone: timeZone }, words: `${kind}, ${timeZone}` }
      : scaled(time.scale);
  const input: ReportInput = { kind, mailQueue: capabilities.mail };
  return {
    scheduleId: reportScheduleId(kind),
    spec,
    action: {
      type: 'startWorkflow',
      workflowType: 'report',
      workflowId: reportScheduleId(kind),
      taskQueue: WORKFLOW_QUEUE,
      args: [input],
      staticSummary: `Reports: ${words}`,
      memo: { [RHYTHM]: words, [MAIL]: capabilities.mail },
    },
    policies: {
      // A run brings everything up to the present, so one that is under way does the next one's work too.
      overlap: ScheduleOverlapPolicy.SKIP,
      // However long Temporal was away, the newest missed run falls into this window and does the work of all.
      catchupWindow: CATCHUP[kind],
    },
  };
}

type Calendar = NonNullable<ScheduleSpec['calendars']>[number];

const CALENDARS: Record<ReportKind, Calendar> = {
  daily: { hour: DUE_HOUR },
  weekly: { dayOfWeek: 'MONDAY', hour: DUE_HOUR },
  monthly: { dayOfMonth: 1, hour: DUE_HOUR },
  quarterly: { month: ['JANUARY', 'APRIL', 'JULY', 'OCTOBER'], dayOfMonth: 1, hour: DUE_HOUR },
};

/** A little longer than the longest time between two runs. */
const CATCHUP: Record<ReportKind, `${number} days`> = {
  daily: '2 days',
  weekly: '8 days',
  monthly: '32 days',
  quarterly: '93 days',
};

/**
 * Temporal's schedules keep wall-clock time. Where the product's time runs faster, every kind of report is looked
 * after once in each day of product time (at most once a second); what is due follows from the product's time.
 */
function scaled(scale: number): { spec: ScheduleSpec; words: string } {
  const everySeconds = Math.max(1, Math.floor(86_400 / scale));
  return {
    spec: { intervals: [{ every: everySeconds * 1_000 }] },
    words: `every ${everySeconds} s of wall-clock time`,
  };
}
