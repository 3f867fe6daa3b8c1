import { paymentReceived } from '../../src/engagement/domain/facts/agreement';
import type { Step } from '../../src/playbook/domain/playbook';
import type { Hearer } from '../promise/hearing';
import type { Lifecycle } from './lifecycle';
import { playSteps } from './steps';

/** Delivery waits here for the first payment, or for the waiver of somebody whom the playbook names. */
export async function paymentGate(life: Lifecycle): Promise<void> {
  await life.pass('payment-gate', 1, async () => {
    await playSteps(life, 'payment-gate', life.input.plan.stages['payment-gate']?.steps ?? []);
  });
}

/** The first payment opens the gate, early or late; a second one changes nothing. */
export function paymentHearer(life: Lifecycle): Hearer {
  return (fact) => {
    if (life.state.payment === 'received') {
      return { ignored: 'the first payment is in already' };
    }
    life.state.payment = 'received';
    life.desk.note({ kind: 'factStated', signal: 'paymentReceived', detail: amountOf(fact) }, fact);
    settleGate(life, 'kept', 'paymentReceived', fact);
    return 'applied';
  };
}

/** Who may waive is checked where the fact comes in; here it opens the gate if nothing else has. */
export function waiverHearer(life: Lifecycle): Hearer {
  return (fact) => {
    if (life.state.payment !== 'awaited') {
      return { ignored: `the first payment is ${life.state.payment} already` };
    }
    life.state.payment = 'waived';
    life.desk.note({ kind: 'factStated', signal: 'paymentWaived', detail: '' }, fact);
    settleGate(life, 'waived', 'paymentWaived', fact);
    return 'applied';
  };
}

function settleGate(
  life: Lifecycle,
  status: 'kept' | 'waived',
  by: string,
  fact: Parameters<Hearer>[0],
): void {
  for (const step of gateSteps(life)) {
    life.promises.settle(life.keyOf(step, 1), status, by, fact);
  }
}

function gateSteps(life: Lifecycle): Step[] {
  const steps = life.input.plan.stages['payment-gate']?.steps ?? [];
  return steps.filter((step) => step.for?.signal === 'paymentReceived');
}

function amountOf(fact: Parameters<Hearer>[0]): string {
  const { amount, currency } = paymentReceived.read(fact);
  return `${amount} ${currency}`;
}
