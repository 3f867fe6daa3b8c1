import { z } from 'zod';
import { INCIDENT_KINDS } from '../domain/incident';
import type { IncidentDetail } from '../store/incidents';
import { promiseSchema, showPromise } from '../../promise/api/promise-view';
import { id, instant, instantOf, level, levelOf, ruledBy } from '../../edge/http/schemas';

export const incidentSchema = z
  .strictObject({
    id,
    reference: z.string(),
    kind: z
      .enum(INCIDENT_KINDS)
      .describe('brokenPromise: nobody declared it, the ladder of a promise reached crisis'),
    title: z.string(),
    status: z.enum(['open', 'closed']),
    declaredBy: z.record(z.string(), z.unknown()),
    declaredAt: instant,
    closedAt: instant.nullable(),
    rootCause: z.string().nullable(),
    engagements: z.array(id),
    tickets: z.array(id),
    escalationId: id
      .nullable()
      .describe('The escalation that it was declared from, or whose ladder reached it first'),
    concerned: z
      .array(
        z.strictObject({
          kind: z.enum(['engagement', 'ticket']),
          id,
          reference: z.string(),
          title: z.string(),
          status: z.string(),
        }),
      )
      .describe('How its engagements and tickets stand'),
    reachedBy: z
      .array(
        z.strictObject({
          escalationId: id,
          level,
          state: z.string(),
          engagementId: id.nullable(),
          ticketId: id.nullable(),
          promise: promiseSchema.nullable(),
        }),
      )
      .describe('The escalations of others whose crises it manages, each with the promise that was broken'),
    updateEverySeconds: z.int(),
    serviceDesk: ruledBy,
    nextUpdateBy: instant.nullable(),
    updates: z.array(z.strictObject({ at: instant, by: z.unknown(), text: z.string() })),
    escalations: z.array(
      z.strictObject({ id, level, state: z.string(), told: z.array(z.string()).describe('Ids of people') }),
    ),
    promises: z.array(promiseSchema),
    links: z.strictObject({ temporal: z.string().describe("Its history in Temporal's Web UI") }),
  })
  .meta({ id: 'Incident' });

/** An incident as people see it at an instant. */
export function showIncident(
  { incident, promises, escalations, updates, concerned, reached }: IncidentDetail,
  now: Date,
  temporalUrl: (workflowId: string) => string,
): Record<string, unknown> {
  const next = promises.find(({ step, state }) => step === 'incident-update' && state === 'open');
  return {
    id: incident.id,
    reference: incident.reference,
    kind: incident.kind,
    title: incident.title,
    status: incident.status,
    declaredBy: incident.declaredBy,
    declaredAt: instantOf(incident.declaredAt),
    closedAt: instantOf(incident.closedAt),
    rootCause: incident.rootCause,
    engagements: incident.engagements,
    tickets: incident.tickets,
    escalationId: incident.escalationId,
    concerned,
    reachedBy: reached.map(({ escalation, promise }) => ({
      escalationId: escalation.id,
      level: levelOf(escalation.level),
      state: escalation.state,
      engagementId: escalation.engagementId,
      ticketId: escalation.ticketId,
      promise: promise && showPromise(promise, now),
    })),
    updateEverySeconds: incident.updateEverySeconds,
    serviceDesk: { version: incident.deskVersion },
    nextUpdateBy: instantOf(next?.dueAt ?? null),
    updates: updates.map(update),
    escalations: escalations.map((escalation) => ({
      id: escalation.id,
      level: levelOf(escalation.level),
      state: escalation.state,
      told: [...new Set((escalation.climbs as { told: string[] }[]).flatMap(({ told }) => told))],
    })),
    promises: promises.map((promise) => showPromise(promise, now)),
    links: { temporal: temporalUrl(incident.workflowId) },
  };
}

/** When it was given, by whoever told of it; that may have been stated later. */
function update({ receivedAt, actor, body }: IncidentDetail['updates'][number]): Record<string, unknown> {
  const { text, occurredAt } = body as { text: string; occurredAt?: string };
  const at = Math.min(
    receivedAt.getTime(),
    occurredAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(occurredAt),
  );
  return { at: instantOf(new Date(at)), by: actor, text };
}
