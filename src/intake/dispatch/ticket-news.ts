import type { HelpdeskReply, HelpdeskTicket } from '../../capability/offered/helpdesk';
import type { Connection } from '../../database/database';
import { putFact } from '../../fact/store/facts-to-tell';
import type { Clock } from '../../promise/domain/time';
import { priorityChanged } from '../../ticket/domain/facts/work';
import { workBodies } from '../../ticket/domain/facts/work-bodies';
import * as store from '../../ticket/store/counterparts';
import { cutText } from '../../text/domain/cut';
import { shortEffectKey } from '../../vendors/kit/effect-key';
import { factsOfWay, type MovedFact, priorityToTell } from '../domain/ticket-moves';

/** Tells a ticket of ours how it was moved there, and which priority it was given, as far as it has not heard of that yet. */
export async function tellNews(
  { clock }: { clock: Clock },
  tx: Connection,
  system: string,
  { ticketId, ticket }: { ticketId: string; ticket: HelpdeskTicket },
): Promise<string[]> {
  const before = await store.counterpartOf(tx, system, ticketId);
  if (before === undefined || before.vendorId !== ticket.id || before.place === 'apart') return [];
  const now = new Date(clock.productNow());
  const { facts, ...way } = factsOfWay(before, ticket.way);
  const { told, ...priority } = priorityToTell(before, ticket.priorities);
  await store.rememberCounterpart(tx, system, ticketId, { ...before, ...way, ...priority }, now);
  const news = [
    ...facts.map(({ signal, atMs, reply }) => ({
      ...{ signal, atMs, fields: fieldsOf(signal, reply) },
      ...(reply ? { kept: keptOf(reply) } : {}),
    })),
    ...(told ? [{ signal: priorityChanged.name, atMs: told.atMs, fields: { priority: told.priority } }] : []),
  ].toSorted((a, b) => a.atMs - b.atMs);
  for (const { signal, ...said } of news) {
    const commandId = `${system}/${shortEffectKey(`${ticket.id}/${said.atMs}`)}/${signal}`;
    await putTicketFact(tx, { system, ticketId, commandId, signal, ...said }, now);
  }
  return news.map(({ signal }) => signal);
}

/** What the workflow gets with each of them. */
function fieldsOf(signal: MovedFact, reply: HelpdeskReply | undefined): Record<string, boolean> {
  switch (signal) {
    case 'responded':
      return workBodies.responded.fields({ public: true, automatic: false, channel: reply?.channel });
    case 'waitingForClient':
    case 'clientReplied':
    case 'resolved':
    case 'reopened':
      return {};
  }
}

/** As long as names are in the API; a vendor's may be longer. */
const LONGEST_NAME = 200;

/** Who said it and how is kept in PostgreSQL, for the timeline; no workflow gets a name. */
function keptOf({ author, channel }: HelpdeskReply): Record<string, string> {
  return {
    ...(author === undefined ? {} : { author: cutText(author, LONGEST_NAME) }),
    ...(channel === undefined ? {} : { channel }),
  };
}

/** A fact that a vendor tells of a ticket. */
export interface TicketNews {
  system: string;
  ticketId: string;
  /** The same fact has the same id, however often it is seen. */
  commandId: string;
  signal: string;
  fields: Record<string, string | boolean>;
  /** What is kept of it beside, and no workflow gets. */
  kept?: Record<string, string>;
  /** By the vendor's word. */
  atMs: number;
}

/** Puts a fact down, once, for the dispatcher to tell the ticket; it happened no later than now, and not before the ticket. */
export async function putTicketFact(
  tx: Connection,
  { system, ticketId, commandId, signal, fields, kept, atMs }: TicketNews,
  now: Date,
): Promise<void> {
  const { openedAt } = await tx.ticket.findUniqueOrThrow({ where: { id: ticketId } });
  const saidMs = Number.isFinite(atMs) ? Math.min(atMs, now.getTime()) : now.getTime();
  const occurredAtMs = Math.max(saidMs, openedAt.getTime());
  await putFact(
    tx,
    {
      subjectId: ticketId,
      commandId,
      signal,
      body: { ...fields, ...kept, occurredAt: new Date(occurredAtMs).toISOString() },
      fields,
      actor: { kind: 'system', name: system },
      occurredAtMs,
    },
    now,
  );
}
