import type { HeardFact } from '../../src/fact/domain/heard-fact';
import { ENGAGEMENT_FACTS, type EngagementFactDeclaration } from '../../src/engagement/domain/facts/registry';
import { surveyAnswered } from '../../src/engagement/domain/facts/result';
import { stepCompleted } from '../../src/engagement/domain/facts/steps';
import { factNamed } from '../../src/fact/domain/declaration';
import { termToSeconds } from '../../src/promise/domain/duration';
import { applies } from '../../src/playbook/domain/applies';
import { REPEATS } from '../../src/playbook/domain/legs/keys';
import type { StageName, Step } from '../../src/playbook/domain/playbook';
import { isLearned } from './told/learning';
import { isOfPayment, paymentsAt } from './money/ledger';
import type { Lifecycle } from './lifecycle';
import { completed } from './lifecycle';
import { isLeftToPerson } from './said-by-person';
import { INVITATION } from '../promise/promise-facts';
import type { PromiseSpec, Settlement } from '../promise/promise-spec';

/**
 * Plays the steps of a stage or a track: each begins when the steps it comes after are done, all others at once.
 * Returns how each ended.
 */
export async function playSteps(
  life: Lifecycle,
  stage: StageName,
  steps: Step[],
  generation = 1,
): Promise<Map<string, Settlement>> {
  const ended = new Map<string, Settlement>();
  const running = new Map<string, Promise<void>>();
  for (const [index, step] of steps.entries()) {
    const before = step.after ?? (index === 0 ? [] : [steps[index - 1]?.id ?? '']);
    running.set(step.id, begin(step, before));
  }
  await Promise.all(running.values());
  return ended;

  async function begin(step: Step, before: string[]): Promise<void> {
    // Steps only name earlier ones of the list or are refused by the playbook's check, so this cannot wait in a circle.
    await Promise.all(before.map((id) => running.get(id) ?? Promise.resolve()));
    await life.whileActive();
    if (!applies(life, step.when)) {
      life.once(`skipped/${life.keyOf(step, generation)}`, () =>
        life.desk.note({ kind: 'stepSkipped', step: step.id, title: step.title }),
      );
      return;
    }
    const settlement = await playStep(life, stage, step, generation);
    const isRefused = settlement.by === 'approvalRefused' || settlement.by === step.orElse;
    if (isRefused && step.refusedTo) {
      const repeated = stepsFrom(steps, step.refusedTo, step.id);
      for (const [id, again] of await playSteps(life, stage, repeated, generation + REPEATS)) {
        ended.set(id, again);
      }
      return;
    }
    ended.set(step.id, settlement);
  }
}

function stepsFrom(steps: Step[], first: string, last: string): Step[] {
  const from = steps.findIndex((step) => step.id === first);
  const to = steps.findIndex((step) => step.id === last);
  return steps.slice(from, to + 1).map((step, index) => (index === 0 ? { ...step, after: [] } : step));
}

/** Plays one step and returns how it ended. */
export async function playStep(
  life: Lifecycle,
  stage: StageName,
  step: Step,
  generation: number,
): Promise<Settlement> {
  const spec = life.promiseOf(step, generation, stage);
  switch (step.kind) {
    case 'action':
    case 'message':
      await life.perform(spec, needed(step), step.with ?? {});
      return await life.promises.keep(spec);
    case 'meeting':
      return await playMeeting(life, spec, step);
    case 'task':
      return await life.promises.keep({
        ...spec,
        awaits: { stepCompleted: (fact) => takeAnswers(life, step, fact) },
      });
    case 'approval':
      return await life.promises.keep({
        ...spec,
        awaits: { approvalGiven: completed, approvalRefused: completed },
      });
    case 'wait':
      return await playWait(life, stage, { ...spec, ...waitRules(life, step, generation) }, step);
  }
}

// The invitation is an effect of its own; the promise is that the meeting takes place.
async function playMeeting(life: Lifecycle, spec: PromiseSpec, step: Step): Promise<Settlement> {
  const invitation: PromiseSpec = {
    ...spec,
    key: `${spec.key}${INVITATION}`,
    kind: 'action',
    title: `Invite to: ${step.title}`,
  };
  await life.perform(invitation, needed(step), step.with ?? {});
  return await life.promises.keep({ ...spec, awaits: { meetingHeld: completed } });
}

