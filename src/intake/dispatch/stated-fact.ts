import type { Statement } from '../../capability/events';
import type { Database } from '../../database/database';
import type { Engagement, PromiseRecord } from '../../database/generated/client';
import type { HandOverDeps } from '../../dispatch/hand-over';
import { ENGAGEMENTS } from '../../engagement/dispatch/hand-over';
import { ENGAGEMENT_BODIES } from '../../engagement/domain/facts/bodies';
import type { Party } from '../../engagement/domain/facts/declare';
import { ENGAGEMENT_FACTS, type EngagementFactDeclaration } from '../../engagement/domain/facts/registry';
import { permits } from '../../engagement/domain/permissions';
import { factNamed } from '../../fact/domain/declaration';
import type { SentFact } from '../../fact/domain/heard-fact';
import { markAccepted, type NewCommand, storeCommand, withdrawCommand } from '../../fact/store/commands';
import { fingerprintOf } from '../../fact/store/idempotency';
import { playbooksOf } from '../../playbook/store/playbooks-of';
import { WorkflowGone } from '../../temporal/client';
import { shortEffectKey } from '../../vendors/kit/effect-key';
import type { Vendor, VendorRights } from '../../vendors/kit/vendor';
import { findVendor } from '../../vendors/registry';
import { type DeliveryKey, failureOf } from '../domain/intake';
import { placesOf } from '../domain/statement-schema';
import { type FieldsVerdict, fieldsOfStated } from './stated-fields';

type StatedFact = Extract<Statement, { states: 'fact' }>;

/** What a body says beside what its fact is about. */
export interface StatedBody {
  promiseId?: string;
  occurredAt?: string;
  party?: Party;
  form?: object;
}

/** A fact that may be taken, and of what. */
interface Judged {
  engagement: Engagement;
  promise: PromiseRecord | undefined;
  body: StatedBody;
  fields: object;
}

/**
 * Takes a fact that a vendor states of an engagement, in the roles that the settings give it: as the API would from a person
 * of these roles, but for what is personal and for what needs a look at our people.
 */
export async function takeStatedFact(
  deps: HandOverDeps & { vendors: readonly Vendor[] },
  { vendor, key }: DeliveryKey,
  stated: StatedFact,
  rights: VendorRights,
): Promise<string> {
  const { db, clock } = deps;
  const judged = await judge(
    { db, vendors: deps.vendors, nowMs: clock.productNow() },
    vendor,
    stated,
    rights,
  );
  if ('refused' in judged) return failureOf(`nothing was stated: ${judged.refused}`);
  const { engagement, promise, body, fields } = judged;
  if (engagement.handedOverAt === null) {
    throw new Error('The engagement is not handed to Temporal yet; what is stated of it waits.');
  }
  const nowMs = clock.productNow();
  const command: NewCommand = {
    subjectId: engagement.id,
    id: `${vendor}/${shortEffectKey(key)}`,
    signal: stated.signal,
    body: { ...body },
    actor: { kind: 'system', name: vendor },
    fingerprint: fingerprintOf(stated),
  };
  await storeCommand(db, command, new Date(nowMs));
  const fact: SentFact = {
    commandId: command.id,
    actor: command.actor,
    occurredAtMs: occurredAtMs(body, nowMs, engagement),
    ...(promise === undefined ? {} : { promiseId: promise.id }),
    fields,
  };
  const isTaken = await send(deps, engagement, promise?.workflowId, command, fact);
  return isTaken
    ? `told ${engagement.reference}: ${stated.signal}`
    : failureOf(`nothing was stated: ${engagement.reference} has ended`);
}

/** @returns false when what it is about has ended, and takes no more */
async function send(
  deps: HandOverDeps,
  engagement: Engagement,
  workflowId: string | null | undefined,
  command: NewCommand,
  fact: SentFact,
): Promise<boolean> {
  try {
    await deps.temporal.signal(workflowId ?? engagement.workflowId, command.signal, fact);
  } catch (error) {
    if (!(error instanceof WorkflowGone)) throw error;
    if ((await ENGAGEMENTS.whenOver?.(deps, engagement, command.signal, fact)) !== true) {
      await withdrawCommand(deps.db, command);
      return false;
    }
  }
  await markAccepted(deps.db, command.subjectId, command.id);
  return true;
}

