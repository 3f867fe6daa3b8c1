import { z } from 'zod';
import { moments } from '../../promise/domain/clock/engine';
import { termToTarget } from '../../promise/domain/duration';
import {
  CLOCK_KINDS,
  type ClockKind,
  type Priority,
  type ServiceDesk,
} from '../../service-desk/domain/service-desk';
import type { PromiseRecord } from '../../engagement/store/engagements';
import type { Ticket, TicketDetail } from '../store/tickets';
import { id, instant, instantOf, level, levelOf, openIncidents, ruledBy } from '../../edge/http/schemas';

const clockState = z.enum(['running', 'paused', 'met', 'breached']);
export const ticketStatus = z.enum([
  'new',
  'open',
  'waitingForClient',
  'resolved',
  'closed',
  'merged',
  'cancelled',
]);

const clock = z.strictObject({
  kind: z.enum(CLOCK_KINDS),
  dueAt: instant.nullable().describe('null while it is paused'),
  state: clockState,
  promiseId: id.nullable().describe('The promise that it is; null for a moment after the opening'),
  level,
  brokenAt: instant.nullable().describe('When it was broken; stays on record, whatever its due time became'),
  why: z.array(z.string()).describe('The sum that leads to the due time'),
});

export const ticketSchema = z
  .strictObject({
    id,
    reference: z.string(),
    engagementId: id.nullable(),
    client: z.strictObject({ id, name: z.string() }).nullable(),
    requester: z.strictObject({ name: z.string(), email: z.string(), partnerId: id.nullable() }),
    consultant: z.string().nullable().describe('Who advises the client: the partner, or the consultant'),
    subject: z.string(),
    description: z.string(),
    channel: z.string(),
    priority: z.enum(['critical', 'high', 'medium', 'low']),
    category: z.string(),
    status: ticketStatus,
    team: z.string(),
    assignee: z.string().nullable().describe("A person's id"),
    openedAt: instant,
    heldSince: instant
      .nullable()
      .describe('Since when it has been under the hold of its engagement; null while that is not on hold'),
    resolvedAt: instant.nullable(),
    closedAt: instant.nullable(),
    mergedInto: id.nullable(),
    firstTimeResolution: z
      .boolean()
      .nullable()
      .describe('Resolved after at most one answer, and never reopened; null before the resolution'),
    csat: z.int().nullable(),
    articles: z.array(z.string()).describe('Linked articles of the knowledge base'),
    serviceDesk: ruledBy,
    answerBy: z
      .array(z.string())
      .describe('The channels that the rules name for this priority, first ones first'),
    clocks: z.array(clock),
    teamClock: z
      .strictObject({ dueAt: instant.nullable(), state: clockState, promiseId: id })
      .nullable()
      .describe('The time of the team that it was handed to; null when it was not handed on'),
    elevations: z.array(
      z.strictObject({
        promiseId: id.describe('The promise that the next answer keeps, or the last one kept'),
        to: z.string().describe('The department, as the rules name it'),
        elevatedAt: instant,
        dueAt: instant.nullable().describe('When the next answer is due; null when there is none to come'),
        status: z.string().describe('waiting, or the newest answer'),
        answers: z.array(z.strictObject({ at: instant, outcome: z.string() })),
      }),
    ),
    incidents: openIncidents,
    work: z.strictObject({ estimatedMinutes: z.int().nullable(), workedMinutes: z.int() }),
    links: z.strictObject({ temporal: z.string().describe("Its history in Temporal's Web UI") }),
  })
  .meta({ id: 'Ticket' });

