import { fact } from './declare';

/** How a ticket ends, and what the client says to it. */

export const resolved = fact()({
  name: 'resolved',
  says: 'The request is done; the client is asked to approve',
  statedBy: 'desk',
  keeps: { firstResponse: {}, nextResponse: {}, resolution: {}, handOver: {} },
});

export const reopened = fact()({
  name: 'reopened',
  says: 'The request is not done after all',
  statedBy: 'client',
});

export const completionApproved = fact()({
  name: 'completionApproved',
  says: 'The client approved the completion',
  statedBy: 'client',
  keeps: { approval: {} },
});

export const csatGiven = fact<{ csat: number }>()({
  name: 'csatGiven',
  says: 'The client said how satisfied they are',
  statedBy: 'client',
  neverByAssignee: true,
  keeps: { satisfaction: {} },
});

export const merged = fact<{ into: string; intoReference: string }>()({
  name: 'merged',
  says: 'The ticket is the same as another one',
  statedBy: 'desk',
});

export const cancelled = fact()({
  name: 'cancelled',
  says: 'The request was withdrawn',
  statedBy: 'desk',
});
