import type { ApiDeps } from '../../edge/http/deps';
import { notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { idParams } from '../../edge/http/schemas';
import { FLOWCHART, flowchartAnswer } from '../../playbook/api/flowchart-answer';
import { wallTime } from '../../post/domain/wall-time';
import { runningChart } from '../domain/flowchart/running-chart';
import { findCharted } from '../store/charted';

/** How far an engagement has come, as a flowchart of the rules that rule it. */
export function flowchartRoutes({ db, clock, settings }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/engagements/{id}/flowchart',
      summary:
        'The flowchart of a running engagement: what is done, what is waited for, what is late or left out',
      tag: 'engagements',
      access: 'signed-in',
      params: idParams,
      ...FLOWCHART,
      handle: async ({ params, query, headers }) => {
        const charted = await findCharted(db, params.id);
        if (!charted) throw notFound('engagement', params.id);
        const chart = runningChart(charted, {
          now: new Date(clock.productNow()),
          wallTime: (at) => wallTime(at, settings.timeZone),
        });
        return flowchartAnswer(chart, query, headers);
      },
    }),
  ];
}
