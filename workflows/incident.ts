import { INCIDENT_FACTS } from '../src/incident/domain/facts';
import type { IncidentInput } from '../src/incident/domain/incident';
import { tellConcerned } from './promise/concerned';
import { Crisis } from './incidents/crisis';
import { liveOn } from './promise/live-on';

/**
 * A declared crisis: everybody on the ladder is told at once, updates are owed until it is closed with its root cause,
 * and the engagements and tickets that it concerns have it in their journals.
 */
export async function incident(input: IncidentInput): Promise<void> {
  const crisis = new Crisis(input);
  const { incidentId, reference } = input;
  await liveOn<typeof incident>(crisis, {
    facts: INCIDENT_FACTS,
    attend: () =>
      tellConcerned({
        desk: crisis.desk,
        toTell: crisis.state.toTell,
        hasEnded: () => crisis.state.status === 'closed',
        factOf: (what) => ({
          kind: what === 'linked' ? 'incidentLinked' : 'incidentOver',
          incidentId,
          reference,
        }),
      }),
    isQuiet: () => crisis.state.toTell.length === 0,
    carry: () => ({ ...input, carried: { desk: crisis.desk.carry(), incident: crisis.state } }),
  });
}
