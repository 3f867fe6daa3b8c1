import { ticketSubject } from '../domain/subject';
import { clientIdOf, clientNamed, lockedClientId } from '../../client/store/clients';
import { mailKey } from '../../text/domain/mail-address';
import type { Actor } from '../../fact/domain/actor';
import { v7 as uuidv7 } from 'uuid';
import { termToSeconds } from '../../promise/domain/duration';
import { derivedId } from '../../promise/domain/ids';
import { type Channel, type Priority, roleOfTeam, skillFor } from '../../service-desk/domain/service-desk';
import { ticketWorkflowId } from '../domain/ticket';
import type { Clock } from '../../promise/domain/time';
import type { Connection, Database } from '../../database/database';
import { nextReference } from '../../database/references';
import { putFact } from '../../fact/store/facts-to-tell';
import type { Ticket } from '../../database/generated/client';
import { type Claim, claimKey, findClaimed, fingerprintOf, redirectKey } from '../../fact/store/idempotency';
import { lockName } from '../../database/lock';
import { newestServiceDesk, type PublishedDesk } from '../../service-desk/store/versions';
import { findPerson } from '../../people/store/people';
import { isHeldWhileOpening } from './following';
import { survivorOf } from './merging';
import { pickAssignee } from './tickets';

/** A client's request, as the API takes it. */
export interface TicketRequest {
  engagementId?: string | undefined;
  client?: { id?: string | undefined; name?: string | undefined } | undefined;
  requester: { name: string; email: string; partnerId?: string | undefined };
  subject: string;
  description: string;
  channel: Channel;
  priority: Priority;
  category: string;
  /** The message's id on its channel; the same one is the same ticket, for ever. */
  externalId?: string | undefined;
}

export interface TicketOrder {
  request: TicketRequest;
  openedBy: Actor;
  idempotency?: Claim | undefined;
  /** Called in the transaction that opens the ticket or finds it: what is put down there is there before anybody acts on it. */
  onOpening?: (tx: Connection, ticket: Ticket, outcome: 'created' | 'existing') => Promise<void>;
}

export type OpenOutcome =
  | { outcome: 'created' | 'existing'; ticket: Ticket }
  | { outcome: 'key-reused' }
  | { outcome: 'invalid'; errors: { pointer: string; message: string }[] };

type Whom = { engagementId: string | null; clientId: string | null; newClient: string | null };

/**
 * Makes a ticket durable, once per idempotency key and once per message of a channel, in one transaction. The same
 * request again within the time that the rules give is the same ticket, while that is open, and the client's message on
 * it; of one that was merged it is the survivor's. Its workflow is handed to Temporal afterwards, and so is the message.
 */
export async function openTicket(
  deps: { db: Database; clock: Clock },
  order: TicketOrder,
): Promise<OpenOutcome> {
  const { db } = deps;
  const earlier = order.idempotency ? await findClaimed(db, order.idempotency) : null;
  if (earlier) {
    return repeated(db, earlier);
  }
  const partner = await partnerFaults(db, order.request.requester);
  if (partner.length > 0) {
    return { outcome: 'invalid', errors: partner };
  }
  const whom = await whomFor(db, order.request);
  if ('errors' in whom) {
    return { outcome: 'invalid', errors: whom.errors };
  }
  return db.$transaction((tx) => insertOnce(tx, new Date(deps.clock.productNow()), order, whom), {
    maxWait: 10_000,
    timeout: 15_000,
  });
}

async function repeated(
  db: Connection,
  claimed: { resourceId: string; same: boolean },
): Promise<OpenOutcome> {
  if (!claimed.same) {
    return { outcome: 'key-reused' };
  }
  return {
    outcome: 'existing',
    ticket: await db.ticket.findUniqueOrThrow({ where: { id: claimed.resourceId } }),
  };
}

async function partnerFaults(
  db: Connection,
  { partnerId }: TicketRequest['requester'],
): Promise<{ pointer: string; message: string }[]> {
  return partnerId === undefined || (await findPerson(db, partnerId))
    ? []
    : [{ pointer: '/requester/partnerId', message: 'there is no such person' }];
}

async function whomFor(
  db: Connection,
  { engagementId, client }: TicketRequest,
): Promise<Whom | { errors: { pointer: string; message: string }[] }> {
  if (engagementId !== undefined) {
    const engagement = await db.engagement.findUnique({ where: { id: engagementId } });
    return engagement
      ? { engagementId, clientId: engagement.clientId, newClient: null }
      : { errors: [{ pointer: '/engagementId', message: 'there is no such engagement' }] };
  }
  if (client?.id !== undefined) {
    const known = await clientIdOf(db, client.id);
    if (known !== null) {
      return { engagementId: null, clientId: known, newClient: null };
    }
  }
  const name = client?.name;
  return name === undefined
    ? { errors: [{ pointer: '/client', message: 'there is no such client' }] }
    : { engagementId: null, clientId: null, newClient: name };
}

