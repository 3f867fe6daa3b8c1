import { byHandForm } from '../../capability/actions';
import { CHANNEL_QUESTION, channelOf } from '../../client/domain/channel';
import { subject, type Told } from '../../journal/domain/entry';
import type { EngagementTurn, Keepable, Model, SubjectState } from '../../journal/domain/model';
import { byHand } from '../../journal/domain/promise-changes';
import { type Instant, instantOf, type Way } from '../../journal/domain/rows';
import { legOf } from '../../playbook/domain/legs/keys';
import { findStep, type StageName, type Step } from '../../playbook/domain/playbook';
import { documentNamed } from './documents';
import type { EngagementStatus } from './engagement';
import type { EngagementFact } from './journal-facts';
import { expectedPayment, type KeepableStep, waysToKeep } from './kept-by';
import { restorableOf } from './outside-decision';
import { storedMoney, textOf } from '../../money/domain/money';
import {
  effectAsked,
  effectBeside,
  effectHandedOver,
  effectSettled,
  effectUndone,
  linkGiven,
  linkIn,
} from './effects';
import { recordLedger } from './ledger/project';
import { recordPlan, taskEnded, underItsTitle } from './plan/project';
import { isPlanTask } from './plan/keys';
import { checkedVersion, failedPoints, recordQuality } from './quality';
import { engagementWords } from './words';

/** A playbook by which an engagement went before. */
export interface EarlierPlaybook {
  name: string;
  version: number;
  /** When the next one began. */
  until: Instant;
}

/** What the facts of an engagement change in its row. */
export interface EngagementColumns {
  playbookName: string;
  playbookVersion: number;
  /** Oldest first. */
  earlierPlaybooks: EarlierPlaybook[];
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
  columns: {
    playbookName: true,
    playbookVersion: true,
    earlierPlaybooks: true,
    stage: true,
    status: true,
    team: true,
    facts: true,
  },
  words: engagementWords,
  remarks: (model, told) => [
    ...checkedVersion(model, told),
    ...failedPoints(model, told),
    ...linkGiven(model, told),
    ...documentNamed(model, told),
  ],
  asTold: underItsTitle,
  keptBy: engagementKeptBy,
  concernsAllPromises: ['reassigned', 'actingEnded', 'ledgerPosted'],
  changes: {
    playbookBegan: (model, { name, version }, { atMs }) => {
      const { playbookName, playbookVersion, earlierPlaybooks } = model.subject.own;
      const before = { name: playbookName, version: playbookVersion, until: instantOf(atMs) };
      model.goOnBy(name, version);
      model.changeOwn({
        playbookName: name,
        playbookVersion: version,
        earlierPlaybooks: [...earlierPlaybooks, before],
      });
    },
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
    answersGiven: (model, _fact, { stated, atMs }) => {
      const answers = stated['form'] as Record<string, unknown> | undefined;
      model.changeOwn({ facts: { ...model.subject.own.facts, ...answers } });
      const channel = channelOf(answers?.[CHANNEL_QUESTION]);
      if (channel) model.consequences.push({ kind: 'channelPreferred', channel, atMs });
    },
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
    planLaid: recordPlan,
    planChanged: recordPlan,
    promiseOpened: (model, { promise }, entry) => effectAsked(model, promise, entry),
    actionDone: (model, fact, entry) => effectBeside(model, fact, entry),
    actionFailed: (model, fact) => {
      const { promiseId, title, advice, action } = fact;
      const words = advice === undefined ? title : `${title}. ${advice}`;
      byHand(model, promiseId, words, byHandForm(action));
      effectHandedOver(model, fact);
    },
    actionUndone: (model, fact, entry) => effectUndone(model, fact, entry),
    promiseWaived: (model, { promiseId }, entry) => effectSettled(model, promiseId, 'calledOff', entry),
    promiseCancelled: (model, { promiseId }, entry) => {
      effectSettled(model, promiseId, 'calledOff', entry);
      taskEnded(model, promiseId, 'dropped', entry);
    },
    promiseKept: (model, fact, entry) => {
      recordQuality(model, fact, entry);
      taskEnded(model, fact.promiseId, 'done', entry);
      effectSettled(model, fact.promiseId, 'kept', entry, fact.effect, linkIn(entry.stated));
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
      model.change('planTask', promise.id, { personId });
    }
  }
}

function engagementKeptBy(state: SubjectState<EngagementColumns>, promise: Keepable): Way[] {
  const { rules, amount, currency, reference } = state;
  // What is awaited anew may be a step of a playbook before the one in force.
  const leg = legOf(promise.key);
  const playbooks = [...rules.earlier, ...(rules.playbook ? [rules.playbook] : [])].map((one) => one.rules);
  const playbook = playbooks[leg - 1];
  const step = playbook && findStep(playbook, promise.step);
  const awaitsPayment = step?.for?.signal === 'paymentReceived';
  const value = storedMoney(amount, currency);
  const { asks } = promise;
  const expected = awaitsPayment ? expectedPayment(playbooks, { leg, step: promise.step }, value) : value;
  return waysToKeep(keepable(promise, step), promise.id, {
    amount: asks?.amount ?? (expected && textOf(expected).amount),
    currency: asks?.currency ?? currency,
    invoiceReference: awaitsPayment ? reference : null,
  });
}

/** The promise of an invitation or an update stands beside its step and is kept in its own way. */
function keepable(promise: Keepable, step: Step | undefined): KeepableStep {
  if (step && step.kind === promise.kind) return step;
  if (isPlanTask(promise.key)) return { kind: 'planTask' };
  return { kind: promise.kind, restorable: restorableOf(promise.key) !== undefined };
}

function stepOf({ rules }: Pick<SubjectState, 'rules'>, id: string | undefined): Step | undefined {
  return id !== undefined && rules.playbook ? findStep(rules.playbook.rules, id) : undefined;
}
