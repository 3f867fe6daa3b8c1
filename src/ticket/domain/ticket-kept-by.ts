import type { OpenedPromise } from '../../journal/domain/journal';
import { updateKeptBy } from '../../engagement/domain/kept-by';
import type { ProblemStep } from '../../problem/domain/problem';

interface Way {
  signal: string;
  body: Record<string, unknown>;
}

type Keepable = Pick<OpenedPromise, 'id' | 'step' | 'kind'>;

/** The facts that keep a promise of a ticket, each with a body that needs only the person's own input added. */
export function ticketKeptBy({ id: promiseId, step, kind }: Keepable): Way[] {
  if (kind === 'update') {
    return updateKeptBy(promiseId);
  }
  switch (step) {
    case 'firstResponse':
    case 'nextResponse':
      return [
        { signal: 'responded', body: { promiseId, public: true } },
        { signal: 'resolved', body: { promiseId } },
      ];
    case 'resolution':
      return [{ signal: 'resolved', body: { promiseId } }];
    case 'handOver':
      return [
        { signal: 'resolved', body: { promiseId } },
        { signal: 'handedOver', body: { promiseId } },
      ];
    case 'approval':
      return [{ signal: 'completionApproved', body: { promiseId } }];
    case 'elevation':
      return [{ signal: 'elevationAnswered', body: { promiseId, outcome: 'accepted' } }];
    case 'elevationReport':
      return [{ signal: 'elevationAnswered', body: { promiseId, outcome: 'delivered' } }];
    case 'satisfaction':
      return [{ signal: 'csatGiven', body: { promiseId } }];
    default:
      return [];
  }
}

/** The facts that keep a promise of an incident. */
export function incidentKeptBy({ id: promiseId, step, kind }: Keepable): Way[] {
  switch (kind === 'update' ? null : step) {
    case 'incident-update':
      return [{ signal: 'updateGiven', body: { promiseId } }];
    case 'incident':
      return [{ signal: 'closed', body: { promiseId } }];
    default:
      return [];
  }
}

/** The facts that keep a promise of a problem. */
export function problemKeptBy({ id: promiseId, step, kind }: Keepable): Way[] {
  switch (kind === 'update' ? null : (step as ProblemStep)) {
    case 'root-cause':
      return [{ signal: 'rootCauseFound', body: { promiseId } }];
    case 'fix':
      return [{ signal: 'fixImplemented', body: { promiseId } }];
    case 'effect':
      return [{ signal: 'effectMeasured', body: { promiseId } }];
    case 'standard':
      return [
        { signal: 'closed', body: { promiseId } },
        { signal: 'refinementRequested', body: { promiseId } },
      ];
    case null:
      return [];
  }
}
