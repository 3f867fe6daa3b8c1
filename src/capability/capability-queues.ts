import type { Capability } from './actions';
import type { VendorName } from '../vendors/names';

/** The task queue of every workflow. */
export const WORKFLOW_QUEUE = 'promisekeeper';

/** The vendor that provides each capability; its name is also the task queue on which its actions are done. */
export const CAPABILITY_VENDORS: Record<Capability, VendorName> = {
  crm: 'hubspot',
  chat: 'slack',
  storage: 'google-drive',
  mail: 'gmail',
  calendar: 'google-calendar',
  accounting: 'xero',
};
