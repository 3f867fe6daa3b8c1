import type { Statement } from '../../capability/events';
import type { Connection } from '../../database/database';
import type { HandOverDeps } from '../../dispatch/hand-over';
import { ENGAGEMENTS } from '../../engagement/dispatch/hand-over';
import { ENGAGEMENT_BODIES, type StatedEngagementFact } from '../../engagement/domain/facts/bodies';
import { ENGAGEMENT_FACTS, type EngagementFactDeclaration } from '../../engagement/domain/facts/registry';
import type { Engagement } from '../../engagement/store/engagements';
import { judgeStated, type NotTaken } from '../../engagement/store/stated/judge';
import { sendFact } from '../../fact/dispatch/send-fact';
import { factNamed } from '../../fact/domain/declaration';
import type { SentFact } from '../../fact/domain/heard-fact';
import { type CommandState, type NewCommand, readCommand, storeCommand } from '../../fact/store/commands';
import { fingerprintOf } from '../../fact/store/idempotency';
import { shortEffectKey } from '../../vendors/kit/effect-key';
import type { Vendor, VendorRights } from '../../vendors/kit/vendor';
import { findVendor } from '../../vendors/registry';
import { type DeliveryKey, failureOf } from '../domain/intake';
import { placesOf } from '../domain/statement-schema';

type StatementOfFact = Extract<Statement, { states: 'fact' }>;

/**
 * Takes a fact that a vendor states of an engagement, in the roles that the settings give it: as the API would from a person
 * of these roles, but for what is personal and for what gives work to people of ours.
 * @returns what became of it, in a plain sentence
 * @throws TemporalUnavailable, or Error while the engagement is not handed over yet; it is to be tried again
 */
export async function takeStatedFact(
  deps: HandOverDeps & { vendors: readonly Vendor[] },
  { vendor, key }: DeliveryKey,
  statement: StatementOfFact,
  { roles }: VendorRights,
): Promise<string> {
  const { db, clock } = deps;
  const read = await readStatement(db, statement);
  if ('unreadable' in read) return nothing(read.unreadable);
  const { engagement, stated } = read;
  const { signal } = stated;
  const told = `told ${engagement.reference}: ${signal}`;
  const commandId = `${vendor}/${shortEffectKey(key)}`;
  const known = await readCommand(db, engagement.id, commandId);
  // It may have settled its promise, so that it would be refused now.
  if (known !== null && known.state !== ('received' satisfies CommandState)) return told;
  const nowMs = clock.productNow();
  const judged = await judgeStated(
    {
      ...{ db, engagement, nowMs, byPerson: false },
      stater: { id: vendor, roles, deputyOf: [] },
      hostsOf: (name) => findVendor(name, deps.vendors)?.linkHosts,
    },
    stated,
  );
  if ('refused' in judged) return nothing(reasonOf(judged.refused, signal, engagement));
  if (engagement.handedOverAt === null) {
    throw new Error('The engagement is not handed to Temporal yet; what is stated of it waits.');
  }
  const { promise, body, fields } = judged;
  const actor = { kind: 'system', name: vendor } as const;
  const fingerprint = fingerprintOf(statement);
  const command: NewCommand = { subjectId: engagement.id, id: commandId, signal, body, actor, fingerprint };
  const stored = await storeCommand(db, command, new Date(nowMs), judged.whenStored);
  if (stored.outcome === 'wrong') {
    return nothing(reasonOf({ why: 'wrong', faults: stored.faults }, signal, engagement));
  }
  const fact: SentFact = {
    ...{ commandId, actor, fields },
    occurredAtMs: occurredAtMs(stated.body, nowMs, engagement),
    ...(promise ? { promiseId: promise.id } : {}),
  };
  const isTaken = await sendFact(deps, {
    ...{ command, fact },
    workflowId: judged.workflowId ?? promise?.workflowId ?? engagement.workflowId,
    whenOver: async (sent) => (await ENGAGEMENTS.whenOver?.(deps, engagement, signal, sent)) === true,
  });
  return isTaken ? told : nothing(reasonOf({ why: 'ended' }, signal, engagement));
}

/** What is stated, and of what; or why that cannot be read, without what stands in it. */
async function readStatement(
  db: Connection,
  { engagement: named, signal, body: given }: StatementOfFact,
): Promise<{ engagement: Engagement; stated: StatedEngagementFact } | { unreadable: string }> {
  const fact: EngagementFactDeclaration | undefined = factNamed(ENGAGEMENT_FACTS, signal);
  if (fact === undefined || !isStatable(signal)) {
    return { unreadable: 'there is no such fact of an engagement' };
  }
  if (fact.personal) return { unreadable: `${signal} is for people alone` };
  const read = ENGAGEMENT_BODIES[signal].schema.safeParse(given);
  if (!read.success) return { unreadable: `these fields are missing or wrong: ${placesOf(read.error)}` };
  const engagement = await db.engagement.findFirst({
    where: { OR: [{ id: named }, { reference: named }] },
  });
  if (engagement === null) return { unreadable: 'there is no engagement of this id or reference' };
  // The body has passed the schema of this very name.
  return { engagement, stated: { signal, body: read.data } as StatedEngagementFact };
}

function isStatable(signal: string): signal is StatedEngagementFact['signal'] {
  return Object.hasOwn(ENGAGEMENT_BODIES, signal);
}

function nothing(why: string): string {
  return failureOf(`nothing was stated: ${why}`);
}

/** Why it cannot be taken, by names of fields and in words of the playbook alone: it goes into histories. */
function reasonOf(refused: NotTaken, signal: string, { reference }: Engagement): string {
  switch (refused.why) {
    case 'wrong':
      return refused.faults.map(({ pointer, message }) => `${pointer}: ${message}`).join('; ');
    case 'notAllowed':
      return `the settings do not let it state ${signal} here`;
    case 'settled':
      return `the promise that it names is ${refused.state} already`;
    case 'nothingWaits':
      return `no open promise waits for ${signal}`;
    case 'ended':
      return `${reference} has ended`;
  }
}

/** When it happened, by the vendor's word: neither later than now nor before there was anything that it could be about. */
function occurredAtMs(
  { occurredAt }: StatedEngagementFact['body'],
  nowMs: number,
  { startedAt }: Engagement,
): number {
  const saidMs = occurredAt === undefined ? nowMs : Date.parse(occurredAt);
  return Math.max(startedAt.getTime(), Math.min(saidMs, nowMs));
}