/** A ticket as people see it at an instant. */
export function showTicket(
  detail: TicketDetail,
  now: Date,
  temporalUrl: (workflowId: string) => string,
): Record<string, unknown> {
  const { ticket, desk, client, consultant, promises, elevatedTo } = detail;
  const { incidents, estimatedMinutes, workedMinutes } = detail;
  const own = promises.filter(({ kind }) => kind !== 'update');
  const teamClock = own.findLast(({ step }) => step === 'handOver');
  return {
    id: ticket.id,
    reference: ticket.reference,
    engagementId: ticket.engagementId,
    client,
    requester: { name: ticket.requesterName, email: ticket.requesterEmail, partnerId: ticket.partnerId },
    consultant,
    subject: ticket.subject,
    description: ticket.description,
    channel: ticket.channel,
    priority: ticket.priority,
    category: ticket.category,
    status: ticket.status,
    team: ticket.team,
    assignee: ticket.assigneeId,
    openedAt: instantOf(ticket.openedAt),
    heldSince: instantOf(ticket.heldSince),
    resolvedAt: instantOf(ticket.resolvedAt),
    closedAt: instantOf(ticket.closedAt),
    mergedInto: ticket.mergedInto,
    firstTimeResolution: ticket.firstTimeResolution,
    csat: ticket.csat,
    articles: ticket.articles,
    serviceDesk: { version: ticket.deskVersion },
    answerBy: desk.routing[ticket.priority as Priority],
    clocks:
      own.length === 0 && ticket.status === 'new'
        ? expected(ticket, desk)
        : CLOCK_KINDS.flatMap((kind) => shown(kind, own, now)),
    teamClock: teamClock
      ? {
          dueAt: instantOf(teamClock.dueAt),
          state: stateOf(teamClock, now) ?? 'met',
          promiseId: teamClock.id,
        }
      : null,
    elevations: own
      .filter(({ step }) => step === 'elevation')
      .map((first) => elevation(first, own, elevatedTo.get(first.id) ?? first.owedBy)),
    incidents,
    work: { estimatedMinutes, workedMinutes },
    links: { temporal: temporalUrl(ticket.workflowId) },
  };
}

function shown(kind: ClockKind, promises: PromiseRecord[], now: Date): Record<string, unknown>[] {
  const newest = promises.findLast(({ step }) => step === kind);
  const state = newest && stateOf(newest, now);
  if (!newest || !state) {
    return [];
  }
  const { dueAt, level: climbed, brokenAt, explanation: why, id: promiseId } = newest;
  return [
    {
      ...{ kind, dueAt: instantOf(dueAt), state, promiseId, level: levelOf(climbed) },
      ...{ brokenAt: instantOf(brokenAt), why },
    },
  ];
}

/** Null for a clock that was withdrawn before it ran out: it is none any more. */
function stateOf(promise: PromiseRecord, now: Date): z.output<typeof clockState> | null {
  const { state, late, paused, dueAt } = promise;
  if (state === 'open') {
    if (late || (dueAt !== null && dueAt < now)) return 'breached';
    return paused ? 'paused' : 'running';
  }
  if (late) return 'breached';
  return state === 'kept' ? 'met' : null;
}

/** The clocks of a ticket that no worker has seen yet: they count from its opening all the same. */
function expected({ openedAt, priority }: Ticket, desk: ServiceDesk): Record<string, unknown>[] {
  return (['firstResponse', 'resolution'] as const).flatMap((kind) => {
    const term = desk.targets[priority as Priority][kind];
    const calendar = desk.calendars[term === 'off' ? desk.calendar : (term.calendar ?? desk.calendar)];
    if (term === 'off' || !calendar) {
      return [];
    }
    const target = termToTarget(term.within);
    const { dueMs, explanation } = moments({
      calendar,
      startMs: openedAt.getTime(),
      target,
      pauses: [],
      warningPercents: [],
    });
    const dueAt = dueMs === null ? null : new Date(dueMs).toISOString();
    return [{ kind, dueAt, state: 'running', promiseId: null, level: 0, brokenAt: null, why: explanation }];
  });
}

/** An elevated request: the promise to answer it, and those to report on it until an answer is final. */
function elevation(first: PromiseRecord, promises: PromiseRecord[], to: string): Record<string, unknown> {
  const reports = promises.filter(({ key }) => key.startsWith(`${first.key}/report-`));
  const chain = [first, ...reports];
  const newest = chain.at(-1) ?? first;
  const answers = chain.flatMap(({ state, settledAt, settledBy }) => {
    const outcome = (settledBy as { signal?: string } | null)?.signal;
    return state === 'kept' && outcome ? [{ at: instantOf(settledAt), outcome }] : [];
  });
  return {
    promiseId: newest.id,
    to,
    elevatedAt: instantOf(first.openedAt),
    dueAt: newest.state === 'open' ? instantOf(newest.dueAt) : null,
    status: answers.at(-1)?.outcome ?? (newest.state === 'open' ? 'waiting' : newest.state),
    answers,
  };
}
