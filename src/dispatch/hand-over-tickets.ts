import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { CAPABILITY_VENDORS, WORKFLOW_QUEUE } from '../domain/capability-queues';
import { type Priority, ticketRules } from '../domain/service-desk';
import type { TicketInput } from '../domain/ticket';
import { findEngagement } from '../store/engagements';
import { serviceDesk } from '../store/service-desk';
import { findTicket, listTicketsNotHandedOver, markTicketHandedOver, type Ticket } from '../store/tickets';
import { TemporalUnavailable } from '../temporal/client';
import type { HandOverDeps } from './hand-over';

const BATCH = 200;

/**
 * Hands a stored ticket to Temporal, once however often it is called.
 * @throws TemporalUnavailable when Temporal is away; the ticket is safe and waits for the next call
 */
export async function handOverTicket(deps: HandOverDeps, ticketId: string): Promise<void> {
  const row = await findTicket(deps.db, ticketId);
  if (!row || row.handedOverAt) {
    return;
  }
  const keyword = (name: string, value: string) => ({
    key: defineSearchAttributeKey(name, 'KEYWORD'),
    value,
  });
  await deps.temporal.start('ticket', {
    workflowId: row.workflowId,
    taskQueue: WORKFLOW_QUEUE,
    args: [await ticketInput(deps, row)],
    // Where an hour takes a second, a task that died with its worker must be played again soon.
    ...(deps.settings.time.scale > 1 ? { workflowTaskTimeout: '2 seconds' as const } : {}),
    staticSummary: `${row.reference} ticket, ${row.priority}`,
    typedSearchAttributes: new TypedSearchAttributes([
      keyword('EngagementReference', row.reference),
      keyword('EngagementStatus', row.status),
      ...(row.clientId === null ? [] : [keyword('Client', row.clientId)]),
    ]),
  });
  await markTicketHandedOver(deps.db, ticketId, new Date(deps.clock.productNow()));
}

/**
 * Hands over the tickets that wait, oldest first; one that cannot be handed over does not hold up the others.
 * @returns how many were handed over
 * @throws TemporalUnavailable as soon as Temporal is away, or at the end what went wrong with one of them
 */
export async function handOverTicketsPending(deps: HandOverDeps): Promise<number> {
  const failures: unknown[] = [];
  let done = 0;
  for (const id of await listTicketsNotHandedOver(deps.db, BATCH)) {
    try {
      await handOverTicket(deps, id);
      done += 1;
    } catch (error) {
      if (error instanceof TemporalUnavailable) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return done;
}

async function ticketInput({ db, settings }: HandOverDeps, row: Ticket): Promise<TicketInput> {
  const { desk, version } = serviceDesk();
  const engagement = row.engagementId === null ? null : await findEngagement(db, row.engagementId);
  const role = desk.teams[row.team]?.role ?? row.team;
  return {
    ticketId: row.id,
    reference: row.reference,
    openedAtMs: row.openedAt.getTime(),
    priority: row.priority as Priority,
    team: row.team,
    people: {
      ...(engagement?.team as Record<string, string> | undefined),
      ...(row.assigneeId === null ? {} : { [role]: row.assigneeId }),
    },
    rules: ticketRules(desk, version),
    mailQueue: CAPABILITY_VENDORS.mail,
    time: settings.time,
  };
}
