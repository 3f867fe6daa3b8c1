import { declaring, type FactRules, type NameOf, type Readable } from '../../fact/domain/declaration';
import { escalationAcknowledged, escalationResolved } from '../../promise/domain/escalation-facts';

interface ReportPromiseRules extends FactRules {
  readonly statedBy: 'product' | 'ladder';
}

const fact = declaring<ReportPromiseRules>();

export const reportSent = fact()({
  name: 'reportSent',
  says: 'Every mail of these reports is out',
  statedBy: 'product',
});

/** Every fact of the promise that some reports are out. None is stated to it by a person: the mails keep it. */
export const REPORT_PROMISE_FACTS = [
  reportSent,
  {
    ...escalationAcknowledged,
    says: 'Somebody took the escalation on and said when the next update comes',
    keeps: {},
  },
  {
    ...escalationResolved,
    says: 'Somebody has handed the reports over in another way',
    keeps: {},
  },
] as const satisfies readonly (ReportPromiseRules & Readable<object>)[];

export type ReportPromiseSignal = NameOf<typeof REPORT_PROMISE_FACTS>;
