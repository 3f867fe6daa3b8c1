import { engagementSubject } from '../domain/subject';
import { clientLock, engagedClient, type NamedClient } from '../../client/store/clients';
import { lockName } from '../../database/lock';
import { nextReference } from '../../database/references';
import type { Actor } from '../../fact/domain/actor';
import { v7 as uuidv7 } from 'uuid';
import { engagementWorkflowId } from '../domain/engagement';
import type { MoneyText } from '../../money/domain/money';
import { STAGES } from '../../playbook/domain/playbook';
import { normalRole } from '../../people/domain/roles';
import type { Clock } from '../../promise/domain/time';
import type { Connection, Database } from '../../database/database';
import type { Engagement } from '../../database/generated/client';
import { type Claim, claimKey, findClaimed, redirectKey } from '../../fact/store/idempotency';
import { notActive } from '../../people/store/people';
import { loadPlaybook, resolvePlaybook } from '../../playbook/store/playbooks';

/** What an engagement is started from, as the API takes it. */
export interface StartRequest {
  /** `name` for the newest version, or `name@version`. */
  playbook: string;
  client: NamedClient;
  title: string;
  value?: MoneyText | undefined;
  /** Nobody named the currency of the value. */
  isCurrencyAssumed?: boolean | undefined;
  facts?: Record<string, string | number | boolean> | undefined;
  team?: Record<string, string> | undefined;
  calendar?: string | undefined;
}

export interface StartOrder {
  request: StartRequest;
  startedBy: Actor;
  /** System to id in that system; each id stands for at most one engagement, for ever. */
  externalIds: Record<string, string>;
  idempotency?: Claim | undefined;
}

export type StartOutcome =
  | { outcome: 'created' | 'existing'; engagement: Engagement }
  | { outcome: 'key-reused' }
  | { outcome: 'invalid'; errors: { pointer: string; message: string }[] };

/**
 * Makes an engagement durable, once per idempotency key and once per external id, in one transaction. Its workflow is
 * handed to Temporal afterwards (`handOver`).
 */
export async function startEngagement(
  deps: { db: Database; clock: Clock },
  order: StartOrder,
): Promise<StartOutcome> {
  const { db } = deps;
  const earlier = order.idempotency ? await findClaimed(db, order.idempotency) : null;
  if (earlier) {
    return repeated(db, earlier);
  }
  const external = await findByExternalIds(db, order.externalIds);
  const checked = await check(db, order.request);
  if (!external && 'errors' in checked) {
    return { outcome: 'invalid', errors: checked.errors };
  }
  return db.$transaction((tx) => insertOnce(tx, deps.clock, order, checked), {
    // Many callers with one key wait for the first of them.
    maxWait: 10_000,
    timeout: 15_000,
  });
}

async function repeated(
  db: Connection,
  claimed: { resourceId: string; same: boolean },
): Promise<StartOutcome> {
  if (!claimed.same) {
    return { outcome: 'key-reused' };
  }
  const engagement = await db.engagement.findUniqueOrThrow({ where: { id: claimed.resourceId } });
  return { outcome: 'existing', engagement };
}

interface CheckedStart {
  playbook: { name: string; version: number };
  calendars: string[];
  prefix: string;
  firstStage: string;
  team: Record<string, string>;
}

