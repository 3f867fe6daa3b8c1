import { blueprintRoutes } from '../blueprint/api/blueprint-routes';
import { capacityRoutes } from '../capacity/api/capacity';
import { personHoursRoutes } from '../capacity/api/person-hours';
import { proposalRoutes } from '../capacity/api/proposals';
import { heatMapRoutes } from '../capacity/api/heat-map';
import { absenceImpactRoutes } from '../capacity/api/absence-impact';
import { clientRoutes } from '../client/api/clients';
import { messageRoutes } from '../client/api/messages';
import { consultantRoutes } from '../ticket/api/consultants';
import { certificateRoutes } from '../document/api/certificates';
import { documentRoutes } from '../document/api/documents';
import { linkedDocumentRoutes } from '../document/api/linked-documents';
import { publicCertificateRoutes } from '../document/api/public-routes';
import { deadlineRoutes } from '../promise/api/deadlines';
import type { ApiDeps } from './http/deps';
import { docsRoutes } from './docs';
import { escalationRoutes } from '../promise/api/escalations';
import { discrepancyRoutes } from '../engagement/api/discrepancies';
import { effectRoutes } from '../engagement/api/effects';
import { flowchartRoutes } from '../engagement/api/flowchart';
import { pageRoutes } from '../engagement/api/pages';
import { healthRoutes } from './health';
import { pageStyleRoutes } from './page-style';
import { inboxRoutes } from '../promise/api/inbox';
import { peopleRoutes } from '../people/api/people';
import { paymentRoutes } from '../engagement/api/payments';
import { playbookRoutes } from '../playbook/api/playbooks';
import { learnerRoutes } from '../engagement/api/learners';
import { qualityCheckRoutes } from '../engagement/api/quality-checks';
import { serviceDeskRoutes } from '../service-desk/api/service-desk';
import { reportRoutes } from '../report/api/reports';
import { RESOURCES } from '../subject/api/subjects';
import type { Route } from './http/route';
import { connectRoutes } from '../credential/api/connect-routes';
import { consentRoutes } from '../credential/api/consent-route';
import { troubleRoutes } from '../trouble/api/troubles';
import { connectorRoutes } from '../intake/api/connectors';
import { webhookRoutes } from '../intake/api/webhooks';
import { decisionRoutes } from '../decision/api/decision';
import { signingRoutes } from '../signing/api/signing';
import { planRoutes } from '../track/api/plan';
import { hookRoutes } from '../webhook/api/hooks';
import { webhookSubscriptionRoutes } from '../webhook/api/subscriptions';

/** What the API has beside subjects; a new one adds its file here, and is served and documented. */
const OTHERS: ((deps: ApiDeps) => Route[])[] = [
  peopleRoutes,
  capacityRoutes,
  heatMapRoutes,
  personHoursRoutes,
  absenceImpactRoutes,
  proposalRoutes,
  paymentRoutes,
  effectRoutes,
  discrepancyRoutes,
  flowchartRoutes,
  pageRoutes,
  planRoutes,
  documentRoutes,
  linkedDocumentRoutes,
  certificateRoutes,
  clientRoutes,
  messageRoutes,
  qualityCheckRoutes,
  learnerRoutes,
  inboxRoutes,
  escalationRoutes,
  playbookRoutes,
  blueprintRoutes,
  serviceDeskRoutes,
  deadlineRoutes,
  reportRoutes,
  consultantRoutes,
  troubleRoutes,
  connectorRoutes,
  consentRoutes,
  connectRoutes,
  webhookRoutes,
  webhookSubscriptionRoutes,
  hookRoutes,
  decisionRoutes,
  signingRoutes,
  publicCertificateRoutes,
  pageStyleRoutes,
  healthRoutes,
];

/** Every operation of the API, in the order of the document. */
export function allRoutes(deps: ApiDeps): Route[] {
  const routes = [
    ...RESOURCES.flatMap((resource) => resource.routes(deps)),
    ...OTHERS.flatMap((room) => room(deps)),
  ];
  routes.push(...docsRoutes(() => routes));
  return routes;
}
