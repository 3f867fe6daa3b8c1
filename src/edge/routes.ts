import { consultantRoutes } from '../ticket/api/consultants';
import { deadlineRoutes } from '../promise/api/deadlines';
import type { ApiDeps } from './http/deps';
import { docsRoutes } from './docs';
import { engagementSignalRoutes } from '../engagement/api/engagement-signals';
import { engagementRoutes } from '../engagement/api/engagements';
import { escalationRoutes } from '../promise/api/escalations';
import { healthRoutes } from './health';
import { inboxRoutes } from '../promise/api/inbox';
import { incidentSignalRoutes } from '../incident/api/incident-signals';
import { incidentRoutes } from '../incident/api/incidents';
import { journalRoutes } from '../journal/api/journal';
import { peopleRoutes } from '../people/api/people';
import { playbookRoutes } from '../playbook/api/playbooks';
import { problemRecordSignalRoutes } from '../problem/api/problem-record-signals';
import { problemRecordRoutes } from '../problem/api/problem-records';
import { qualityCheckRoutes } from '../engagement/api/quality-checks';
import { reportRoutes } from '../report/api/reports';
import type { Route } from './http/route';
import { ticketSignalRoutes } from '../ticket/api/ticket-signals';
import { ticketRoutes } from '../ticket/api/tickets';
import { troubleRoutes } from '../trouble/api/troubles';
import { webhookRoutes } from '../intake/api/webhooks';

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
  troubleRoutes,
  webhookRoutes,
  healthRoutes,
];

/** Every operation of the API, in the order of the document. */
export function allRoutes(deps: ApiDeps): Route[] {
  const routes = RESOURCES.flatMap((resource) => resource(deps));
  routes.push(...docsRoutes(() => routes));
  return routes;
}
