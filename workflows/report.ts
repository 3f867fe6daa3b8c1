import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  continueAsNew,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  ParentClosePolicy,
  proxyActivities,
  startChild,
  WorkflowIdReusePolicy,
  workflowInfo,
} from '@temporalio/workflow';
import type { ReportActivities, ReportMailRequest } from '../activities/report';
import type { ReportInput } from '../src/report/domain/report';
import { reportPromiseWorkflowId } from '../src/report/domain/report-promise';
import { SYSTEM } from './promise/journal';
import { reportMail, sendReportMail } from './report-mail';
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
  /** Mails to readers in their quiet hours: a workflow of its own brings each when these are over. */
  later: number;
}

/**
 * Brings the reports of one kind up to the present: compiles each period that is over and not reported on, however many
 * were missed, and mails what is new when its readers may be told. A run with nothing to report ends at once, so it may
 * be started at any time.
 */
export async function report(input: ReportInput, told: ReportRun = NOTHING): Promise<ReportRun> {
  const { kind } = input;
  let { periods, mails, unsent, later } = told;
  for (;;) {
    if (workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof report>(input, { periods, mails, unsent, later });
    }
    const { periodStartsMs } = await house['report.due']({ kind });
    if (periodStartsMs.length === 0) {
      return { periods, mails, unsent, later };
    }
    const promised = await promise({ kind, periodStartsMs });
    const reportIds: string[] = [];
    for (const periodStartMs of periodStartsMs) {
      reportIds.push(...(await house['report.compile']({ kind, periodStartMs })).reportIds);
    }
    periods += periodStartsMs.length;
    const { mails: now, later: quiet } = await house['report.addressees']({ kind, reportIds });
    await leaveForLater(quiet, input.mailQueue);
    const sent = await sendAll(now, input.mailQueue);
    mails += sent;
    unsent += now.length - sent;
    later += quiet.length;
    // What waits for the end of somebody's quiet hours is on its way.
    if (sent === now.length) {
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

const NOTHING: ReportRun = { periods: 0, mails: 0, unsent: 0, later: 0 };

/** @returns how many were sent */
async function sendAll(mails: ReportMailRequest[], taskQueue: string): Promise<number> {
  let sent = 0;
  for (let first = 0; first < mails.length; first += MAILS_AT_ONCE) {
    const few = mails.slice(first, first + MAILS_AT_ONCE);
    const outcomes = await Promise.all(few.map((mail) => sendReportMail(mail, taskQueue)));
    sent += outcomes.filter(Boolean).length;
  }
  return sent;
}

/** Each waits for the end of its reader's quiet hours by itself, so that no night or weekend holds up the next report. */
async function leaveForLater(mails: ReportMailRequest[], mailQueue: string): Promise<void> {
  for (const mail of mails) {
    try {
      await startChild(reportMail, {
        // Together with their reader the first report names the mail: each goes to each reader once.
        workflowId: `report-mail/${mail.reportIds[0]}/${mail.personId}`,
        workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
        parentClosePolicy: ParentClosePolicy.ABANDON,
        args: [{ mail, mailQueue }],
        staticSummary: 'Mails reports when the quiet hours of their reader are over',
      });
    } catch (error) {
      // Another run has left it for later already.
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) {
        throw error;
      }
    }
  }
}
