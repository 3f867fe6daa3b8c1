import { condition } from '@temporalio/workflow';
import type { TrackInput } from '../../src/engagement/domain/engagement';
import { planOfTrack } from '../../src/playbook/domain/playbook';
import { playSteps } from '../stages/steps';
import { liveAsTrack } from './live-as-track';
import { keepPlan, openTasks } from './plan';
import { planHearers } from './plan-facts';

/** One project inside an engagement: the tasks of its plan, then its steps, each when those that it comes after are done. */
export async function project(input: TrackInput): Promise<void> {
  await liveAsTrack<typeof project>(
    input,
    async (life, rules) => {
      const plan = planOfTrack(rules);
      if (plan) await keepPlan(life, plan, input.generation);
      await playSteps(life, 'delivery', rules.steps, input.generation);
      // What was added while the steps were played is done as well.
      if (plan) await condition(() => openTasks(life).length === 0);
    },
    { hearers: planHearers },
  );
}
