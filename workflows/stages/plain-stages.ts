import type { StageName } from '../../src/playbook/domain/playbook';
import type { Lifecycle } from './lifecycle';
import { playSteps } from './steps';

/** A stage that is nothing but its steps: it is entered, its steps are played, it is left. */
const plainStage = (name: StageName) => async (life: Lifecycle) => {
  await life.pass(name, 1, async () => {
    await playSteps(life, name, life.input.plan.stages[name]?.steps ?? []);
  });
};

/** The proposal is finished and sent. */
export const proposal = plainStage('proposal');
/** Heads of department confirm who does the work; a refusal sends the team back to be put together anew. */
export const capacityReview = plainStage('capacity-review');
/** The client gets to know the people, the people get to know the client. Runs beside the payment gate. */
export const onboarding = plainStage('onboarding');
/** Invoices, notes and notices that end the delivery. */
export const closure = plainStage('closure');
/** The client is asked how it was; silence ends it too. */
export const survey = plainStage('survey');
/** What goes on after the delivery, where the playbook has it. */
export const service = plainStage('service');
