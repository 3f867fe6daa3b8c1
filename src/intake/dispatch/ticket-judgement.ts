import type { VendorEvent } from '../../capability/events';
import type { HelpdeskTicket } from '../../capability/offered/helpdesk';
import type { OutsideChange } from '../../capability/outside';
import type { Connection, Database } from '../../database/database';
import { lockName } from '../../database/lock';
import type { Clock } from '../../promise/domain/time';
import { outsideChanged } from '../../ticket/domain/facts/outside';
import { hasEnded } from '../../ticket/domain/ticket';
import * as store from '../../ticket/store/counterparts';
import { openTicket } from '../../ticket/store/tickets-open';
import { shortEffectKey } from '../../vendors/kit/effect-key';
import type { Vendor } from '../../vendors/kit/vendor';
import type { TicketVerdict } from '../domain/intake';
import { putTicketFact, tellNews } from './ticket-news';
import { ticketRequestOf } from './ticket-start';

interface JudgeDeps {
  db: Database;
  clock: Clock;
}

/** A ticket at its vendor as it was read, and what brought us to read it. */
export interface TicketSight {
  vendor: Vendor;
  event: Extract<VendorEvent, { about: 'ticket' }>;
  /** Undefined when the vendor has or shows none. */
  ticket: HelpdeskTicket | undefined;
}

type TicketHow = Extract<OutsideChange, { what: 'ticket' }>['how'];

/**
 * Judges a ticket of a vendor's: the ticket of ours that stands for it is told how it was moved, deleted, restored or
 * merged; one for which none stands opens one of ours. Whatever is told goes by ids that follow from the vendor's own
 * history, so that it is told once however often, and in whatever order, the vendor calls.
 */
export async function judgeTicket(deps: JudgeDeps, sight: TicketSight): Promise<TicketVerdict> {
  const { vendor, ticket } = sight;
  const ids = idsOf(sight);
  const known = await deps.db.$transaction((tx) => standing(deps, tx, sight, ids));
  if (known.length > 0) {
    return deps.db.$transaction((tx) => tellStanding(deps, tx, sight, known));
  }
  if (ticket !== undefined) return openOurs(deps, { vendor, ticket });
  return sight.event.how === 'deleted'
    ? { do: 'nothing', outcome: 'ignored: no ticket of ours stands for it' }
    : { do: 'wait', why: `${vendor.name} shows no such ticket` };
}

/** What the event tells counts too: the vendor may show it on the ticket itself a little later. */
function idsOf({ event, ticket }: TicketSight): string[] {
  return [...new Set([ticket?.id ?? event.id, event.id, ...event.mergedIds, ...(ticket?.mergedIds ?? [])])];
}

/**
 * The tickets of ours that stand for it under any of its ids, the present one's first. One that we made is known by its key:
 * the vendor may tell of it before the answer to its making was put down.
 */
async function standing(
  { clock }: JudgeDeps,
  tx: Connection,
  { vendor: { name: system }, ticket }: TicketSight,
  ids: readonly string[],
): Promise<string[]> {
  const found = await store.standingFor(tx, system, ids);
  if (found.size === 0 && ticket?.key !== undefined) {
    const made = await tx.ticket.findUnique({ where: { id: ticket.key }, select: { id: true } });
    if (made === null) return [];
    await store.standFor(
      tx,
      system,
      { vendorId: ticket.id, ticketId: made.id },
      new Date(clock.productNow()),
    );
    return [made.id];
  }
  return [...new Set(ids.map((id) => found.get(id)).filter((id) => id !== undefined))];
}

async function openOurs(
  deps: JudgeDeps,
  { vendor, ticket }: { vendor: Vendor; ticket: HelpdeskTicket },
): Promise<TicketVerdict> {
  const { db, clock } = deps;
  const { name: system } = vendor;
  if (!ticket.isFollowed) return { do: 'nothing', outcome: 'ignored: it is in another pipeline' };
  const request = await ticketRequestOf(db, vendor, ticket);
  if ('missing' in request) return { do: 'wait', why: request.missing };
  const opened = await openTicket(deps, {
    request,
    openedBy: { kind: 'system', name: system },
    idempotency: { principal: `vendor:${system}`, route: 'ticket', key: ticket.id, fingerprint: '' },
    async onOpening(tx, { id: ticketId }, outcome) {
      const now = new Date(clock.productNow());
      await store.standFor(tx, system, { vendorId: ticket.id, ticketId }, now);
      if (outcome === 'existing') return;
      const fresh = {
        ...store.newCounterpart('new', ticket.id),
        priority: request.priority,
        // It is opened with the present one.
        priorityUpToMs: ticket.priorities.at(-1)?.atMs ?? 0,
      };
      await store.rememberCounterpart(tx, system, ticketId, fresh, now);
    },
  });
  switch (opened.outcome) {
    case 'invalid':
      return { do: 'wait', why: opened.errors.map(({ pointer }) => pointer).join(', ') };
    case 'key-reused':
      return { do: 'nothing', outcome: 'ignored: its key was used before' };
    case 'existing':
      return { do: 'nothing', outcome: `ignored: it is the same request as ${opened.ticket.reference}` };
    case 'created': {
      // What happened to it there before it was heard of.
      const { id, reference } = opened.ticket;
      await db.$transaction(async (tx) => {
        await lockName(tx, store.counterpartLock(system, id));
        await tellNews(deps, tx, system, { ticketId: id, ticket });
      });
      return { do: 'nothing', outcome: `opened ${reference}` };
    }
  }
}

