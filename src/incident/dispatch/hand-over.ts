import type { Actor } from '../../fact/domain/actor';
import type { IncidentInput } from '../domain/incident';
import type { Incident } from '../../database/generated/client';
import { findIncident } from '../store/incidents';
import { loadServiceDesk } from '../../service-desk/store/versions';
import { incidentSubject } from '../domain/subject';
import type { HandedOver } from '../../dispatch/hand-over';

/** Declared incidents, each with the version of the service desk's rules that it was declared under. */
export const INCIDENTS: HandedOver<Incident> = {
  subject: incidentSubject,
  find: findIncident,
  async start({ db, settings }, row) {
    const { deskVersion: version } = row;
    const { calendars, calendar, ladder, incidents, follows } = await loadServiceDesk(db, version);
    const input: IncidentInput = {
      incidentId: row.id,
      reference: row.reference,
      incidentKind: row.kind as IncidentInput['incidentKind'],
      declaredBy: row.declaredBy as Actor,
      declaredAtMs: row.declaredAt.getTime(),
      engagements: row.engagements,
      tickets: row.tickets,
      updateEverySeconds: row.updateEverySeconds,
      rules: {
        ...{ version, calendars, calendar, ladder },
        closeWithin: incidents.closeWithin,
        follows: follows.incidents,
      },
      time: settings.time,
    };
    return {
      input,
      staticSummary: `${row.reference} crisis, ${row.kind}`,
      searchAttributes: { EngagementReference: row.reference },
    };
  },
};
