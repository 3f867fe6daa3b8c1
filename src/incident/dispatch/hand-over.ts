import type { Actor } from '../../fact/domain/actor';
import type { IncidentInput } from '../domain/incident';
import type { Incident } from '../../database/generated/client';
import { findIncident } from '../store/incidents';
import { serviceDesk } from '../../service-desk/store/service-desk';
import { incidentSubject } from '../domain/subject';
import type { HandedOver } from '../../dispatch/hand-over';

/** Declared incidents. */
export const INCIDENTS: HandedOver<Incident> = {
  subject: incidentSubject,
  find: findIncident,
  async start({ settings }, row) {
    const { calendars, calendar, ladder, incidents } = serviceDesk().desk;
    const input: IncidentInput = {
      incidentId: row.id,
      reference: row.reference,
      incidentKind: row.kind as IncidentInput['incidentKind'],
      declaredBy: row.declaredBy as Actor,
      declaredAtMs: row.declaredAt.getTime(),
      engagements: row.engagements,
      tickets: row.tickets,
      updateEverySeconds: row.updateEverySeconds,
      rules: { calendars, calendar, ladder, closeWithin: incidents.closeWithin },
      time: settings.time,
    };
    return {
      input,
      staticSummary: `${row.reference} crisis, ${row.kind}`,
      searchAttributes: { EngagementReference: row.reference },
    };
  },
};
