/**
 * What the lifecycle asks of outside systems: the contract between workflows, which call these by name, and
 * activities, which do them through a connector. A playbook names an action as `capability.verb`.
 */

/** A group of actions that one connector provides. */
export type Capability = 'crm' | 'chat' | 'storage' | 'mail' | 'calendar' | 'accounting';

/** Who a message or a meeting is for: a role of the playbook, `team` (everybody on it) or `client` (its contacts). */
export type Party = string;

/** Parameters of an action as the playbook writes them: plain values, never personal data. */
export interface ActionParams {
  'crm.updateDeal': { stage: string };
  'crm.upsertContacts': Record<string, never>;
  /** Adds the client's contacts with a recorded consent to the NPS recipients; the others are left out and counted. */
  'crm.addToNpsList': Record<string, never>;
  'crm.addNote': { template: string };
  /** `to` is a list of parties told by direct message, or `channel`: the engagement's own channel. */
  'chat.postMessage': { to: Party[] | 'channel'; template: string };
  /** Makes the engagement's channel and invites its team. */
  'chat.createChannel': Record<string, never>;
  'chat.archiveChannel': Record<string, never>;
  'storage.createFolder': Record<string, never>;
  /** Saves a document of the engagement, rendered from a template, into its folder. */
  'storage.saveDocument': { document: string; template: string };
  /** Gives read access to a saved document to exactly the named parties: others that had it lose it. */
  'storage.share': { document: string; with: Party[] };
  'storage.archiveFolder': Record<string, never>;
  'mail.send': { template: string; from?: Party; to: Party[]; cc?: Party[] };
  /** `daysAhead` counts from the moment of the action; a weekend moves on to Monday. */
  'calendar.schedule': {
    title: string;
    minutes: number;
    attendees: Party[];
    daysAhead: number;
    video?: boolean;
  };
  /** Cancels the event that the action with the key `of` made. */
  'calendar.cancel': { of: string };
  /** Makes the sales invoice of a milestone: `percent` of the engagement's value, payable within `dueDays`. */
  'accounting.createInvoice': { milestone: string; percent: number; dueDays: number };
  /** Voids the invoice of a milestone if nothing was paid on it; else leaves it and says so in the result. */
  'accounting.voidInvoice': { milestone: string };
}

export type ActionName = keyof ActionParams;

/** One request for an effect. The same `key` twice has one effect, whatever happened to the first call. */
export interface ActionRequest<N extends ActionName = ActionName> {
  engagementId: string;
  /** workflow id + step + generation; never an attempt number. */
  key: string;
  params: ActionParams[N];
}

/**
 * What an effect left behind, free of personal data: `refs` are ids and links in the vendor's system
 * (`{ dealId: '777' }`, `{ threadId: '18c...' }`), `note` is one plain sentence for the journal.
 */
export interface ActionResult {
  refs: Record<string, string>;
  note: string;
}

/** One activity per action, all with the same shape; the activity's name is the action's. */
export type ActionActivities = {
  [N in ActionName]: (request: ActionRequest<N>) => Promise<ActionResult>;
};

/** The action that undoes another, run when an engagement is cancelled. Effects without an entry stay as they are. */
export const UNDO: Partial<Record<ActionName, ActionName>> = {
  'chat.createChannel': 'chat.archiveChannel',
  'storage.createFolder': 'storage.archiveFolder',
  'calendar.schedule': 'calendar.cancel',
  'accounting.createInvoice': 'accounting.voidInvoice',
};

export function capabilityOf(action: ActionName): Capability {
  return action.slice(0, action.indexOf('.')) as Capability;
}

/** Error types that an action's activity may fail with; nothing else crosses the activity boundary. */
export type VendorFailure =
  | 'VendorRejected'
  | 'VendorUnconfigured'
  | 'VendorThrottled'
  | 'VendorUnknownOutcome';

/** What the postman sends to one person: every pending notice in one message. */
export interface MailToPersonRequest {
  personId: string;
  key: string;
}
