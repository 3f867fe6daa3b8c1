import type { HeardFact } from '../../src/fact/domain/heard-fact';
import { paymentReceived } from '../../src/engagement/domain/facts/agreement';
import { isOpen } from '../../src/promise/domain/ladder/promise-state';
import { gateInForce } from '../../src/playbook/domain/legs/gate-in-force';
import { keyIn } from '../../src/playbook/domain/legs/keys';
import type { Hearer } from '../promise/hearing';
import type { PromiseSpec } from '../promise/promise-spec';
import { gateNow, isGateAsking, lineOf, post, standingNow } from './ledger';
import type { Lifecycle } from './lifecycle';
import { playSteps } from './steps';

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

/**
 * Every payment is posted. The gate opens once what is asked there has come, early or late. One for which nothing is
 * open any more stands in the ledger as a surplus, and changes nothing else.
 */
export function paymentHearer(life: Lifecycle): Hearer {
  return (fact) => {
    const { amount, currency, invoice = null } = paymentReceived.read(fact);
    const { entry } = standingNow(life).invoices.findLast((one) => one.entry.invoice === invoice) ?? {};
    const about = { invoice, milestone: entry?.milestone ?? null };
    const line = lineOf(fact.commandId, 'payment', { amount, currency }, fact.occurredAtMs, about);
    const isKnown = life.state.ledger.some(({ id }) => id === line.id);
    if (isKnown || isNothingOpen(life)) {
      // Without its command, which is answered as ignored.
      post(life, line, { actor: fact.actor });
      return { ignored: 'the first payment is in already' };
    }
    post(life, line, fact);
    judgeGate(life, fact);
    return 'applied';
  };
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

/** Opens the gate when what it asks has come; opens its promise anew when that was taken back before delivery began. */
export function judgeGate(life: Lifecycle, fact: HeardFact): void {
  if (gateNow(life).isOpen) {
    settleGate(life, 'kept', 'paymentReceived', fact);
  } else if (isGateAsking(life) && wasPassed(life)) {
    life.state.gateRounds += 1;
    openRounds(life);
  }
}

function isNothingOpen(life: Lifecycle): boolean {
  const { invoices } = standingNow(life);
  return gateNow(life).isOpen && invoices.every(({ asked, paid }) => paid >= asked);
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

/** The promises of a round of the gate in force, which may be one of an earlier leg. */
export function gatePromises(life: Lifecycle, round: number): PromiseSpec[] {
  const { leg, steps } = gateInForce(life.input.plan);
  return steps
    .filter((step) => step.for?.signal === 'paymentReceived')
    .map((step) => ({ ...life.promiseOf(step, round, 'payment-gate'), key: keyIn(leg, step.id, round) }));
}
