import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { WORKFLOW_QUEUE } from '../domain/capability-queues';
import type { IncidentInput } from '../domain/incident';
import type { Actor } from '../domain/signals';
import { findIncident, listIncidentsNotHandedOver, markIncidentHandedOver } from '../store/incidents';
import { serviceDesk } from '../store/service-desk';
import { TemporalUnavailable } from '../temporal/client';
import type { HandOverDeps } from './hand-over';

/**
 * Hands a declared incident to Temporal, once however often it is called.
 * @throws TemporalUnavailable when Temporal is away; the incident is safe and waits for the next call
 */
export async function handOverIncident(deps: HandOverDeps, incidentId: string): Promise<void> {
  const row = await findIncident(deps.db, incidentId);
  if (!row || row.handedOverAt) {
    return;
  }
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
    time: deps.settings.time,
  };
  const reference = { key: defineSearchAttributeKey('EngagementReference', 'KEYWORD'), value: row.reference };
  await deps.temporal.start('incident', {
    workflowId: row.workflowId,
    taskQueue: WORKFLOW_QUEUE,
    args: [input],
    // Where an hour takes a second, a task that died with its worker must be played again soon.
    ...(deps.settings.time.scale > 1 ? { workflowTaskTimeout: '2 seconds' as const } : {}),
    staticSummary: `${row.reference} crisis, ${row.kind}`,
    typedSearchAttributes: new TypedSearchAttributes([reference]),
  });
  await markIncidentHandedOver(deps.db, incidentId, new Date(deps.clock.productNow()));
}

/**
 * Hands over the incidents that wait, oldest first; one that cannot be handed over does not hold up the others.
 * @returns how many were handed over
 * @throws TemporalUnavailable as soon as Temporal is away, or at the end what went wrong with one of them
 */
export async function handOverIncidentsPending(deps: HandOverDeps): Promise<number> {
  const failures: unknown[] = [];
  let done = 0;
  for (const id of await listIncidentsNotHandedOver(deps.db, 200)) {
    try {
      await handOverIncident(deps, id);
      done += 1;
    } catch (error) {
      if (error instanceof TemporalUnavailable) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return done;
}
