import type { ApiDeps } from '../../edge/http/deps';
import { notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { idParams } from '../../edge/http/schemas';
import { findEngagement } from '../store/engagements';
import { listLedger } from '../store/ledger';
import { paymentsSchema, showPayments } from './payments-view';

/** What was invoiced and paid. */
export function paymentRoutes({ db, clock, settings }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/engagements/{id}/payments',
      summary: 'The ledger of an engagement: what was invoiced, paid, and taken back, oldest first',
      tag: 'engagements',
      access: 'signed-in',
      params: idParams,
      answers: { 200: { description: 'The ledger', content: { 'application/json': paymentsSchema } } },
      handle: async ({ params }) => {
        const engagement = await findEngagement(db, params.id);
        if (!engagement) throw notFound('engagement', params.id);
        const rows = await listLedger(db, params.id);
        const now = new Date(clock.productNow());
        return { status: 200, body: showPayments(engagement, rows, now, settings.currency) };
      },
    }),
  ];
}
