import { subject, type Told } from '../../journal/domain/entry';
import type { EngagementTurn, Keepable, Model, SubjectState } from '../../journal/domain/model';
import { byHand } from '../../journal/domain/promise-changes';
import { instantOf, type Way } from '../../journal/domain/rows';
import { findStep, type StageName, type Step } from '../../playbook/domain/playbook';
import type { EngagementStatus } from './engagement';
import type { EngagementFact } from './journal-facts';
import { expectedPayment, type KeepableStep, waysToKeep } from './kept-by';
import { storedMoney, textOf } from '../../money/domain/money';
import { recordLedger } from './ledger/project';
import { failedPoints, recordQuality } from './quality';
import { engagementWords } from './words';

/** What the facts of an engagement change in its row. */
export interface EngagementColumns {
  stage: StageName;
  status: EngagementStatus;
  team: Record<string, string>;
  facts: Record<string, unknown>;
}

/** One client, one agreement, from the proposal to the end of service. */
export const engagementSubject = subject<EngagementFact, EngagementColumns>()({
  kind: 'engagement',
  idPrefix: 'eng',
  table: 'engagement',
  since: 'started_at',
  isHandedOver: true,
  overStatuses: ['completed', 'cancelled'],
  columns: { stage: true, status: true, team: true, facts: true },
  words: engagementWords,
  remarks: failedPoints,
  keptBy: engagementKeptBy,
  concernsAllPromises: ['reassigned', 'actingEnded', 'ledgerPosted'],
  changes: {
    stageEntered: (model, { shown }) => model.changeOwn({ stage: shown }),
    stageLeft: (model, { shown }) => model.changeOwn({ stage: shown }),
    engagementHeld: (model, _fact, entry) => {
      model.changeOwn({ status: 'held' });
      turn(model, 'held', entry);
    },
    engagementResumed: (model, _fact, entry) => {
      model.changeOwn({ status: 'active' });
      turn(model, 'resumed', entry);
    },
    engagementCompleted: (model, _fact, entry) => {
      // What has come to its end on hold holds nothing any more.
      if (model.subject.own.status === 'held') turn(model, 'resumed', entry);
      model.changeOwn({ status: 'completed' });
    },
    engagementCancelled: (model, _fact, entry) => {
      model.changeOwn({ status: 'cancelled' });
      turn(model, 'cancelled', entry);
    },
    answersGiven: (model, _fact, { stated }) =>
      model.changeOwn({ facts: { ...model.subject.own.facts, ...(stated['form'] as object | undefined) } }),
    reassigned: (model, { role, personId }) => roleGiven(model, role, personId),
    actingEnded: (model, { role, personId }) => roleGiven(model, role, personId),
    trackOpened: (model, { trackId, workflowId, trackKind, title }, { atMs }) =>
      model.put('track', {
        id: trackId,
        engagementId: model.subject.id,
        workflowId,
        kind: trackKind,
        title,
        state: 'open',
        openedAt: instantOf(atMs),
        endedAt: null,
      }),
    trackEnded: (model, { trackId, outcome }, { atMs }) =>
      model.change('track', trackId, { state: outcome, endedAt: instantOf(atMs) }),
    ledgerPosted: (model, fact) => recordLedger(model, fact),
    actionFailed: (model, { promiseId, title }) => byHand(model, promiseId, title),
    promiseKept: (model, fact, entry) => {
      recordQuality(model, fact, entry);
      if (stepOf(model.subject, fact.step)?.consents === 'surveys') {
        model.consequences.push({ kind: 'surveyConsentGiven', atMs: entry.atMs });
      }
    },
  },
});

const TURNED: Record<EngagementTurn, string> = {
  held: 'is on hold',
  resumed: 'goes on',
  cancelled: 'was cancelled',
};

function turn(
  model: Model<EngagementColumns>,
  turned: EngagementTurn,
  { atMs, commandId, stated }: Told,
): void {
  const { reason } = stated;
  const words = typeof reason === 'string' ? `: ${reason}` : '';
  model.consequences.push({
    kind: 'engagementTurned',
    turn: turned,
    cause: commandId ?? `${turned}@${atMs}`,
    why: `${model.subject.reference} ${TURNED[turned]}${words}`,
    atMs,
  });
}

/** Open promises of a role follow whoever has it. */
function roleGiven(model: Model<EngagementColumns>, role: string, personId: string | null): void {
  model.giveRole(role, personId);
  model.changeOwn({ team: { ...model.subject.team } });
  for (const promise of model.all('promise')) {
    if (promise.state === 'open' && promise.owedBy === role) {
      model.put('promise', { ...promise, assigneeId: personId });
    }
  }
}

function engagementKeptBy(state: SubjectState<EngagementColumns>, promise: Keepable): Way[] {
  const { rules, amount, currency, reference } = state;
  const step = stepOf(state, promise.step);
  const awaitsPayment = step?.for?.signal === 'paymentReceived';
  const playbook = rules.playbook?.rules;
  const value = storedMoney(amount, currency);
  const { asks } = promise;
  const expected = playbook && awaitsPayment ? expectedPayment(playbook, promise.step, value) : value;
  return waysToKeep(keepable(promise, step), promise.id, {
    amount: asks?.amount ?? (expected && textOf(expected).amount),
    currency: asks?.currency ?? currency,
    invoiceReference: awaitsPayment ? reference : null,
  });
}

/** The promise of an invitation or an update stands beside its step and is kept in its own way. */
function keepable(promise: Keepable, step: Step | undefined): KeepableStep {
  return step && step.kind === promise.kind ? step : { kind: promise.kind };
}

function stepOf({ rules }: Pick<SubjectState, 'rules'>, id: string | undefined): Step | undefined {
  return id !== undefined && rules.playbook ? findStep(rules.playbook.rules, id) : undefined;
}
