import type { Actor, Fact } from '../domain/signals';
import type { VendorName } from '../domain/vendors';
import { type CommandState, markAccepted } from '../store/commands';
import type { Connection, Database } from '../store/database';
import type { Command, Prisma } from '../store/generated/client';
import { type TemporalGateway, WorkflowGone } from '../temporal/client';

/** A fact that a vendor's state tells about an engagement. */
export interface SystemCommand {
  /** The same fact has the same id, however often it is seen. */
  id: string;
  signal: 'dealChanged' | 'paymentReceived';
  /** What the workflow gets. */
  fields: Record<string, string>;
  /** What is stored beside the fields. */
  more?: Record<string, string>;
  occurredAtMs: number;
}

/** Puts facts down, each once, to be handed to the engagement's workflow by `tellEngagement`. */
export async function storeSystemCommands(
  tx: Connection,
  vendor: VendorName,
  engagementId: string,
  commands: SystemCommand[],
  now: Date,
): Promise<void> {
  const actor: Actor = { kind: 'system', name: vendor };
  await tx.command.createMany({
    data: commands.map(({ id, signal, fields, more, occurredAtMs }) => ({
      subjectId: engagementId,
      id,
      signal,
      body: {
        ...fields,
        ...more,
        occurredAt: new Date(occurredAtMs).toISOString(),
      } satisfies Prisma.InputJsonObject,
      actor,
      state: 'received' satisfies CommandState,
      receivedAt: now,
    })),
    skipDuplicates: true,
  });
}

/**
 * Hands stored facts to the engagement's workflow, in order. Repeatable: what Temporal has is not sent again, and a
 * fact that it gets twice has one effect there.
 * @returns a plain sentence on what became of them
 * @throws TemporalUnavailable; the facts stay stored. WorkflowGone while the engagement is not handed over yet
 */
export async function tellEngagement(
  { db, temporal }: { db: Database; temporal: TemporalGateway },
  engagementId: string,
  commandIds: string[],
): Promise<string> {
  const engagement = await db.engagement.findUniqueOrThrow({ where: { id: engagementId } });
  const stored = await db.command.findMany({
    where: { subjectId: engagementId, id: { in: commandIds }, state: 'received' satisfies CommandState },
  });
  for (const id of commandIds) {
    const command = stored.find((one) => one.id === id);
    if (!command) {
      continue;
    }
    try {
      await temporal.signal(engagement.workflowId, command.signal, factOf(command));
    } catch (error) {
      if (!(error instanceof WorkflowGone) || engagement.handedOverAt === null) {
        throw error;
      }
      await db.command.updateMany({
        where: { subjectId: engagementId, id, state: 'received' satisfies CommandState },
        data: { state: 'ignored' satisfies CommandState, reason: 'the engagement has ended' },
      });
      return `ignored: ${engagement.reference} has ended`;
    }
    await markAccepted(db, engagementId, id);
  }
  return `told ${engagement.reference}`;
}

function factOf({ id, signal, body, actor }: Command): Omit<Fact, 'fields'> & { fields: object } {
  const { occurredAt, ...said } = body as Record<string, string>;
  const fields =
    signal === 'dealChanged'
      ? { stage: said['stage'] }
      : { amount: said['amount'], currency: said['currency'] };
  return {
    commandId: id,
    actor: actor as unknown as Actor,
    occurredAtMs: Date.parse(occurredAt ?? ''),
    fields,
  };
}
