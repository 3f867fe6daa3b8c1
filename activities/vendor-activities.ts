import type { ActionActivities, ActionsOf, Capability, Port } from '../src/capability/actions';
import type { RestoreActivities } from '../src/capability/outside';
import type { Database } from '../src/database/database';
import type { TimeScale } from '../src/promise/domain/time';
import type { Vendor } from '../src/vendors/kit/vendor';
import { findVendor } from '../src/vendors/registry';
import { createAccountingActivities } from './capabilities/accounting';
import { type Door, doorOf, type ServingDeps } from './capabilities/action-deps';
import { createAssetActivities } from './capabilities/assets/registering';
import { createAutomationActivities } from './capabilities/automation/telling';
import { createCalendarActivities } from './capabilities/calendar';
import { createCertificateActivities } from './capabilities/certificates/issuing';
import { createChatActivities } from './capabilities/chat';
import { createCrmActivities } from './capabilities/crm';
import { createLearningActivities } from './capabilities/learning/enrolling';
import { createMailActivities } from './capabilities/mail';
import { createNotesActivities } from './capabilities/notes/pages';
import { createBoardActivities } from './capabilities/planner/board';
import { createPlannerActivities } from './capabilities/planner/tasks';
import { createOrderActivities } from './capabilities/orders/ordering';
import { createOrderTakingActivities } from './capabilities/orders/taking';
import { createSignatureActivities } from './capabilities/signature/actions';
import { createStorageActivities } from './capabilities/storage';
import { createTrackingActivities } from './capabilities/tracking/following';
import { createShipmentTakingActivities } from './capabilities/tracking/taking';
import { atVendor } from './capabilities/vendor-errors';
import { createHelpdeskActivities, portalUrl } from './helpdesk';
import {
  createAnswerActivities,
  createDealActivities,
  createEnrolmentActivities,
  createEnvelopeActivities,
  createInvoiceActivities,
  createTicketActivities,
} from './intake';
import { createLetterActivities } from './letters';
import { createPostChatActivities, createPostMailActivities } from './post';
import { createReportMailActivities } from './report';
import { createSurveyActivities } from './survey';

/** What the activities on vendors' queues work with. */
export interface VendorActivityDeps extends ServingDeps {
  /** The same database with more patience: a report reads a whole period. */
  readonly reportingDb: Database;
  readonly time: TimeScale;
  /** The house's own time zone, an IANA name. */
  readonly timeZone: string;
  /** The house's own currency, a code of ISO 4217. */
  readonly currency: string;
  /** Where people look, without a trailing slash. */
  readonly publicUrl: string;
}

/** What is done through each capability: its actions, and whatever else of the product needs it. */
const THROUGH: {
  [C in Capability]: (deps: VendorActivityDeps, door: Door<Port<C>>) => Pick<ActionActivities, ActionsOf<C>>;
} = {
  crm: (deps, door) => ({ ...createCrmActivities(deps, door), ...createDealActivities(deps, door) }),
  chat: (deps, door) => ({ ...createChatActivities(deps, door), ...createPostChatActivities(deps, door) }),
  storage: createStorageActivities,
  mail: (deps, door) => ({
    ...createMailActivities({ ...deps, portal: () => portalOf(deps) }, door),
    ...createPostMailActivities(deps, door),
    ...createLetterActivities({ ...deps, portal: () => portalOf(deps) }, door),
    ...createReportMailActivities({ ...deps, db: deps.reportingDb }, door),
  }),
  calendar: createCalendarActivities,
  planner: (deps, door) => ({
    ...createPlannerActivities(deps, door),
    ...createBoardActivities(deps, door),
  }),
  signature: (deps, door) => ({
    ...createSignatureActivities(deps, door),
    ...createEnvelopeActivities(deps, door),
  }),
  accounting: (deps, door) => ({
    ...createAccountingActivities(deps, door),
    ...createInvoiceActivities(door),
  }),
  helpdesk: (deps, door) => ({
    ...createHelpdeskActivities(deps, door),
    ...createTicketActivities(deps, door),
  }),
  survey: (deps, door) => ({ ...createSurveyActivities(deps, door), ...createAnswerActivities(deps, door) }),
  learning: (deps, door) => ({
    ...createLearningActivities(deps, door),
    ...createEnrolmentActivities(deps, door),
  }),
  automation: createAutomationActivities,
  notes: createNotesActivities,
  certificates: createCertificateActivities,
  assets: createAssetActivities,
  tracking: (deps, door) => ({
    ...createTrackingActivities(deps, door),
    ...createShipmentTakingActivities(deps, door),
  }),
  orders: (deps, door) => ({
    ...createOrderActivities(deps, door),
    ...createOrderTakingActivities(deps, door),
  }),
};

function portalOf(deps: VendorActivityDeps): string | undefined {
  const vendor = findVendor(deps.capabilities.helpdesk, deps.vendors);
  return vendor && portalUrl(doorOf(deps, vendor, 'helpdesk').port);
}

/** All that is done on a vendor's own task queue: the activities of every capability that it provides. */
export function vendorActivities(deps: VendorActivityDeps, vendor: Vendor): object {
  const through = <C extends Capability>(capability: C) =>
    THROUGH[capability](deps, doorOf(deps, vendor, capability));
  return Object.assign(restoring(deps, vendor), ...vendor.provides.map(through));
}

function restoring({ clients }: VendorActivityDeps, vendor: Vendor): Partial<RestoreActivities> {
  if (vendor.restores === undefined) return {};
  return { 'outside.restore': ({ id }) => atVendor(() => clients.restore(vendor, id)) };
}
