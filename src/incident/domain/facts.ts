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
  /** `declarers`: whoever may declare a crisis may also tell of it and close it. */
  readonly statedBy: 'declarers' | 'ladder';
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

/** Every fact of an incident; the words of an update and the root cause stay in the database. */
export const INCIDENT_FACTS = [
  updateGiven,
  linked,
  closed,
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
