import type { Actor } from '../../fact/domain/actor';
import { termToSeconds } from '../../promise/domain/duration';
import { derivedId } from '../../promise/domain/ids';
import { incidentWorkflowId, REACHED_KIND } from '../domain/incident';
import type { Connection } from '../../database/database';
import { nextReference } from '../../database/references';
import { putFact, withdrawFact } from '../../fact/store/facts-to-tell';
import type { Incident } from '../../database/generated/client';
import { lockName } from '../../database/lock';
import { newestServiceDesk } from '../../service-desk/store/versions';
import type { SubjectState } from '../../journal/domain/model';

const PROMISEKEEPER: Actor = { kind: 'system', name: 'promisekeeper' };

/** A crisis that a ladder reached, and whom it concerns. */
interface ReachedCrisis {
  escalationId: string;
  /** In words for people. */
  title: string;
  engagements: string[];
  tickets: string[];
  clientId: string | null;
  at: Date;
}

/**
 * Sees to it that a crisis which the ladder of an engagement's or a ticket's promise reached is managed: by the open
 * incident of that client's crises, else by a new one; without a client, by one of that matter alone. To be called in
 * the transaction that stores the climb, once for each escalation. The workflow of a new incident is handed to Temporal
 * afterwards.
 * The ladder of an incident or of the house's own work makes none.
 */
export async function manageCrisis(
  tx: Connection,
  subject: Pick<SubjectState, 'kind' | 'reference' | 'title' | 'engagementId' | 'ticketId' | 'clientId'>,
  { escalationId, promise, at }: { escalationId: string; promise: string; at: Date },
): Promise<void> {
  const { kind, reference, title, engagementId, ticketId, clientId } = subject;
  if (kind !== 'engagement' && kind !== 'ticket') {
    return;
  }
  await managed(tx, {
    escalationId,
    title: `"${promise}" is late: ${reference}, ${title}`,
    engagements: engagementId === null ? [] : [engagementId],
    tickets: ticketId === null ? [] : [ticketId],
    clientId,
    at,
  });
}

/** Under the client's lock, so that two crises at the same time make one incident. */
async function managed(tx: Connection, crisis: ReachedCrisis): Promise<void> {
  const { clientId, engagements, tickets } = crisis;
  await lockCrises(tx, crisis);
  const matter = { engagements: { hasSome: engagements }, tickets: { hasSome: tickets } };
  const open = await tx.incident.findFirst({
    where: {
      kind: REACHED_KIND,
      status: 'open',
      clientId,
      ...(clientId === null
        ? { OR: [{ engagements: matter.engagements }, { tickets: matter.tickets }] }
        : {}),
    },
    orderBy: { declaredAt: 'asc' },
  });
  if (open) {
    await widen(tx, open.id, crisis);
  }
  const { id } = open ?? (await openIncident(tx, crisis));
  await tx.escalation.updateMany({ where: { id: crisis.escalationId }, data: { incidentId: id } });
}

async function lockCrises(
  tx: Connection,
  { clientId, engagements, tickets }: Pick<ReachedCrisis, 'clientId' | 'engagements' | 'tickets'>,
): Promise<void> {
  await lockName(tx, `crises:${clientId ?? [...tickets, ...engagements][0] ?? ''}`);
}

async function openIncident(tx: Connection, crisis: ReachedCrisis): Promise<Incident> {
  const { escalationId, title, engagements, tickets, clientId, at } = crisis;
  const { desk, version } = await newestServiceDesk(tx);
  const reference = await nextReference(tx, 'INC');
  return await tx.incident.create({
    data: {
      id: derivedId('inc', escalationId),
      reference,
      workflowId: incidentWorkflowId(reference),
      kind: REACHED_KIND,
      title,
      status: 'open',
      declaredBy: PROMISEKEEPER,
      engagements,
      tickets,
      clientId,
      updateEverySeconds: termToSeconds(desk.incidents.updateEvery),
      deskVersion: version,
      escalationId,
      declaredAt: at,
      updatedAt: at,
    },
  });
}

/** Tells the incident's workflow, which puts it down: in this transaction the incident's row is not ours to change. */
async function widen(tx: Connection, incidentId: string, crisis: ReachedCrisis): Promise<void> {
  const { escalationId, title, engagements, tickets, at } = crisis;
  const linked = {
    subjectId: incidentId,
    commandId: derivedId('cmd', incidentId, escalationId),
    signal: 'linked',
    body: { engagements, tickets, escalationId, text: title },
    fields: { engagements, tickets },
    actor: PROMISEKEEPER,
    occurredAtMs: at.getTime(),
  };
  await putFact(tx, linked, at);
}

/**
 * Passes on to the next incident what this one was told of, but did not hear before it was closed. To be called in the
 * transaction that closes it.
 */
export async function passOnUnheard(tx: Connection, incidentId: string, at: Date): Promise<void> {
  const closed = await tx.incident.findUniqueOrThrow({ where: { id: incidentId } });
  if (closed.kind !== REACHED_KIND) {
    return;
  }
  const { id: subjectId, clientId, engagements, tickets, reference } = closed;
  await lockCrises(tx, { clientId, engagements, tickets });
  const unheard = await tx.command.findMany({
    where: { subjectId, signal: 'linked', state: { in: ['received', 'accepted'] } },
    orderBy: { receivedAt: 'asc' },
  });
  for (const { id: commandId, body } of unheard) {
    const crisis = body as Record<string, unknown>;
    if (typeof crisis['escalationId'] === 'string') {
      await withdrawFact(
        tx,
        { subjectId, commandId },
        `${reference} was closed; another crisis was opened for it`,
      );
      await managed(tx, {
        escalationId: crisis['escalationId'],
        title: String(crisis['text']),
        engagements: crisis['engagements'] as string[],
        tickets: crisis['tickets'] as string[],
        clientId,
        at,
      });
    }
  }
}