async function insertOnce(tx: Connection, now: Date, order: TicketOrder, whom: Whom): Promise<OpenOutcome> {
  const { request, idempotency, openedBy } = order;
  const id = `${ticketSubject.idPrefix}_${uuidv7()}`;
  const claimed = idempotency ? await claimKey(tx, idempotency, id, now) : null;
  if (claimed) {
    return repeated(tx, claimed);
  }
  const clientId =
    whom.clientId === null
      ? await clientNamed(tx, whom.newClient ?? '', now)
      : await lockedClientId(tx, whom.clientId);
  const { desk, version } = await newestServiceDesk(tx);
  const message = await sameMessage(tx, request, id, now);
  const same = message
    ? { earlier: message, ticket: await survivorOf(tx, message) }
    : await sameRequest(tx, request, { ...whom, clientId }, earliestOfSame(desk, now));
  if (same) {
    if (idempotency) await redirectKey(tx, idempotency, same.ticket.id);
    if (!message) await takeMessage(tx, order, same, now);
    await order.onOpening?.(tx, same.ticket, 'existing');
    return { outcome: 'existing', ticket: same.ticket };
  }
  const role = roleOfTeam(desk, desk.firstTeam);
  const skill = skillFor(desk, request.category);
  const assigneeId = await pickAssignee(tx, { role, skill }, now);
  const isHeld = whom.engagementId !== null && (await isHeldWhileOpening(tx, whom.engagementId));
  const reference = await nextReference(tx, 'TKT');
  const { requester, subject, description, channel, priority, category } = request;
  const ticket = await tx.ticket.create({
    data: {
      id,
      reference,
      workflowId: ticketWorkflowId(reference),
      engagementId: whom.engagementId,
      clientId,
      requesterName: requester.name,
      requesterEmail: requester.email,
      requesterKey: mailKey(requester.email),
      partnerId: requester.partnerId ?? null,
      subject,
      description,
      channel,
      priority,
      category,
      status: 'new',
      team: desk.firstTeam,
      assigneeId,
      heldSince: isHeld ? now : null,
      articles: [],
      deskVersion: version,
      openedBy,
      openedAt: now,
      updatedAt: now,
    },
  });
  await order.onOpening?.(tx, ticket, 'created');
  return { outcome: 'created', ticket };
}

async function sameMessage(
  tx: Connection,
  request: TicketRequest,
  id: string,
  now: Date,
): Promise<Ticket | null> {
  const { channel, externalId } = request;
  if (externalId === undefined) {
    return null;
  }
  const claimed = await claimKey(tx, messageClaim(channel, externalId), id, now);
  return claimed && tx.ticket.findUniqueOrThrow({ where: { id: claimed.resourceId } });
}

function messageClaim(channel: Channel, externalId: string): Claim {
  return { principal: `channel:${channel}`, route: 'ticket', key: externalId, fingerprint: '' };
}

/**
 * The same request once more is a message of the client on the ticket that it is: once for each key, and for each text
 * where no key is given. The very text that the ticket was opened with, without a key, says nothing new.
 */
async function takeMessage(
  tx: Connection,
  order: TicketOrder,
  { earlier, ticket }: SameTicket,
  now: Date,
): Promise<void> {
  const { request, idempotency, openedBy } = order;
  const { subject, description, channel, externalId } = request;
  if (externalId !== undefined) {
    await redirectKey(tx, messageClaim(channel, externalId), ticket.id);
  } else if (!idempotency && [earlier, ticket].some((each) => each.description === description)) {
    return;
  }
  const own = idempotency ? [idempotency.principal, idempotency.key] : [fingerprintOf(request)];
  const message = {
    subjectId: ticket.id,
    commandId: derivedId('cmd', ticket.id, ...own),
    signal: 'clientReplied',
    body: { channel, subject, text: description === '' ? subject : description },
    fields: {},
    actor: openedBy,
    occurredAtMs: now.getTime(),
  };
  await putFact(tx, message, now);
}

const STILL_OPEN: readonly string[] = ['new', 'open', 'waitingForClient'];

/** From here on a request like an earlier one is the same. */
function earliestOfSame({ duplicatesWithin }: PublishedDesk['desk'], now: Date): Date {
  return new Date(now.getTime() - termToSeconds(duplicatesWithin) * 1_000);
}

async function sameRequest(
  tx: Connection,
  request: TicketRequest,
  { engagementId, clientId }: Pick<Whom, 'engagementId' | 'clientId'>,
  since: Date,
): Promise<SameTicket | null> {
  const { requester, channel, priority } = request;
  const requesterKey = mailKey(requester.email);
  await lockName(tx, `ticket:${requesterKey}:${plain(request.subject)}`);
  const recent = await tx.ticket.findMany({
    where: {
      requesterKey,
      channel,
      priority,
      clientId,
      engagementId,
      openedAt: { gte: since },
      status: { in: [...STILL_OPEN, 'merged'] },
    },
    orderBy: { openedAt: 'asc' },
  });
  for (const earlier of recent.filter(({ subject }) => plain(subject) === plain(request.subject))) {
    const ticket = await survivorOf(tx, earlier);
    if (STILL_OPEN.includes(ticket.status)) return { earlier, ticket };
  }
  return null;
}

/** A ticket that an earlier request opened, and the one that it is part of now. */
interface SameTicket {
  earlier: Ticket;
  ticket: Ticket;
}

/** A subject without what mail programs put before it. */
function plain(subject: string): string {
  return subject
    .toLowerCase()
    .replace(/^(\s*(re|fwd?|aw|wg)\s*:)+/, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
