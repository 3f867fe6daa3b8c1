import { dealChanged } from '../../src/engagement/domain/facts/system';
import { startStages } from '../../src/playbook/domain/starts';
import type { Hearer } from '../promise/hearing';
import type { Lifecycle } from './lifecycle';
import { tellChange } from './told/outside';
import { playSteps } from './steps';

/** What the client wants, how large it is, and whether it is for us. */
export async function qualification(life: Lifecycle): Promise<void> {
  life.state.dealStage ??= startStages(life.input.plan)[0] ?? null;
  await life.pass('qualification', 1, async () => {
    await playSteps(life, 'qualification', life.input.plan.stages.qualification?.steps ?? []);
  });
}

/**
 * The deal moved in the CRM. When it comes back to a stage at which engagements start, the notices of that stage are
 * given again, once per entry.
 */
export function dealHearer(life: Lifecycle, isOver: () => boolean): Hearer {
  return (fact) => {
    const { stage, lost } = dealChanged.read(fact);
    if (stage === life.state.dealStage) {
      return { ignored: `the deal is at ${stage} already` };
    }
    life.state.dealStage = stage;
    life.desk.note({ kind: 'factStated', signal: 'dealChanged', detail: stage }, fact);
    if (lost !== undefined) {
      const vendor = fact.actor.kind === 'system' ? fact.actor.name : 'crm';
      tellChange(life, { vendor, id: lost, change: { what: 'deal', how: 'lost' } }, fact, isOver());
    }
    if (startStages(life.input.plan).includes(stage)) {
      void noticesAgain(life);
    }
    return 'applied';
  };
}

async function noticesAgain(life: Lifecycle): Promise<void> {
  life.state.returns += 1;
  const steps = life.input.plan.stages.qualification?.steps ?? [];
  const notices = steps.filter((step) => step.kind === 'message').map((step) => ({ ...step, after: [] }));
  await playSteps(life, 'qualification', notices, 1 + life.state.returns);
}
