import { waysToKeep } from '../../fact/domain/declaration';
import { subject } from '../../journal/domain/entry';
import type { Keepable } from '../../journal/domain/model';
import { type Instant, instantOf, type Way } from '../../journal/domain/rows';
import type { IncidentFact } from './journal-facts';
import { INCIDENT_FACTS } from './facts';
import { incidentWords } from './words';

/** What the facts of an incident change in its row. */
export interface IncidentColumns {
  status: 'open' | 'closed';
  engagements: string[];
  tickets: string[];
  rootCause: string | null;
  closedAt: Instant | null;
}

/** A crisis that is managed until its root cause is known. */
export const incidentSubject = subject<IncidentFact, IncidentColumns>()({
  kind: 'incident',
  idPrefix: 'inc',
  table: 'incident',
  since: 'declared_at',
  isHandedOver: true,
  overStatuses: ['closed'],
  columns: { status: true, engagements: true, tickets: true, rootCause: true, closedAt: true },
  words: incidentWords,
  keptBy: incidentKeptBy,
  concernsAllPromises: [],
  changes: {
    incidentDeclared: (model, _fact, { atMs }) => {
      model.consequences.push({ kind: 'incidentConcerns', engagements: model.subject.own.engagements, atMs });
    },
    incidentWidened: (model, { engagements, tickets }, { atMs }) => {
      model.consequences.push({ kind: 'incidentConcerns', engagements, atMs });
      const { own } = model.subject;
      model.changeOwn({
        engagements: [...new Set([...own.engagements, ...engagements])],
        tickets: [...new Set([...own.tickets, ...tickets])],
      });
    },
    incidentFollowed: (model, { outcome }, { atMs }) => {
      if (outcome === 'withdrawn') {
        model.changeOwn({ status: 'closed', closedAt: instantOf(atMs) });
        model.consequences.push({ kind: 'incidentClosed', atMs });
      }
    },
    incidentClosed: (model, _fact, { atMs, stated }) => {
      model.changeOwn({
        status: 'closed',
        closedAt: instantOf(atMs),
        rootCause: (stated['rootCause'] as string | undefined) ?? null,
      });
      model.consequences.push({ kind: 'incidentClosed', atMs });
    },
  },
});

function incidentKeptBy(_incident: unknown, { id, step, kind }: Keepable): Way[] {
  return waysToKeep<unknown>(INCIDENT_FACTS, kind === 'update' ? kind : step, id, null);
}
