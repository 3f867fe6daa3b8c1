import type { JournalEntry, JournalFact, OpenedPromise } from '../domain/journal';
import { expectedPayment, keptBy, type KeepableStep, type KeptBy } from '../../engagement/domain/kept-by';
import { findStep, type Step } from '../../playbook/domain/playbook';
import type { Prisma } from '../../database/generated/client';
import { informedNotices, warningNotices } from '../../post/store/notices';
import type { Projection } from './projection';
import { suggestTeam } from '../../people/store/team';

/** What a fact changes in the read model of promises. */
export async function projectPromise(projection: Projection, entry: JournalEntry): Promise<void> {
  const { tx } = projection;
  const { fact } = entry;
  const at = new Date(entry.atMs);
  const update = async (id: string, data: Prisma.PromiseRecordUpdateManyMutationInput) => {
    await tx.promiseRecord.updateMany({ where: { id }, data });
  };
  switch (fact.kind) {
    case 'promiseOpened':
      await open(projection, fact.promise);
      return;
    case 'promiseWarned':
      await warningNotices(projection, fact, at);
      return;
    case 'promiseBroken':
      await update(fact.promiseId, { late: true, brokenAt: at, noticedAt: new Date(fact.noticedAtMs) });
      return;
    case 'promiseKept':
      await update(fact.promiseId, { ...settled(entry, fact), state: 'kept', late: fact.late });
      await informedNotices(projection, fact, at);
      await recordConsent(projection, fact, at);
      return;
    case 'promiseWaived':
      await update(fact.promiseId, { ...settled(entry, fact), state: 'waived' });
      return;
    case 'promiseCancelled':
      await update(fact.promiseId, { ...settled(entry, { signal: fact.why }), state: 'cancelled' });
      return;
    case 'promisePaused':
      await update(fact.promiseId, { dueAt: null, paused: true });
      return;
    case 'deadlineExtended':
    case 'promiseRetargeted':
      await update(fact.promiseId, { late: false, level: 0 });
      return;
    case 'escalationRaised':
    case 'escalationClimbed':
      await update(fact.promiseId, { level: fact.level });
      return;
    case 'actionFailed':
      await update(fact.promiseId, byHand(fact));
      return;
    default:
      return;
  }
}

async function open(projection: Projection, promise: OpenedPromise): Promise<void> {
  const { subject, tx, request } = projection;
  const { openedAtMs, title, assignee: assigneeId, ...same } = promise;
  const term = projection.takeTerm(promise.id);
  const step = subject.playbook ? findStep(subject.playbook, promise.step) : undefined;
  const ways =
    subject.keptBy?.(promise) ??
    keptBy(keepable(promise, step), promise.id, await contextOf(projection, promise, step));
  if (projection.retold) {
    await tx.promiseRecord.deleteMany({ where: { id: promise.id } });
  }
  await tx.promiseRecord.create({
    data: {
      ...same,
      title,
      assigneeId,
      subjectId: subject.id,
      engagementId: subject.engagementId,
      ticketId: subject.ticketId,
      workflowId: request.writer,
      openedAt: new Date(openedAtMs),
      dueAt: typeof term?.dueMs === 'number' ? new Date(term.dueMs) : null,
      paused: term === undefined,
      state: 'open',
      keptBy: ways as unknown as Prisma.InputJsonArray,
      explanation: term?.explanation ?? [],
    },
  });
}

// Whoever has consented before keeps their own date; whoever has taken it back is not asked again by a signature.
async function recordConsent(
  { tx, subject }: Projection,
  { step: id }: Extract<JournalFact, { kind: 'promiseKept' }>,
  at: Date,
): Promise<void> {
  const step = id && subject.playbook ? findStep(subject.playbook, id) : undefined;
  if (step?.consents === 'surveys' && subject.clientId) {
    await tx.contact.updateMany({
      where: { clientId: subject.clientId, consentAt: null, consentSource: null },
      data: { consentAt: at, consentSource: `signed proposal ${subject.reference}` },
    });
  }
}

// The promise of an invitation or an update stands beside its step and is kept in its own way.
function keepable(promise: OpenedPromise, step: Step | undefined): KeepableStep {
  return step && step.kind === promise.kind ? step : { kind: promise.kind };
}

async function contextOf({ subject, tx }: Projection, promise: OpenedPromise, step: Step | undefined) {
  const { playbook, amount, currency, contactName, team } = subject;
  const asksForTeam = step?.form?.some((field) => field.type === 'team') ?? false;
  const signatory = team['managing-director'] ?? team[promise.owedBy];
  const signs = step?.for?.party === 'provider' && signatory;
  const person = signs ? await tx.person.findUnique({ where: { id: signatory } }) : null;
  const waitsForPayment = step?.for?.signal === 'paymentReceived';
  return {
    contactName,
    signatoryName: person?.name ?? null,
    amount: playbook && waitsForPayment ? expectedPayment(playbook, promise.step, amount) : amount,
    currency,
    invoiceReference: waitsForPayment ? subject.reference : null,
    team: asksForTeam && playbook ? await suggestTeam(tx, playbook.team, team) : {},
  };
}

function settled(entry: JournalEntry, { signal }: { signal: string }) {
  return {
    settledAt: new Date(entry.atMs),
    settledBy: { actor: entry.actor, signal } as Prisma.InputJsonObject,
    keptBy: [],
    paused: false,
  };
}

function byHand({ promiseId, title }: Extract<JournalFact, { kind: 'actionFailed' }>) {
  const ways: KeptBy[] = keptBy({ kind: 'task' }, promiseId, NO_CONTEXT);
  return { kind: 'task', title: `By hand: ${title}`, keptBy: ways as unknown as Prisma.InputJsonArray };
}

const NO_CONTEXT = {
  contactName: null,
  signatoryName: null,
  amount: null,
  currency: null,
  invoiceReference: null,
  team: {},
};
