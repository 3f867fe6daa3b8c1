/** What engagements can be found by in Temporal's own list: the names and types that a namespace must know. */
export const SEARCH_ATTRIBUTES = {
  EngagementReference: 'Keyword',
  EngagementStage: 'Keyword',
  EngagementStatus: 'Keyword',
  WaitingFor: 'Keyword',
  Playbook: 'Keyword',
  DueAt: 'Datetime',
  EscalationLevel: 'Int',
  Client: 'Keyword',
} as const;
