import { consultantRoutes } from './consultants';
import { deadlineRoutes } from './deadlines';
import type { ApiDeps } from './deps';
import { docsRoutes } from './docs';
import { engagementSignalRoutes } from './engagement-signals';
import { engagementRoutes } from './engagements';
import { escalationRoutes } from './escalations';
import { healthRoutes } from './health';
import { inboxRoutes } from './inbox';
import { incidentSignalRoutes } from './incident-signals';
import { incidentRoutes } from './incidents';
import { journalRoutes } from './journal';
import { peopleRoutes } from './people';
import { playbookRoutes } from './playbooks';
import { problemRecordSignalRoutes } from './problem-record-signals';
import { problemRecordRoutes } from './problem-records';
import { qualityCheckRoutes } from './quality-checks';
import { reportRoutes } from './reports';
import type { Route } from './route';
import { ticketSignalRoutes } from './ticket-signals';
import { ticketRoutes } from './tickets';
import { webhookRoutes } from './webhooks';

/** Every resource of the API; a new one adds its file here, and is served and documented. */
const RESOURCES: ((deps: ApiDeps) => Route[])[] = [
  peopleRoutes,
  engagementRoutes,
  journalRoutes,
  engagementSignalRoutes,
  qualityCheckRoutes,
  inboxRoutes,
  escalationRoutes,
  playbookRoutes,
  deadlineRoutes,
  ticketRoutes,
  ticketSignalRoutes,
  incidentRoutes,
  incidentSignalRoutes,
  problemRecordRoutes,
  problemRecordSignalRoutes,
  reportRoutes,
  consultantRoutes,
  webhookRoutes,
  healthRoutes,
];

/** Every operation of the API, in the order of the document. */
export function allRoutes(deps: ApiDeps): Route[] {
  const routes = RESOURCES.flatMap((resource) => resource(deps));
  routes.push(...docsRoutes(() => routes));
  return routes;
}
