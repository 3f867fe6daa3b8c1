import { ActivityFailure, log, proxyActivities, sleep } from '@temporalio/workflow';
import type { QuietActivities, ReportMailActivities, ReportMailRequest } from '../activities/report';
import { ATTEMPT } from './activities';

/** A mail of reports that waits for the end of somebody's quiet hours. */
export interface ReportMailInput {
  mail: ReportMailRequest;
  /** The task queue on which the mail connector works. */
  mailQueue: string;
}

const house = proxyActivities<QuietActivities>({
  summary: 'Whether the person may be told now',
  ...ATTEMPT,
  // Longer than any outage of the database that somebody would let happen.
  scheduleToCloseTimeout: '90 days',
  retry: { initialInterval: '1 second', backoffCoefficient: 1.5, maximumInterval: '1 minute' },
});

/**
 * Brings one mail of reports to a person when their quiet hours are over. Looks again after each wait: a worker that was
 * away meanwhile may find them in the next night. @returns whether it was sent; its reports are kept in any case
 */
export async function reportMail({ mail, mailQueue }: ReportMailInput): Promise<boolean> {
  for (;;) {
    const { waitMs } = await house['report.quietFor']({ personId: mail.personId });
    if (waitMs === 0) {
      return await sendReportMail(mail, mailQueue);
    }
    await sleep(waitMs, { summary: "Until the person's quiet hours are over" });
  }
}

/** @returns whether it was sent */
export async function sendReportMail(mail: ReportMailRequest, taskQueue: string): Promise<boolean> {
  const post = proxyActivities<ReportMailActivities>({
    taskQueue,
    summary: 'Mail the report',
    ...ATTEMPT,
    // A mail service that stays away longer than a day leaves the report to be read where it is kept.
    scheduleToCloseTimeout: '24 hours',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' },
  });
  try {
    await post['report.send'](mail);
    return true;
  } catch (error) {
    if (!(error instanceof ActivityFailure)) {
      throw error;
    }
    const { personId, reportIds } = mail;
    log.warn('A report could not be mailed; it is kept', {
      personId,
      reportIds,
      cause: error.cause?.message,
    });
    return false;
  }
}
