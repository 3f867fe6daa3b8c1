import { fact } from './declare';

/** Facts that judge what was delivered. */

/** `failed`: the points of the step's checklists that did not pass, by id. */
export const qualityChecked = fact<{ passed: boolean; failed?: readonly string[] }>()({
  name: 'qualityChecked',
  says: 'Somebody checked the deliverable against the quality checklist',
  statedBy: 'owner',
  needs: 'openPromise',
  keeps: { wait: { body: { passed: true, findings: '' } } },
  outcome: ({ passed }) => (passed === true ? 'qualityPassed' : 'qualityFailed'),
});

export const deliveryAccepted = fact()({
  name: 'deliveryAccepted',
  says: 'The client accepted the delivery',
  statedBy: 'deciders',
  needs: 'openPromise',
  keeps: { wait: { body: { acceptedBy: '' }, offers: { acceptedBy: 'contact' } } },
});

export const revisionRequested = fact<{ items: number }>()({
  name: 'revisionRequested',
  says: 'The client asked for changes',
  statedBy: 'deciders',
  needs: 'openPromise',
  keeps: { alternative: {} },
});

/** Null: not asked, or left open. */
export const surveyAnswered = fact<{ nps: number | null; csat: number | null }>()({
  name: 'surveyAnswered',
  says: 'The client answered the survey',
  statedBy: 'deciders',
  keeps: { wait: {} },
});
