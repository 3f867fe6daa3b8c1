import type { HeardFact } from '../../../src/fact/domain/heard-fact';
import { isOpen, type PromiseState } from '../../../src/promise/domain/ladder/promise-state';
import type { Step } from '../../../src/playbook/domain/playbook';
import type { Hearer } from '../../promise/hearing';
import { gateNow, isGateAsking, isOfPayment, paymentsAt, paymentSteps } from './ledger';
import type { Lifecycle } from '../lifecycle';
import { playSteps } from '../steps';

/** Delivery waits here for the first payment, or for the waiver of somebody whom the playbook names. */
export async function paymentGate(life: Lifecycle): Promise<void> {
  await life.pass('payment-gate', 1, async () => {
    await playSteps(life, 'payment-gate', life.input.plan.stages['payment-gate']?.steps ?? []);
  });
  openRounds(life);
}

/** Waits for a first payment that was taken back before delivery began to be there again. */
export async function gateHolds(life: Lifecycle): Promise<void> {
  for (let round = 2; round <= life.state.gateRounds; round += 1) {
    for (const step of gateSteps(life)) {
      await life.promises.keep(life.promiseOf(step, round, 'payment-gate'));
    }
  }
}

/** Who may waive is checked where the fact comes in; here it opens the gate if nothing else has. */
export function waiverHearer(life: Lifecycle): Hearer {
  return (fact) => {
    if (life.state.isPaymentWaived || gateNow(life).isOpen) {
      const how = life.state.isPaymentWaived ? 'waived' : 'received';
      return { ignored: `the first payment is ${how} already` };
    }
    life.state.isPaymentWaived = true;
    life.desk.note({ kind: 'factStated', signal: 'paymentWaived', detail: '' }, fact);
    settleGate(life, 'waived', 'paymentWaived', fact);
    return 'applied';
  };
}

/**
 * Opens the gate when what it asks has come; opens its promise anew when that was taken back before delivery began. Stages
 * after it that wait for a payment have theirs settled too.
 */
export function judgeGate(life: Lifecycle, fact: HeardFact): void {
  if (gateNow(life).isOpen) {
    settleGate(life, 'kept', 'paymentReceived', fact);
  } else if (isGateAsking(life.state) && wasPassed(life)) {
    life.state.gateRounds += 1;
    openRounds(life);
  }
  settleLaterPayments(life, fact);
}

function wasPassed(life: Lifecycle): boolean {
  const promises = gateSteps(life).map((step) =>
    life.desk.promises.get(life.keyOf(step, life.state.gateRounds)),
  );
  return promises.length > 0 && promises.every((promise) => promise !== undefined && !isOpen(promise));
}

/** Also in a later run of the same engagement: its promises are told by their titles. */
function openRounds(life: Lifecycle): void {
  for (let round = 2; round <= life.state.gateRounds; round += 1) {
    for (const step of gateSteps(life)) {
      life.promises.open(life.promiseOf(step, round, 'payment-gate'));
    }
  }
}

function settleGate(life: Lifecycle, status: 'kept' | 'waived', by: string, fact: HeardFact): void {
  for (const step of gateSteps(life)) {
    life.promises.settle(life.keyOf(step, life.state.gateRounds), status, by, fact);
  }
}

function settleLaterPayments(life: Lifecycle, fact: HeardFact): void {
  for (const { stage, step } of paymentSteps(life.input.plan)) {
    const open = life.desk.openPromises().filter((promise) => promise.step === step.id && !isUpdate(promise));
    if (stage !== 'payment-gate' && open.length > 0 && paymentsAt(life, stage).isOpen) {
      for (const { key } of open) life.promises.settle(key, 'kept', 'paymentReceived', fact);
    }
  }
}

const isUpdate = ({ kind }: Pick<PromiseState, 'kind'>): boolean => kind === 'update';

function gateSteps(life: Lifecycle): Step[] {
  const steps = life.input.plan.stages['payment-gate']?.steps ?? [];
  return steps.filter(isOfPayment);
}
