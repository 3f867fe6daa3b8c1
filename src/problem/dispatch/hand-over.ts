import type { Actor } from '../../fact/domain/actor';
import type { ProblemInput } from '../domain/problem';
import { findProblem, type Problem } from '../store/problems';
import { serviceDesk } from '../../service-desk/store/service-desk';
import { problemSubject } from '../domain/subject';
import type { HandedOver } from '../../dispatch/hand-over';

/** Opened problems. */
export const PROBLEMS: HandedOver<Problem> = {
  subject: problemSubject,
  find: findProblem,
  async start({ settings }, row) {
    const { calendars, calendar, ladder, problems } = serviceDesk().desk;
    const input: ProblemInput = {
      problemId: row.id,
      reference: row.reference,
      openedBy: row.openedBy as Actor,
      openedAtMs: row.openedAt.getTime(),
      tickets: row.tickets,
      isAnalysed: row.rootCause !== null,
      rules: { calendars, calendar, ladder, steps: problems.steps },
      time: settings.time,
    };
    return {
      input,
      staticSummary: `${row.reference} problem`,
      searchAttributes: { EngagementReference: row.reference },
    };
  },
};
