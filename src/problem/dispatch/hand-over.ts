import type { Actor } from '../../fact/domain/actor';
import type { ProblemInput } from '../domain/problem';
import { findProblem, type Problem } from '../store/problems';
import { loadServiceDesk } from '../../service-desk/store/versions';
import { problemSubject } from '../domain/subject';
import type { HandedOver } from '../../dispatch/hand-over';

/** Opened problems, each with the version of the service desk's rules that it was opened under. */
export const PROBLEMS: HandedOver<Problem> = {
  subject: problemSubject,
  find: findProblem,
  async start({ db, settings }, row) {
    const { deskVersion: version } = row;
    const { calendars, calendar, ladder, problems } = await loadServiceDesk(db, version);
    const input: ProblemInput = {
      problemId: row.id,
      reference: row.reference,
      openedBy: row.openedBy as Actor,
      openedAtMs: row.openedAt.getTime(),
      tickets: row.tickets,
      isAnalysed: row.rootCause !== null,
      rules: { version, calendars, calendar, ladder, steps: problems.steps },
      time: settings.time,
    };
    return {
      input,
      staticSummary: `${row.reference} problem`,
      searchAttributes: { EngagementReference: row.reference },
    };
  },
};