// A signature, a payment or what a learner did may have come before anybody waited for it.
async function playWait(
  life: Lifecycle,
  stage: StageName,
  spec: PromiseSpec,
  step: Step,
): Promise<Settlement> {
  life.promises.open(spec);
  const { signatures, waiver } = life.state;
  if (step.for?.signal === 'proposalSigned' && signatures.includes(step.for.party ?? '')) {
    life.promises.settle(spec.key, 'kept', 'proposalSigned', {});
  }
  if (step.for && isLearned(life, step.for.signal)) {
    life.promises.settle(spec.key, 'kept', step.for.signal, {});
  }
  if (isOfPayment(step)) {
    if (waiver && stage === 'payment-gate') {
      life.promises.settle(spec.key, 'waived', 'paymentWaived', waiver);
    } else if (paymentsAt(life, stage).isOpen) {
      life.promises.settle(spec.key, 'kept', 'paymentReceived', {});
    }
  }
  return await life.promises.keep(spec);
}

function takeAnswers(life: Lifecycle, step: Step, fact: HeardFact) {
  const { answers, team } = stepCompleted.read(fact);
  Object.assign(life.state.answers, answers);
  if (step.form) {
    life.desk.note({ kind: 'answersGiven', step: step.id, title: step.title }, fact);
  }
  for (const [role, personId] of Object.entries(team ?? {})) {
    if (life.state.team[role] !== personId) {
      life.state.team[role] = personId;
      life.desk.note({ kind: 'reassigned', role, personId }, { actor: fact.actor });
    }
  }
  return completed(fact);
}

/** What the client said in figures may decide what follows. */
function takeScores(life: Lifecycle, fact: HeardFact): void {
  if (fact.signal === surveyAnswered.name) {
    const scores = Object.entries(surveyAnswered.read(fact)).filter(([, score]) => score !== null);
    Object.assign(life.state.answers, Object.fromEntries(scores));
  }
}

function waitRules(life: Lifecycle, step: Step, generation: number): Pick<PromiseSpec, 'awaits' | 'marks'> {
  const awaits: NonNullable<PromiseSpec['awaits']> = {};
  if (step.for) {
    awaits[step.for.signal] = (fact) => {
      takeScores(life, fact);
      return { status: 'kept', by: outcomeOf(fact) };
    };
  }
  if (step.waivedBy) {
    awaits[step.waivedBy] = ({ signal }) => ({ status: 'waived', by: signal });
  }
  if (step.orElse) {
    awaits[step.orElse] = completed;
  }
  const marks: NonNullable<PromiseSpec['marks']> = [];
  const key = life.keyOf(step, generation);
  const { reminder } = step;
  if (reminder) {
    const remind = () => void remindOnce(life, key, step.title, reminder);
    marks.push({ afterSeconds: termToSeconds(reminder.after), onMark: remind });
  }
  if (step.endsAfter) {
    const end = () => life.promises.settle(key, 'waived', 'no answer', {});
    marks.push({ afterSeconds: termToSeconds(step.endsAfter), onMark: end });
  }
  return { awaits, marks };
}

// A reminder that cannot be sent is noted and left: the promise it reminds of has its own end.
async function remindOnce(
  life: Lifecycle,
  key: string,
  title: string,
  reminder: NonNullable<Step['reminder']>,
): Promise<void> {
  const summary = `Reminder: ${title}`;
  await life.desk.whileBusy(async () => {
    const asked = life.asked(reminder.do, `${life.input.reference}/${key}/reminder`);
    try {
      const { refs, note } = await life.call(reminder.do, asked.key, reminder.with, summary);
      life.desk.note({ kind: 'actionDone', title: summary, ...asked, refs, note });
    } catch (error) {
      if (isLeftToPerson(life, error, { ...asked, title: summary, params: reminder.with })) return;
      life.desk.note({ kind: 'reminderFailed', action: reminder.do, title: summary });
    }
  });
}

function outcomeOf(fact: HeardFact): string {
  const declared: EngagementFactDeclaration | undefined = factNamed(ENGAGEMENT_FACTS, fact.signal);
  return declared?.outcome?.(fact.fields) ?? fact.signal;
}

function needed(step: Step) {
  if (!step.do) {
    throw new Error(`The step ${step.id} has nothing to do`);
  }
  return step.do;
}
