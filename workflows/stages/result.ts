import type { Lifecycle } from './lifecycle';
import { playSteps } from './steps';

/** The deliverable is held against the checklist. False: something failed, and delivery has to mend it. */
export async function qualityCheck(life: Lifecycle, round: number): Promise<boolean> {
  let passed = true;
  await life.pass('quality-check', round, async () => {
    const steps = life.input.plan.stages['quality-check']?.steps ?? [];
    const ended = await playSteps(life, 'quality-check', steps, round);
    passed = ![...ended.values()].some((settlement) => settlement.by === 'qualityFailed');
  });
  return passed;
}

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
