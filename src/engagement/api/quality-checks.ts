import { z } from 'zod';
import { findEngagement } from '../store/engagements';
import { listQualityChecks, type QualityCheck } from '../store/quality-checks';
import type { ApiDeps } from '../../edge/http/deps';
import { notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id, idParams, instant, instantOf } from '../../edge/http/schemas';

const qualityCheckSchema = z
  .strictObject({
    promiseId: id.describe('The promise that was kept by the check'),
    step: z.string(),
    checklist: z.string(),
    point: z.string(),
    title: z.string(),
    passed: z.boolean(),
    at: instant,
    playbook: z
      .strictObject({ name: z.string(), version: z.int() })
      .describe('The version that it was checked by'),
  })
  .meta({ id: 'QualityCheck' });

/** What work was checked against, point by point. */
export function qualityCheckRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/engagements/{id}/quality-checks',
      summary: 'How the points of its checklists came out: the newest check first, in it those that failed',
      tag: 'engagements',
      access: 'signed-in',
      params: idParams,
      answers: {
        200: {
          description: 'Every point of every check',
          content: { 'application/json': z.strictObject({ items: z.array(qualityCheckSchema) }) },
        },
      },
      handle: async ({ params }) => {
        if (!(await findEngagement(db, params.id))) throw notFound('engagement', params.id);
        const checks = await listQualityChecks(db, params.id);
        return { status: 200, body: { items: checks.map(show) } };
      },
    }),
  ];
}

function show(check: QualityCheck): z.output<typeof qualityCheckSchema> {
  const { promiseId, step, checklist, point, title, passed, playbookName, playbookVersion } = check;
  return {
    ...{ promiseId, step, checklist, point, title, passed },
    at: instantOf(check.at),
    playbook: { name: playbookName, version: playbookVersion },
  };
}
