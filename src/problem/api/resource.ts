import { conflict } from '../../edge/http/problem';
import type { Stating } from '../../fact/api/fact-route';
import { type CheckedFact, occurredAtMs } from '../../fact/api/state-fact';
import { fieldsIn, type StatedOf } from '../../fact/domain/body';
import { declared } from '../../fact/domain/declaration';
import { requireKnown } from '../../incident/api/incidents';
import { loadServiceDesk } from '../../service-desk/store/versions';
import type { ProblemRules } from '../../service-desk/domain/service-desk';
import { checkFactAboutUpdate, isAboutEscalation } from '../../promise/api/escalation-checks';
import { ESCALATION_BODIES } from '../../promise/domain/escalation-bodies';
import { resource } from '../../subject/api/resource';
import { PROBLEMS } from '../dispatch/hand-over';
import { PROBLEM_BODIES } from '../domain/bodies';
import { PROBLEM_FACTS, type ProblemFactDeclaration, stepKeptBy } from '../domain/facts';
import { isOver, type ProblemStatus, stepOwedAt } from '../domain/problem';
import type { Problem } from '../store/problems';
import { measureEffect } from './measured-effect';
import { problemRecordRoutes, requireRole } from './problem-records';

/** An update on an escalation is stated here too, by the id of its promise. */
const BODIES = { ...PROBLEM_BODIES, ...ESCALATION_BODIES };

/** A problem as the API has it. */
export const problemResource = resource<Problem, typeof BODIES>({
  handOver: PROBLEMS,
  path: '/v1/problems',
  tag: 'problems',
  called: 'a problem',
  summary: 'State a fact about a problem: its root cause, a solution in use, the measured effect, its end',
  prefix: 'Problem',
  bodies: BODIES,
  routes: problemRecordRoutes,
  check,
});

async function check(
  { deps, row: problem, person, nowMs }: Stating<Problem>,
  stated: StatedOf<typeof BODIES>,
): Promise<CheckedFact> {
  if (isAboutEscalation(stated)) {
    return await checkFactAboutUpdate(deps, problem.id, stated, person);
  }
  const fact = declared(PROBLEM_FACTS, stated.signal);
  const { problems: rules } = await loadServiceDesk(deps.db, problem.deskVersion);
  requireRole(person, rolesFor(fact, rules));
  requireFitting(problem, fact, rules);
  const { body } = stated;
  const atMs = occurredAtMs(body.occurredAt, nowMs, problem.openedAt.getTime());
  if (stated.signal === 'linked') {
    await requireKnown(deps, { engagements: [], tickets: stated.body.tickets });
  }
  const effect =
    stated.signal === 'effectMeasured'
      ? { effect: await measureEffect(deps.db, problem, stated.body, atMs) }
      : {};
  return {
    workflowId: problem.workflowId,
    occurredAtMs: atMs,
    body: { ...body, ...effect },
    fields: fieldsIn(PROBLEM_BODIES, stated),
  };
}

/** Whoever owes the step that the fact is about, and those who decide; whoever opens problems may link tickets. */
function rolesFor(fact: ProblemFactDeclaration, { decidedBy, openedBy, steps }: ProblemRules): string[] {
  switch (fact.statedBy) {
    case 'owner': {
      const step = stepKeptBy(fact);
      return [...new Set([...(step ? [steps[step].owner] : []), ...decidedBy])];
    }
    case 'openers':
      return [...new Set([...openedBy, ...decidedBy])];
    case 'deciders':
      return decidedBy;
    // Judged by the ladder of the escalation.
    case 'ladder':
      return [];
  }
}

/** @throws Problem 409 that says what is owed first */
function requireFitting(
  { reference, status: stored }: Problem,
  fact: ProblemFactDeclaration,
  { steps }: ProblemRules,
): void {
  const status = stored as ProblemStatus;
  if (isOver(status)) {
    throw conflict(`${reference} is ${status}: it takes no more facts. Nothing was changed.`);
  }
  const [wanted, owed] = [stepKeptBy(fact), stepOwedAt(status)];
  if (owed === null || wanted === null || wanted === owed) {
    return;
  }
  const { title } = steps[owed];
  throw conflict(
    fact.name === 'closed'
      ? `${reference} cannot be closed without a measured effect. Nothing was changed. What is owed now: "${title}".`
      : `This does not fit ${reference}, which is ${status}. Nothing was changed. What is owed now: "${title}".`,
  );
}
