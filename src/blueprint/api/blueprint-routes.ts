import { z } from 'zod';
import type { ApiDeps } from '../../edge/http/deps';
import { notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { versionNumber } from '../../playbook/api/rules-text';
import type { Playbook } from '../../playbook/domain/playbook';
import { findPlaybookVersion, loadPlaybook } from '../../playbook/store/playbooks';
import { METRICS } from '../../report/store/metrics';
import { blueprintOf, type Installation } from '../domain/blueprint';
import { concerns } from '../domain/figures';
import { PAPER_NAMES } from '../domain/paper';
import { blueprintAnswer, PARTS } from './blueprint-answer';
import { blueprintSchema } from './blueprint-schema';

/** What of a playbook a consultant puts on the table: overview, roles and systems, tasks onstage and backstage. */
export function blueprintRoutes({ db, settings, vendors }: ApiDeps): Route[] {
  function installed(playbook: Playbook): Installation {
    return {
      company: settings.company,
      vendorOf: (capability) => {
        const name = playbook.vendors?.[capability] ?? settings.capabilities[capability];
        return vendors.find((vendor) => vendor.name === name)?.title ?? null;
      },
      figures: METRICS.filter(({ name }) => concerns(name, playbook)).map(({ title, unit, formula }) => ({
        title,
        unit,
        formula,
      })),
    };
  }

  return [
    route({
      method: 'get',
      path: '/v1/playbooks/{name}/versions/{v}/blueprint',
      summary: 'The service blueprint of a playbook: overview diagram, detail report and task report',
      tag: 'playbooks',
      access: 'signed-in',
      params: z.object({ name: z.string().max(80), v: versionNumber }),
      query: z.strictObject({
        part: z.enum(PARTS).default('overview').describe('The diagram, or one of the reports'),
        paper: z.enum(PAPER_NAMES).default('a3').describe('Of a PDF; us-tabloid is 11x17 inches'),
      }),
      requestHeaders: {
        Accept: z
          .string()
          .optional()
          .describe('image/svg+xml (of the overview), application/pdf or application/json (the whole)'),
      },
      answers: {
        200: {
          description: 'The blueprint',
          content: {
            'application/json': blueprintSchema,
            'image/svg+xml': z.string(),
            'application/pdf': z.string(),
          },
        },
        406: { description: 'No such representation' },
      },
      handle: async ({ params, query, headers }) => {
        const row = await findPlaybookVersion(db, params.name, Number(params.v));
        if (!row) throw notFound('playbook version', `${params.name}@${params.v}`);
        const playbook = await loadPlaybook(db, row.name, row.version);
        return blueprintAnswer(blueprintOf(playbook, row.version, installed(playbook)), query, headers);
      },
    }),
  ];
}
