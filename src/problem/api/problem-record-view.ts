import { z } from 'zod';
import { PROBLEM_SOURCES, PROBLEM_STATUSES } from '../domain/problem';
import type { ProblemDetail } from '../store/problems';
import { promiseSchema, showPromise } from '../../promise/api/promise-view';
import { id, instant, instantOf, level, levelOf, ruledBy } from '../../edge/http/schemas';

const period = z.strictObject({ from: instant, to: instant });

export const problemRecordSchema = z
  .strictObject({
    id,
    reference: z.string(),
    title: z.string(),
    description: z.string(),
    source: z.enum(PROBLEM_SOURCES),
    status: z.enum(PROBLEM_STATUSES),
    round: z.int().describe('1, and one more each time that the solution was refined'),
    tickets: z.array(id).describe('The tickets that come from it; one at least'),
    incidentId: id.nullable().describe('The crisis that it was seen in'),
    rootCause: z.string().nullable(),
    solution: z.string().nullable(),
    effect: z
      .strictObject({
        metric: z.string(),
        client: id.nullable().describe('null: of the whole house'),
        before: z.number(),
        after: z.number(),
        beforePeriod: period,
        afterPeriod: period,
        computed: z.boolean().describe('Whether it was computed from our own records; else somebody told it'),
      })
      .nullable()
      .describe('What was measured last'),
    serviceDesk: ruledBy,
    openedBy: z.record(z.string(), z.unknown()),
    openedAt: instant,
    analysedAt: instant.nullable(),
    implementedAt: instant.nullable(),
    measuredAt: instant.nullable(),
    endedAt: instant.nullable().describe('When it was closed or given up'),
    escalations: z.array(z.strictObject({ id, level, state: z.string() })),
    promises: z.array(promiseSchema),
    links: z.strictObject({ temporal: z.string().describe("Its history in Temporal's Web UI") }),
  })
  .meta({ id: 'ProblemRecord' });

/** A problem as people see it at an instant. */
export function showProblemRecord(
  { problem, promises, escalations }: ProblemDetail,
  now: Date,
  temporalUrl: (workflowId: string) => string,
): Record<string, unknown> {
  const { reference, title, description, source, status, round, tickets } = problem;
  return {
    id: problem.id,
    ...{ reference, title, description, source, status, round, tickets },
    incidentId: problem.incidentId,
    rootCause: problem.rootCause,
    solution: problem.solution,
    effect: problem.effect,
    serviceDesk: { version: problem.deskVersion },
    openedBy: problem.openedBy,
    openedAt: instantOf(problem.openedAt),
    analysedAt: instantOf(problem.analysedAt),
    implementedAt: instantOf(problem.implementedAt),
    measuredAt: instantOf(problem.measuredAt),
    endedAt: instantOf(problem.endedAt),
    escalations: escalations.map((one) => ({ id: one.id, level: levelOf(one.level), state: one.state })),
    promises: promises.map((promise) => showPromise(promise, now)),
    links: { temporal: temporalUrl(problem.workflowId) },
  };
}
