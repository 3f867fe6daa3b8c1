import { subject } from '../../journal/domain/entry';

/** The promise that some reports are out. No fact of a person keeps it: the mails do. */
export const reportSubject = subject<never, Record<string, never>>()({
  kind: 'report',
  idPrefix: 'rpr',
  table: 'report_promise',
  since: 'opened_at',
  isHandedOver: false,
  overStatuses: [],
  columns: {},
  words: {},
  changes: {},
  keptBy: () => [],
  concernsAllPromises: [],
});
