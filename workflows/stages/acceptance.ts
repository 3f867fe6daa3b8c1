import type { Lifecycle } from './lifecycle';
import { playSteps } from './steps';

/** The client accepts, or asks for changes. False: a revision, which goes through delivery and quality check again. */
export async function acceptance(life: Lifecycle, round: number): Promise<boolean> {
  let accepted = true;
  await life.pass('acceptance', round, async () => {
    const steps = life.input.plan.stages.acceptance?.steps ?? [];
    const ended = await playSteps(life, 'acceptance', steps, round);
    accepted = ![...ended.values()].some((settlement) => settlement.by === 'revisionRequested');
  });
  return accepted;
}
