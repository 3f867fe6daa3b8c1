import type { Actor } from '../domain/actor';
import type { SentFact } from '../domain/heard-fact';
import { type CommandState, markAccepted } from '../store/commands';
import type { Connection } from '../../database/database';
import type { Command, Prisma } from '../../database/generated/client';
import { type AfterwardsDeps, countsAfterTheEnd, tellAfterwards } from '../../engagement/dispatch/afterwards';
import { WorkflowGone } from '../../temporal/client';

const SIGNALS = ['dealChanged', 'invoiceChanged'] as const;

/** A fact that a vendor's state tells about an engagement. */
export interface SystemCommand {
  /** The same fact has the same id, however often it is seen. */
  id: string;
  signal: (typeof SIGNALS)[number];
  /** What the workflow gets. */
  fields: Record<string, string | boolean | null>;
  occurredAtMs: number;
}

/** Puts facts down, each once, to be handed to the engagement's workflow by `tellEngagement`. */
export async function storeSystemCommands(
  tx: Connection,
  vendor: string,
  engagementId: string,
  commands: SystemCommand[],
  now: Date,
): Promise<void> {
  const actor: Actor = { kind: 'system', name: vendor };
  await tx.command.createMany({
    data: commands.map(({ id, signal, fields, occurredAtMs }) => ({
      subjectId: engagementId,
      id,
      signal,
      body: {
        ...fields,
        occurredAt: new Date(occurredAtMs).toISOString(),
      } satisfies Prisma.InputJsonObject,
      actor,
      state: 'received' satisfies CommandState,
      receivedAt: now,
    })),
    skipDuplicates: true,
  });
}

/** Longer than the calls to Temporal that one handing over makes; wall-clock milliseconds. */
const TRANSACTION = { maxWait: 10_000, timeout: 25_000 };

/**
 * Hands stored facts to the engagement's workflow, together with whatever older ones still wait: facts of systems reach
 * it in the order in which they were put down, and after its end whatever is left of it as far as they count there. Repeatable: what Temporal has is not sent again, and a fact that it gets
 * twice has one effect there.
 * @returns a plain sentence on what became of them
 * @throws TemporalUnavailable; the facts stay stored. WorkflowGone while the engagement is not handed over yet
 */
export async function tellEngagement(
  deps: AfterwardsDeps,
  engagementId: string,
  commandIds: string[],
): Promise<string> {
  const { db, temporal } = deps;
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`tell:${engagementId}`}, 0))`;
    const engagement = await tx.engagement.findUniqueOrThrow({ where: { id: engagementId } });
    const waiting = await tx.command.findMany({
      where: {
        subjectId: engagementId,
        state: 'received' satisfies CommandState,
        signal: { in: [...SIGNALS] },
      },
      orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
    });
    for (const command of upTo(waiting.filter(isOfSystem), commandIds)) {
      try {
        await temporal.signal(engagement.workflowId, command.signal, factOf(command));
      } catch (error) {
        if (!(error instanceof WorkflowGone) || engagement.handedOverAt === null) {
          throw error;
        }
        if (countsAfterTheEnd(command.signal)) {
          await tellAfterwards(deps, engagement, command.signal, factOf(command));
          await markAccepted(tx, engagementId, command.id);
          continue;
        }
        await tx.command.updateMany({
          where: { subjectId: engagementId, id: command.id, state: 'received' satisfies CommandState },
          data: { state: 'ignored' satisfies CommandState, reason: 'the engagement has ended' },
        });
        continue;
      }
      await markAccepted(tx, engagementId, command.id);
    }
    const ended = await tx.command.count({
      where: { subjectId: engagementId, id: { in: commandIds }, reason: 'the engagement has ended' },
    });
    return ended > 0 ? `ignored: ${engagement.reference} has ended` : `told ${engagement.reference}`;
  }, TRANSACTION);
}

function isOfSystem({ actor }: Command): boolean {
  return (actor as unknown as Actor).kind === 'system';
}

function upTo(commands: Command[], ids: string[]): Command[] {
  const last = commands.findLastIndex(({ id }) => ids.includes(id));
  return commands.slice(0, last + 1);
}

function factOf({ id, body, actor }: Command): SentFact {
  const { occurredAt, ...fields } = body as Record<string, string>;
  return {
    commandId: id,
    actor: actor as unknown as Actor,
    occurredAtMs: Date.parse(occurredAt ?? ''),
    fields,
  };
}
