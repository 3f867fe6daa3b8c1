import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '../../database/database';
import { ENGAGEMENTS } from '../../engagement/dispatch/hand-over';
import type { HandOverDeps } from '../../dispatch/hand-over';
import { ENDED, tellFacts } from '../../fact/dispatch/tell-facts';
import { putFact, waitsStill } from '../../fact/store/facts-to-tell';

/** A fact that a vendor's state tells about an engagement. */
export interface VendorFact {
  /** The same fact has the same id, however often it is seen. */
  id: string;
  signal:
    | 'dealChanged'
    | 'invoiceChanged'
    | 'outsideChanged'
    | 'proposalSigned'
    | 'surveyAnswered'
    | 'learnerEnrolled'
    | 'courseProgressed'
    | 'courseCompleted';
  /** What the workflow gets. */
  fields: Record<string, string | number | boolean | null>;
  /** What the vendor says beside and no workflow gets: names of people. */
  kept?: Record<string, string>;
  /** What it gets beside, which we know and the vendor did not say. */
  known?: Record<string, Record<string, string | number>>;
  occurredAtMs: number;
}

/** Puts facts down, each once, for the dispatcher to tell the engagement in this order. */
export async function putVendorFacts(
  tx: Connection,
  vendor: string,
  engagementId: string,
  facts: readonly VendorFact[],
  now: Date,
): Promise<void> {
  for (const { id: commandId, signal, fields, kept, known, occurredAtMs } of facts) {
    await putFact(
      tx,
      {
        subjectId: engagementId,
        commandId,
        signal,
        body: { ...fields, ...kept, occurredAt: new Date(occurredAtMs).toISOString() },
        fields: { ...fields, ...known },
        actor: { kind: 'system', name: vendor },
        occurredAtMs,
      },
      now,
    );
  }
}

/** Somebody else may be telling them at this moment; wall-clock milliseconds. */
const LOOKS = 20;
const LOOK_AGAIN_AFTER_MS = 100;

/**
 * Sees to it that facts which were put down reach the engagement's workflow. Repeatable.
 * @returns a plain sentence on what became of them
 * @throws TemporalUnavailable, or Error while the engagement is not handed over yet; the facts stay stored
 */
export async function tellEngagement(
  deps: HandOverDeps,
  engagementId: string,
  commandIds: string[],
): Promise<string> {
  const { db } = deps;
  for (let looks = 0; await waitsStill(db, engagementId, commandIds); looks += 1) {
    if (looks === LOOKS) throw new Error('The engagement is not handed to Temporal yet; its facts wait.');
    if (looks > 0) await delay(LOOK_AGAIN_AFTER_MS);
    await tellFacts({ ...deps, handedOver: [ENGAGEMENTS] }, engagementId);
  }
  const { reference } = await db.engagement.findUniqueOrThrow({ where: { id: engagementId } });
  const ended = await db.command.count({
    where: { subjectId: engagementId, id: { in: commandIds }, reason: ENDED },
  });
  return ended > 0 ? `ignored: ${reference} has ended` : `told ${reference}`;
}
