import {
  declaring,
  type FactRules,
  type FieldsByName,
  type NameOf,
  type NamesWith,
  type Readable,
} from '../../fact/domain/declaration';
import { escalationAcknowledged, escalationResolved } from '../../promise/domain/escalation-facts';

interface IncidentFactRules extends FactRules<'incident' | 'incident-update' | 'update', unknown> {
  /**
   * `declarers`: whoever may declare a crisis may also tell of it and close it; `product`: nobody but the product itself.
   */
  readonly statedBy: 'declarers' | 'ladder' | 'product';
}

const fact = declaring<IncidentFactRules>();

export const updateGiven = fact()({
  name: 'updateGiven',
  says: 'Somebody told how the crisis stands',
  statedBy: 'declarers',
  keeps: { 'incident-update': {} },
});

export const linked = fact<{ engagements: string[]; tickets: string[] }>()({
  name: 'linked',
  says: 'More engagements or tickets are concerned',
  statedBy: 'declarers',
});

export const closed = fact()({
  name: 'closed',
  says: 'The crisis is over; its root cause is known',
  statedBy: 'declarers',
  keeps: { incident: {} },
});

export const engagementHeld = fact<{ engagementId: string }>()({
  name: 'engagementHeld',
  says: 'An engagement that is concerned was put on hold',
  statedBy: 'product',
});

export const engagementResumed = fact<{ engagementId: string }>()({
  name: 'engagementResumed',
  says: 'An engagement that is concerned goes on',
  statedBy: 'product',
});

export const engagementCancelled = fact<{ engagementId: string }>()({
  name: 'engagementCancelled',
  says: 'An engagement that is concerned was cancelled',
  statedBy: 'product',
});

/** Every fact of an incident; the words of an update and the root cause stay in the database. */
export const INCIDENT_FACTS = [
  updateGiven,
  linked,
  closed,
  engagementHeld,
  engagementResumed,
  engagementCancelled,
  {
    ...escalationAcknowledged,
    says: 'Somebody took the crisis on and said when the next update comes',
  },
  { ...escalationResolved, says: 'The escalation was resolved' },
] as const satisfies readonly (IncidentFactRules & Readable<object>)[];

type Facts = typeof INCIDENT_FACTS;

export type IncidentSignal = NameOf<Facts>;
export type IncidentSignalFields = FieldsByName<Facts>;
/** The facts that are stated to an incident itself. */
export type StatableIncidentSignal = NamesWith<Facts, { statedBy: 'declarers' }>;
