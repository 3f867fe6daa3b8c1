import { z } from 'zod';
import { handOver } from '../../dispatch/hand-over';
import { PROBLEMS } from '../dispatch/hand-over-problems';
import {
  isOver,
  type ProblemSignal,
  type ProblemStatus,
  STEP_OF_SIGNAL,
  stepOwedAt,
} from '../domain/problem';
import { PROBLEM_SIGNAL_BODIES, type StatedProblemSignal } from '../domain/problem-signals-schema';
import { findProblem, type Problem } from '../store/problems';
import { serviceDesk } from '../../service-desk/store/service-desk';
import type { ApiDeps } from '../../edge/http/deps';
import { requireKnown } from '../../incident/api/incidents';
import { measureEffect } from './measured-effect';
import { conflict, notFound } from '../../edge/http/problem';
import { requireRole } from './problem-records';
import { type Route, route } from '../../edge/http/route';
import { id } from '../../edge/http/schemas';
import {
  type CheckedFact,
  FACT_ANSWERS,
  occurredAtMs,
  PREFER_HEADER,
  stateFact,
} from '../../fact/api/state-fact';

const names = Object.keys(PROBLEM_SIGNAL_BODIES) as [ProblemSignal, ...ProblemSignal[]];

/** Facts that people state about a problem. */
export function problemRecordSignalRoutes(deps: ApiDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/problems/{id}/signals/{name}',
      summary:
        'State a fact about a problem: its root cause, a solution in use, the measured effect, its end',
      tag: 'problems',
      access: 'signed-in',
      params: z.object({ id, name: z.enum(names) }),
      requestHeaders: PREFER_HEADER,
      body: { kind: 'json-by-name', schemas: PROBLEM_SIGNAL_BODIES, prefix: 'Problem' },
      answers: FACT_ANSWERS,
      handle: async ({ params, body, principal, headers }) => {
        // The body has passed the schema of this very name.
        const stated = { signal: params.name, body } as StatedProblemSignal;
        const problem = await findProblem(deps.db, params.id);
        if (!problem) throw notFound('problem', params.id);
        const { signal } = stated;
        requireRole(principal, rolesFor(signal));
        const subjectId = problem.id;
        const fact = { subjectId, target: subjectId, signal, body: stated.body, principal, headers };
        return stateFact(deps, fact, () => check(deps, problem, stated));
      },
    }),
  ];
}

/** Whoever owes the step that the fact is about, and those who decide; whoever opens problems may link tickets. */
function rolesFor(signal: ProblemSignal): string[] {
  const { decidedBy, openedBy, steps } = serviceDesk().desk.problems;
  const step = STEP_OF_SIGNAL[signal];
  const owners = signal === 'linked' ? openedBy : step === null ? [] : [steps[step].owner];
  return [...new Set([...owners, ...decidedBy])];
}

async function check(deps: ApiDeps, problem: Problem, stated: StatedProblemSignal): Promise<CheckedFact> {
  requireFitting(problem, stated.signal);
  const { body } = stated;
  const { openedAt } = problem;
  const nowMs = deps.clock.productNow();
  const atMs = occurredAtMs(body.occurredAt, nowMs, openedAt.getTime());
  if (stated.signal === 'linked') {
    await requireKnown(deps, { engagements: [], tickets: stated.body.tickets });
  }
  const effect =
    stated.signal === 'effectMeasured'
      ? { effect: await measureEffect(deps.db, problem, stated.body, atMs) }
      : {};
  if (!problem.handedOverAt) await handOver(deps, PROBLEMS, problem.id);
  return {
    workflowId: problem.workflowId,
    occurredAtMs: atMs,
    body: { ...body, ...effect },
    fields: stated.signal === 'linked' ? { tickets: stated.body.tickets } : {},
  };
}

/** @throws Problem 409 that says what is owed first */
function requireFitting({ reference, status: stored }: Problem, signal: ProblemSignal): void {
  const status = stored as ProblemStatus;
  if (isOver(status)) {
    throw conflict(`${reference} is ${status}: it takes no more facts. Nothing was changed.`);
  }
  const [wanted, owed] = [STEP_OF_SIGNAL[signal], stepOwedAt(status)];
  if (owed === null || wanted === null || wanted === owed) {
    return;
  }
  const { title } = serviceDesk().desk.problems.steps[owed];
  throw conflict(
    signal === 'closed'
      ? `${reference} cannot be closed without a measured effect. Nothing was changed. What is owed now: "${title}".`
      : `This does not fit ${reference}, which is ${status}. Nothing was changed. What is owed now: "${title}".`,
  );
}