async function judge(
  { db, vendors, nowMs }: { db: Database; vendors: readonly Vendor[]; nowMs: number },
  vendor: string,
  { engagement: named, signal, body: given }: StatedFact,
  { roles }: VendorRights,
): Promise<Judged | { refused: string }> {
  const fact: EngagementFactDeclaration | undefined = factNamed(ENGAGEMENT_FACTS, signal);
  const bodies: Readonly<Record<string, (typeof ENGAGEMENT_BODIES)[keyof typeof ENGAGEMENT_BODIES]>> =
    ENGAGEMENT_BODIES;
  const schema = bodies[signal]?.schema;
  if (fact === undefined || schema === undefined)
    return { refused: 'there is no such fact of an engagement' };
  if (fact.personal) return { refused: `${signal} is for people alone` };
  const read = schema.safeParse(given);
  if (!read.success) return { refused: `these fields are missing or wrong: ${placesOf(read.error)}` };
  const body = read.data as StatedBody;
  const engagement = await db.engagement.findFirst({
    where: { OR: [{ id: named }, { reference: named }] },
  });
  if (engagement === null) return { refused: 'there is no engagement of this id or reference' };
  const { playbook, earlier } = await playbooksOf(db, engagement);
  const promises = await db.promiseRecord.findMany({
    where: { engagementId: engagement.id, state: 'open' },
    orderBy: { id: 'asc' },
  });
  const mayState = (promise?: PromiseRecord) =>
    permits(
      fact,
      { id: vendor, roles, deputyOf: [] },
      {
        decisions: playbook.decisions,
        team: engagement.team as Record<string, string>,
        ...(promise ? { promise: { owedBy: promise.owedBy, assignee: promise.assigneeId } } : {}),
        ...(body.party === undefined ? {} : { party: body.party }),
      },
    ).permitted;
  const choice = choose(fact, body, promises, mayState);
  if ('refused' in choice) return choice;
  const hostsOf = (name: string) => findVendor(name, vendors)?.linkHosts;
  const verdict: FieldsVerdict = await fieldsOfStated(
    { db, engagement, playbook, earlier, promise: choice.promise, hostsOf, nowMs },
    signal,
    body,
  );
  if ('refused' in verdict) return verdict;
  const { fields, form } = verdict;
  return { engagement, promise: choice.promise, body: form ? { ...body, form } : body, fields };
}

type Choice = { promise: PromiseRecord | undefined } | { refused: string };

/** The promise that a fact is about: the one that it names, or the only open one that it keeps and may keep. */
function choose(
  { name, needs, keeps }: EngagementFactDeclaration,
  { promiseId, party }: StatedBody,
  promises: readonly PromiseRecord[],
  mayState: (promise?: PromiseRecord) => boolean,
): Choice {
  const notAllowed = { refused: `the settings do not let it state ${name} here` };
  if (promiseId !== undefined) {
    const promise = promises.find(({ id }) => id === promiseId);
    if (promise === undefined) return { refused: 'no open promise has this id' };
    if (keeps && !isKeptBy(promise, name, party)) return { refused: `${name} does not keep this promise` };
    return mayState(promise) ? { promise } : notAllowed;
  }
  if (typeof needs === 'object') return { refused: `it has to name ${needs.named}` };
  const waiting = keeps ? promises.filter((promise) => isKeptBy(promise, name, party)) : [];
  if (waiting.length === 0) {
    if (needs === 'openPromise') return { refused: `no open promise waits for ${name}` };
    return mayState() ? { promise: undefined } : notAllowed;
  }
  const own = waiting.filter(mayState);
  if (own.length > 1) return { refused: 'several open promises wait for it: it has to name one' };
  return own.length === 0 ? notAllowed : { promise: own[0] };
}

function isKeptBy({ keptBy }: PromiseRecord, signal: string, party: Party | undefined): boolean {
  const ways = keptBy as { signal: string; body: Record<string, unknown> }[];
  return ways.some(
    (way) => way.signal === signal && (way.body['party'] === undefined || way.body['party'] === party),
  );
}

/** When it happened, by the vendor's word: neither later than now nor before there was anything that it could be about. */
function occurredAtMs({ occurredAt }: StatedBody, nowMs: number, { startedAt }: Engagement): number {
  const saidMs = occurredAt === undefined ? nowMs : Date.parse(occurredAt);
  return Math.max(startedAt.getTime(), Math.min(saidMs, nowMs));
}
