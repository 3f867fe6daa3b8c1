import { engagementResource } from '../../engagement/api/resource';
import { incidentResource } from '../../incident/api/resource';
import { problemResource } from '../../problem/api/resource';
import { ticketResource } from '../../ticket/api/resource';
import type { Resource } from './resource';

/** Every subject that people begin, read and state facts about; each is served, documented and handed to Temporal. */
export const RESOURCES: readonly Resource[] = [
  engagementResource,
  ticketResource,
  incidentResource,
  problemResource,
];
