import { proposalSigned } from '../../src/engagement/domain/facts/agreement';
import type { Step } from '../../src/playbook/domain/playbook';
import type { Hearer } from '../promise/hearing';
import type { Lifecycle } from './lifecycle';
import { playSteps } from './steps';

/** Both parties sign, in any order, also before the stage is reached; what follows comes on the second signature only. */
export async function agreement(life: Lifecycle): Promise<void> {
  await life.pass('agreement', 1, async () => {
    await playSteps(life, 'agreement', life.input.plan.stages.agreement?.steps ?? []);
  });
}

/** A signature is a fact of the engagement: it counts whether or not somebody waits for it yet. */
export function signatureHearer(life: Lifecycle): Hearer {
  return (fact) => {
    const { party } = proposalSigned.read(fact);
    const { signatures } = life.state;
    if (signatures.includes(party)) {
      return { ignored: `the ${party} has signed already` };
    }
    signatures.push(party);
    life.desk.note({ kind: 'factStated', signal: 'proposalSigned', detail: party }, fact);
    for (const step of signatureSteps(life)) {
      if (step.for?.party === party) {
        life.promises.settle(life.keyOf(step, 1), 'kept', 'proposalSigned', fact);
      }
    }
    return 'applied';
  };
}

function signatureSteps(life: Lifecycle): Step[] {
  const steps = life.input.plan.stages.agreement?.steps ?? [];
  return steps.filter((step) => step.for?.signal === 'proposalSigned');
}
