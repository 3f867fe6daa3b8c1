import {
  ActivityFailure,
  continueAsNew,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  ParentClosePolicy,
  patched,
  proxyActivities,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { ReportActivities, ReportMailActivities, ReportMailRequest } from '../activities/report';
import type { ReportInput } from '../src/domain/report';
import { reportPromiseWorkflowId } from '../src/domain/report-promise';
import { ATTEMPT } from './activities';
import { SYSTEM } from './journal';
import type { reportPromise } from './report-promise';

const house = proxyActivities<ReportActivities>({
  summary: 'Which reports are due, what they say, who gets them',
  // A thousand clients at some tenths of a second each; a worker that dies is noticed by its silence.
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '1 minute',
  // Longer than any outage of the database that somebody would let happen: a late report is better than none.
  scheduleToCloseTimeout: '90 days',
  retry: { initialInterval: '1 second', backoffCoefficient: 1.5, maximumInterval: '1 minute' },
});

/** So many mails are under way at once. */
const MAILS_AT_ONCE = 20;

/** What a run did, for whoever looks at it in Temporal's UI. */
export interface ReportRun {
  periods: number;
  mails: number;
  /** Mails that could not be sent. Their reports are kept and can be read at `GET /v1/reports`. */
  unsent: number;
}

/**
 * Brings the reports of one kind up to the present: compiles each period that is over and not reported on, however many
 * were missed, and mails what is new. A run with nothing to report ends at once, so it may be started at any time.
 */
export async function report(input: ReportInput, told: ReportRun = NOTHING): Promise<ReportRun> {
  const { kind } = input;
  let { periods, mails, unsent } = told;
  for (;;) {
    if (workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof report>(input, { periods, mails, unsent });
    }
    const { periodStartsMs } = await house['report.due']({ kind });
    if (periodStartsMs.length === 0) {
      return { periods, mails, unsent };
    }
    const promised = patched('report-promise') ? await promise({ kind, periodStartsMs }) : null;
    const reportIds: string[] = [];
    for (const periodStartMs of periodStartsMs) {
      reportIds.push(...(await house['report.compile']({ kind, periodStartMs })).reportIds);
    }
    periods += periodStartsMs.length;
    const addressed = await house['report.addressees']({ kind, reportIds });
    const sent = await sendAll(addressed.mails, input.mailQueue);
    mails += sent;
    unsent += addressed.mails.length - sent;
    if (promised !== null && sent === addressed.mails.length) {
      await tellSent(promised);
    }
  }
}

/**
 * Opens the promise that these reports are out, in a workflow of its own: it may have to wait for people longer than the
 * next run may have to wait for this one.
 * @returns the id of that workflow
 */
async function promise(request: Parameters<ReportActivities['report.promise']>[0]): Promise<string> {
  const input = await house['report.promise'](request);
  const workflowId = reportPromiseWorkflowId(input.id);
  try {
    await startChild<typeof reportPromise>('reportPromise', {
      workflowId,
      args: [input],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      staticSummary: input.title,
    });
  } catch (error) {
    // An earlier run has promised the same and was ended before it could keep it.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) {
      throw error;
    }
  }
  return workflowId;
}

async function tellSent(workflowId: string): Promise<void> {
  try {
    const fact = { commandId: 'sent', actor: SYSTEM, occurredAtMs: 0, fields: {} };
    await getExternalWorkflowHandle(workflowId).signal('reportSent', fact);
  } catch (error) {
    if (isCancellation(error)) {
      throw error;
    }
    log.info('Somebody has settled the promise of these reports already', { workflowId });
  }
}

const NOTHING: ReportRun = { periods: 0, mails: 0, unsent: 0 };

/** @returns how many were sent */
async function sendAll(mails: ReportMailRequest[], taskQueue: string): Promise<number> {
  const post = proxyActivities<ReportMailActivities>({
    taskQueue,
    summary: 'Mail the report',
    ...ATTEMPT,
    // A mail service that stays away longer than a day leaves the report to be read where it is kept.
    scheduleToCloseTimeout: '24 hours',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' },
  });
  let sent = 0;
  for (let first = 0; first < mails.length; first += MAILS_AT_ONCE) {
    const outcomes = await Promise.all(
      mails.slice(first, first + MAILS_AT_ONCE).map(async (mail) => {
        try {
          await post['report.send'](mail);
          return true;
        } catch (error) {
          if (!(error instanceof ActivityFailure)) {
            throw error;
          }
          log.warn('A report could not be mailed; it is kept', { ...mail, cause: error.cause?.message });
          return false;
        }
      }),
    );
    sent += outcomes.filter(Boolean).length;
  }
  return sent;
}