async function check(
  db: Connection,
  request: StartRequest,
): Promise<CheckedStart | { errors: { pointer: string; message: string }[] }> {
  const resolved = await resolvePlaybook(db, request.playbook);
  if (!resolved) {
    return {
      errors: [
        { pointer: '/playbook', message: `no playbook ${JSON.stringify(request.playbook)} is published` },
      ],
    };
  }
  const playbook = await loadPlaybook(db, resolved.name, resolved.version);
  const errors: { pointer: string; message: string }[] = [];
  const calendars = Object.keys(playbook.calendars);
  const named = { '/calendar': request.calendar, '/client/calendar': request.client.calendar };
  for (const [pointer, name] of Object.entries(named)) {
    if (name !== undefined && !calendars.includes(name)) {
      const message = `the playbook has no such calendar; it has: ${calendars.join(', ')}`;
      errors.push({ pointer, message });
    }
  }
  const given = Object.entries(request.team ?? {});
  const unknown = new Set(await notActive(db, [...new Set(given.map(([, id]) => id))]));
  for (const [role, id] of given) {
    if (unknown.has(id)) {
      errors.push({ pointer: `/team/${role}`, message: `no active person ${JSON.stringify(id)}` });
    }
  }
  if (errors.length > 0) {
    return { errors };
  }
  return {
    playbook: resolved,
    calendars,
    prefix: playbook.reference,
    firstStage: STAGES.find((stage) => playbook.stages[stage]) ?? STAGES[0],
    team: Object.fromEntries(given.map(([role, id]) => [normalRole(role), id])),
  };
}

async function insertOnce(
  tx: Connection,
  clock: Clock,
  order: StartOrder,
  checked: CheckedStart | { errors: { pointer: string; message: string }[] },
): Promise<StartOutcome> {
  const now = new Date(clock.productNow());
  const id = `${engagementSubject.idPrefix}_${uuidv7()}`;
  if (order.idempotency) {
    const claimed = await claimKey(tx, order.idempotency, id, now);
    if (claimed) {
      return repeated(tx, claimed);
    }
  }
  await lockNames(tx, order);
  const existing = await findByExternalIds(tx, order.externalIds);
  if (existing) {
    if (order.idempotency) await redirectKey(tx, order.idempotency, existing.id);
    return { outcome: 'existing', engagement: existing };
  }
  if ('errors' in checked) {
    throw new Error('An external id disappeared, which none ever does.');
  }
  const client = await engagedClient(tx, order.request.client, now);
  const calendarOfClient = checked.calendars.find((name) => name === client.calendar);
  const reference = await nextReference(tx, checked.prefix);
  const { request } = order;
  const engagement = await tx.engagement.create({
    data: {
      id,
      reference,
      workflowId: engagementWorkflowId(reference),
      title: request.title,
      playbookName: checked.playbook.name,
      playbookVersion: checked.playbook.version,
      clientId: client.id,
      stage: checked.firstStage,
      status: 'active',
      amount: request.value?.amount ?? null,
      currency: request.value?.currency ?? null,
      currencyAssumed: request.isCurrencyAssumed ?? false,
      facts: request.facts ?? {},
      team: checked.team,
      calendar: request.calendar ?? calendarOfClient ?? null,
      externalIds: order.externalIds,
      startedBy: order.startedBy,
      startedAt: now,
      updatedAt: now,
      externals: {
        create: Object.entries(order.externalIds).map(([system, externalId]) => ({ system, externalId })),
      },
      contacts: { create: client.contactIds.map((contactId, place) => ({ contactId, place })) },
    },
  });
  return { outcome: 'created', engagement };
}

/** Two starts that could make the same thing wait for each other; locks are taken in one order, so none waits for ever. */
async function lockNames(tx: Connection, order: StartOrder): Promise<void> {
  const names = [
    clientLock(order.request.client.name),
    ...Object.entries(order.externalIds).map(([system, id]) => `external:${system}:${id}`),
  ].toSorted();
  for (const name of names) {
    await lockName(tx, name);
  }
}

async function findByExternalIds(
  db: Connection,
  externalIds: Record<string, string>,
): Promise<Engagement | null> {
  const pairs = Object.entries(externalIds).map(([system, externalId]) => ({ system, externalId }));
  if (pairs.length === 0) {
    return null;
  }
  const found = await db.externalId.findFirst({
    where: { OR: pairs },
    include: { engagement: true },
    orderBy: { engagementId: 'asc' },
  });
  return found?.engagement ?? null;
}
