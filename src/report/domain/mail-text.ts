import { REPORT_TITLES, type ReportKind } from './report';
import { periodText } from './report-text';

/** A kept report as far as a mail shows it. Instants are in milliseconds. */
export interface MailedReport {
  kind: ReportKind;
  clientName: string | null;
  startMs: number;
  endMs: number;
  text: string;
  late: boolean;
}

/**
 * One mail with one report, or with several of the same kind, oldest first: those that were missed are told together.
 * @param reports at least one
 */
export function reportMail(reports: MailedReport[], timeZone: string): { subject: string; text: string } {
  const sorted = reports.toSorted((a, b) => a.startMs - b.startMs);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last) {
    throw new RangeError('A mail of no report is none');
  }
  const period = periodText({ startMs: first.startMs, endMs: last.endMs }, timeZone);
  const late = sorted.some((report) => report.late) ? ' (late)' : '';
  const title = REPORT_TITLES[first.kind];
  if (sorted.length === 1) {
    const about = first.clientName === null ? '' : `, ${first.clientName}`;
    return { subject: `${title}${about}: ${period}${late}`, text: first.text };
  }
  const opening = `${sorted.length} reports come in this mail, the oldest first: they could not be compiled in time.`;
  return {
    subject: `${title}, ${sorted.length} reports: ${period}${late}`,
    text:
      [opening, ...sorted.map((report) => report.text.trimEnd())].join(`\n\n${'-'.repeat(60)}\n\n`) + '\n',
  };
}
