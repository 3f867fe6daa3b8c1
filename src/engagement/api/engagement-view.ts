import { z } from 'zod';
import type { EngagementDetail, EngagementListRow } from '../store/engagements';
import { shownMoney } from '../../money/domain/money-schema';
import { discrepancySchema, showDiscrepancy } from './discrepancies';
import { paymentsSchema, showPayments, valueOf } from './payments-view';
import { promiseSchema, showPromise } from '../../promise/api/promise-view';
import { id, instant, instantOf, openIncidents } from '../../edge/http/schemas';

const playbookRef = z.strictObject({ name: z.string(), version: z.int() });
const status = z.enum(['active', 'held', 'completed', 'cancelled']);

export const engagementSchema = z
  .strictObject({
    id,
    reference: z.string(),
    title: z.string(),
    playbook: playbookRef.describe('In force'),
    earlierPlaybooks: z
      .array(playbookRef.extend({ until: instant }))
      .describe('By which it went before, oldest first, each until the next one began'),
    client: z.strictObject({
      id,
      name: z.string(),
      calendar: z.string().nullable().describe('By which the client is served'),
      contacts: z
        .array(
          z.strictObject({
            id,
            name: z.string(),
            email: z.string().nullable().describe('null: nobody can be reached there'),
            role: z.string(),
          }),
        )
        .describe('Those of the client whom this engagement is with'),
    }),
    stage: z.string(),
    status,
    value: shownMoney.nullable().describe('What it is worth, as it was said when it was started'),
    currencyAssumed: z
      .boolean()
      .describe("Whether nobody named the currency of the value: then it is the installation's own"),
    payments: paymentsSchema,
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    team: z.record(z.string(), z.string()).describe("Role to a person's id"),
    promises: z.array(promiseSchema),
    tracks: z.array(
      z.strictObject({
        id,
        kind: z.string(),
        title: z.string(),
        state: z.string(),
        progress: z
          .enum(['begins', 'inProgress', 'over'])
          .describe('In progress from the moment at which its first promises are there'),
        openedAt: instant,
        endedAt: instant.nullable(),
      }),
    ),
    incidents: openIncidents,
    discrepancies: z
      .array(discrepancySchema)
      .describe(
        'Where outside systems stand otherwise than the engagement has left them, until that is mended',
      ),
    links: z.strictObject({ temporal: z.string().describe("Its history in Temporal's Web UI") }),
  })
  .meta({ id: 'Engagement' });

export const engagementItemSchema = z
  .strictObject({
    id,
    reference: z.string(),
    title: z.string(),
    playbook: playbookRef,
    client: z.strictObject({ id, name: z.string() }),
    stage: z.string(),
    status,
    late: z.boolean().describe('Whether a promise is open past its due time'),
    nextDueAt: instant.nullable(),
    startedAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'EngagementItem' });

/** An engagement as people see it at an instant. */
export function showEngagement(
  { engagement, client, contacts, promises, tracks, incidents, discrepancies, ledger }: EngagementDetail,
  now: Date,
  { temporalUrl, currency }: { temporalUrl: (workflowId: string) => string; currency: string },
): Record<string, unknown> {
  return {
    id: engagement.id,
    reference: engagement.reference,
    title: engagement.title,
    playbook: { name: engagement.playbookName, version: engagement.playbookVersion },
    earlierPlaybooks: engagement.earlierPlaybooks,
    client: {
      id: client.id,
      name: client.name,
      calendar: client.calendar,
      contacts: contacts.map((contact) => ({
        id: contact.id,
        name: contact.name,
        email: contact.email,
        role: contact.role,
      })),
    },
    stage: engagement.stage,
    status: engagement.status,
    value: valueOf(engagement),
    currencyAssumed: engagement.currencyAssumed,
    payments: showPayments(engagement, ledger, now, currency),
    facts: engagement.facts,
    team: engagement.team,
    promises: promises.map((promise) => showPromise(promise, now)),
    tracks: tracks.map((track) => ({
      id: track.id,
      kind: track.kind,
      title: track.title,
      state: track.state,
      progress: progressOf(track, promises),
      openedAt: instantOf(track.openedAt),
      endedAt: instantOf(track.endedAt),
    })),
    incidents,
    discrepancies: discrepancies.map(showDiscrepancy),
    links: { temporal: temporalUrl(engagement.workflowId) },
  };
}

/** Derived of what is there, so that it never runs ahead of the first promises. */
function progressOf(
  { state, workflowId }: EngagementDetail['tracks'][number],
  promises: EngagementDetail['promises'],
): 'begins' | 'inProgress' | 'over' {
  if (state !== 'open') return 'over';
  return promises.some((promise) => promise.workflowId === workflowId) ? 'inProgress' : 'begins';
}

export function showEngagementItem(row: EngagementListRow): Record<string, unknown> {
  return {
    id: row.id,
    reference: row.reference,
    title: row.title,
    playbook: { name: row.playbookName, version: row.playbookVersion },
    client: { id: row.clientId, name: row.clientName },
    stage: row.stage,
    status: row.status,
    late: row.late,
    nextDueAt: instantOf(row.nextDueAt),
    startedAt: instantOf(row.startedAt),
    updatedAt: instantOf(row.updatedAt),
  };
}
