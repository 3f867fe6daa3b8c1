/** The reports of the house, from the most to the least frequent. */
export const REPORT_KINDS = ['daily', 'weekly', 'monthly', 'quarterly'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** What stands in the place of a client's id in a report on the whole house. */
export const HOUSE = 'house';

export const REPORT_TITLES: Record<ReportKind, string> = {
  daily: 'Daily system status',
  weekly: 'Weekly performance report',
  monthly: 'Monthly business review',
  quarterly: 'Quarterly strategy session',
};

/** The role that gets the report on the house. */
export const HOUSE_READERS: Record<ReportKind, string> = {
  daily: 'operations-manager',
  weekly: 'operations-manager',
  monthly: 'managing-director',
  quarterly: 'managing-director',
};

/** The role that gets the reports on its clients. */
export const CLIENT_READER = 'account-manager';

/** Whether the reports on clients are mailed. Every kind is compiled and kept for them; the frequent ones only that. */
export function isMailedPerClient(kind: ReportKind): boolean {
  switch (kind) {
    case 'daily':
    case 'weekly':
      return false;
    case 'monthly':
    case 'quarterly':
      return true;
  }
}

/** What a run of the reports' workflow starts from. */
export interface ReportInput {
  kind: ReportKind;
  /** The task queue on which the mail connector works. */
  mailQueue: string;
}
