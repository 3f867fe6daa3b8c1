import type { Actor } from '../domain/actor';
import type { Fault } from '../domain/fault';
import type { Connection, Database } from '../../database/database';
import type { Command, Prisma } from '../../database/generated/client';
import { type Claim, claimKey, findClaimed, releaseKey } from './idempotency';

/**
 * `received`: stored here; `accepted`: stored by Temporal too; `applied` or `ignored`: the workflow has judged it.
 */
export type CommandState = 'received' | 'accepted' | 'applied' | 'ignored';

export interface NewCommand {
  subjectId: string;
  id: string;
  signal: string;
  /** The whole body, completed. */
  body: Record<string, unknown>;
  actor: Actor;
  /** Of what the caller sent: the same again is a repetition, anything else under the same id is a mistake. */
  fingerprint: string;
}

export type CommandLookup = { outcome: 'unknown' | 'other' } | { outcome: 'same'; command: Command };

/** Whether the id of a command was used for its subject before, and for the same. */
export async function findCommand(
  db: Connection,
  { subjectId, id, fingerprint }: Pick<NewCommand, 'subjectId' | 'id' | 'fingerprint'>,
): Promise<CommandLookup> {
  const claimed = await findClaimed(db, claimOf({ subjectId, id, fingerprint }));
  if (!claimed) {
    return { outcome: 'unknown' };
  }
  const command = await readCommand(db, subjectId, id);
  return claimed.same && command ? { outcome: 'same', command } : { outcome: 'other' };
}

/**
 * What is wrong with a fact by what else is stored, judged in the transaction that stores it: of two that are stated at a
 * time and concern the same, this sees to it that the second is judged when the first is stored.
 */
export type JudgeWhenStored = (tx: Connection) => Promise<readonly Fault[]>;

/**
 * Stores a command once; of two at the same time one is stored and both hear of it.
 * @param judge asked of what is not stored yet; what it finds wrong is not stored, and its id stays free
 */
export async function storeCommand(
  db: Database,
  command: NewCommand,
  now: Date,
  judge?: JudgeWhenStored,
): Promise<CommandLookup | { outcome: 'wrong'; faults: readonly Fault[] }> {
  const { subjectId, id, signal, body, actor } = command;
  const faults = await db.$transaction(async (tx): Promise<readonly Fault[]> => {
    const claimed = await claimKey(tx, claimOf(command), `${subjectId}/${id}`, now);
    if (claimed) {
      return [];
    }
    const wrong = (await judge?.(tx)) ?? [];
    if (wrong.length > 0) {
      await releaseKey(tx, claimOf(command));
      return wrong;
    }
    await tx.command.create({
      data: {
        subjectId,
        id,
        signal,
        body: body as Prisma.InputJsonObject,
        actor,
        state: 'received' satisfies CommandState,
        receivedAt: now,
      },
    });
    return [];
  });
  return faults.length > 0 ? { outcome: 'wrong', faults } : findCommand(db, command);
}

/** Temporal has it. A verdict that came meanwhile stays. */
export async function markAccepted(db: Connection, subjectId: string, id: string): Promise<void> {
  await db.command.updateMany({
    where: { subjectId, id, state: 'received' satisfies CommandState },
    data: { state: 'accepted' satisfies CommandState },
  });
}

/** Takes back a command that reached nobody, so that its id is free again. */
export async function withdrawCommand(db: Database, command: NewCommand): Promise<void> {
  const { subjectId, id } = command;
  await db.$transaction(async (tx) => {
    await tx.command.deleteMany({ where: { subjectId, id, state: 'received' satisfies CommandState } });
    await releaseKey(tx, claimOf(command));
  });
}

export async function readCommand(db: Connection, subjectId: string, id: string): Promise<Command | null> {
  return db.command.findUnique({ where: { subjectId_id: { subjectId, id } } });
}

/** A command's id counts within its subject, whoever states it. */
function claimOf({
  subjectId,
  id,
  fingerprint,
}: Pick<NewCommand, 'subjectId' | 'id' | 'fingerprint'>): Claim {
  return { principal: subjectId, route: 'command', key: id, fingerprint };
}

/** Whether a subject has yet to hear something that a system told. */
export async function isBeingTold(db: Connection, subjectId: string, system: string): Promise<boolean> {
  const state = { in: ['received', 'accepted'] satisfies CommandState[] };
  const actor = { path: ['name'], equals: system };
  return (await db.command.count({ where: { subjectId, state, actor } })) > 0;
}