async function tellStanding(
  deps: JudgeDeps,
  tx: Connection,
  sight: TicketSight,
  known: readonly string[],
): Promise<TicketVerdict> {
  const { vendor, event, ticket } = sight;
  const { name: system } = vendor;
  const told: string[] = [];
  for (const ticketId of known.toSorted()) await lockName(tx, store.counterpartLock(system, ticketId));
  const [first = ''] = known;
  if (ticket === undefined) {
    if (event.how === 'deleted')
      told.push(...(await tellGone(deps, tx, system, { ticketId: first, atMs: event.atMs })));
  } else {
    told.push(...(await tellMerged(deps, tx, sight, known)));
    told.push(...(await tellBack(deps, tx, system, { ticketId: first, ticket, atMs: event.atMs })));
    told.push(...(await tellNews(deps, tx, system, { ticketId: first, ticket })));
  }
  const { reference, status } = await tx.ticket.findUniqueOrThrow({ where: { id: first } });
  if (told.length === 0) return { do: 'nothing', outcome: `ignored: ${reference} knows it already` };
  const outcome = hasEnded(status)
    ? `ignored: ${reference} has ended`
    : `told ${reference}: ${told.join(', ')}`;
  return { do: 'nothing', outcome };
}

/** What was merged goes by its new id; when several of ours stood for it, each is told that it is one with others now. */
async function tellMerged(
  { clock }: JudgeDeps,
  tx: Connection,
  { vendor: { name: system }, event, ticket }: TicketSight & { ticket?: HelpdeskTicket },
  known: readonly string[],
): Promise<string[]> {
  const now = new Date(clock.productNow());
  const told: string[] = [];
  for (const [place, ticketId] of known.entries()) {
    const before = await store.counterpartOf(tx, system, ticketId);
    const vendorId = ticket?.id ?? event.id;
    if (before === undefined || before.vendorId === vendorId || before.place === 'apart') continue;
    // A request that was made twice there is known by the first one, and stays so unless that one was merged.
    if (!(ticket?.mergedIds ?? []).concat(event.mergedIds).includes(before.vendorId ?? '')) continue;
    const how = known.length > 1 ? 'joined' : 'merged';
    const after = { ...before, vendorId, place: place === 0 ? before.place : ('apart' as const) };
    await store.standFor(tx, system, { vendorId, ticketId }, now);
    await tellChange(tx, { system, ticketId, before: after, how, atMs: event.atMs }, now);
    told.push(how);
  }
  return told;
}

async function tellBack(
  { clock }: JudgeDeps,
  tx: Connection,
  system: string,
  { ticketId, ticket, atMs }: { ticketId: string; ticket: HelpdeskTicket; atMs: number },
): Promise<string[]> {
  const before = await store.counterpartOf(tx, system, ticketId);
  if (before?.place !== 'gone' || before.vendorId !== ticket.id) return [];
  const now = new Date(clock.productNow());
  await tellChange(
    tx,
    { system, ticketId, before: { ...before, place: 'there' }, how: 'restored', atMs },
    now,
  );
  return ['restored'];
}

/** Tells a ticket of ours that the vendor has its own no more; once. */
export async function tellGone(
  { clock }: Pick<JudgeDeps, 'clock'>,
  tx: Connection,
  system: string,
  { ticketId, atMs }: { ticketId: string; atMs: number },
): Promise<string[]> {
  const before = await store.counterpartOf(tx, system, ticketId);
  if (before?.place !== 'there') return [];
  const now = new Date(clock.productNow());
  await tellChange(tx, { system, ticketId, before: { ...before, place: 'gone' }, how: 'deleted', atMs }, now);
  return ['deleted'];
}

async function tellChange(
  tx: Connection,
  {
    system,
    ticketId,
    before,
    how,
    atMs,
  }: { system: string; ticketId: string; before: store.Counterpart; how: TicketHow; atMs: number },
  now: Date,
): Promise<void> {
  const changes = before.changes + 1;
  const id = before.vendorId ?? '';
  await store.rememberCounterpart(tx, system, ticketId, { ...before, changes }, now);
  const fields = { what: 'ticket', how, vendor: system, id };
  const commandId = `${system}/${shortEffectKey(id)}/${changes}-ticket-${how}`;
  await putTicketFact(tx, { system, ticketId, commandId, signal: outsideChanged.name, fields, atMs }, now);
}
