import type { HeardFact } from '../../../src/fact/domain/heard-fact';
import { gateInForce } from '../../../src/playbook/domain/legs/gate-in-force';
import { keyIn } from '../../../src/playbook/domain/legs/keys';
import { isOpen, type PromiseState } from '../../../src/promise/domain/ladder/promise-state';
import type { Hearer } from '../../promise/hearing';
import type { PromiseSpec } from '../../promise/promise-spec';
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
    for (const spec of gatePromises(life, round)) {
      await life.promises.keep(spec);
    }
  }
}

/** Who may waive is checked where the fact comes in; here it opens the gate if nothing else has. */
export function waiverHearer(life: Lifecycle): Hearer {
  return (fact) => {
    if (life.state.waiver !== null || gateNow(life).isOpen) {
      const how = life.state.waiver === null ? 'received' : 'waived';
      return { ignored: `the first payment is ${how} already` };
    }
    const { actor, commandId } = fact;
    life.state.waiver = { actor, commandId };
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
  } else if (isGateAsking(life) && wasPassed(life)) {
    life.state.gateRounds += 1;
    openRounds(life);
  }
  settleLaterPayments(life, fact);
}

function wasPassed(life: Lifecycle): boolean {
  const promises = gatePromises(life, life.state.gateRounds).map(({ key }) => life.desk.promises.get(key));
  return promises.length > 0 && promises.every((promise) => promise !== undefined && !isOpen(promise));
}

/** Also in a later run of the same engagement: its promises are told by their titles. */
function openRounds(life: Lifecycle): void {
  for (let round = 2; round <= life.state.gateRounds; round += 1) {
    for (const spec of gatePromises(life, round)) {
      life.promises.open(spec);
    }
  }
}

function settleGate(life: Lifecycle, status: 'kept' | 'waived', by: string, fact: HeardFact): void {
  for (const { key } of gatePromises(life, life.state.gateRounds)) {
    life.promises.settle(key, status, by, fact);
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

/** The promises of a round of the gate in force, which may be one of an earlier leg. */
export function gatePromises(life: Lifecycle, round: number): PromiseSpec[] {
  const { leg, steps } = gateInForce(life.input.plan);
  return steps
    .filter(isOfPayment)
    .map((step) => ({ ...life.promiseOf(step, round, 'payment-gate'), key: keyIn(leg, step.id, round) }));
}
