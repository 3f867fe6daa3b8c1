import { condition } from '@temporalio/workflow';
import type { TrackInput } from '../../src/engagement/domain/engagement';
import { CHECK_REPEATS } from '../../src/playbook/domain/legs/keys';
import { planOfTrack } from '../../src/playbook/domain/plans';
import type { Lifecycle } from '../stages/lifecycle';
import { playSteps } from '../stages/steps';
import { Board } from './board';
import { liveAsTrack } from './live-as-track';
import { keepPlan, openTasks } from './plan';
import { planHearers, reopen } from './plan-facts';

/**
 * One project inside an engagement: the tasks of its plan, then its steps, each when those that it comes after are done. When
 * a check among them does not pass, what answers for it is done again, and then the steps.
 */
export async function project(input: TrackInput): Promise<void> {
  const plan = planOfTrack(input.plan.stages.delivery?.tracks?.find(({ id }) => id === input.trackId));
  const board = new Board(plan?.shownIn);
  await liveAsTrack<typeof project>(
    input,
    async (life, rules) => {
      await board.during(life, async () => {
        for (let repeat = 0; ; repeat += 1) {
          if (plan) await keepPlan(life, plan, input.generation);
          const ended = await playSteps(
            life,
            'delivery',
            rules.steps,
            input.generation + repeat * CHECK_REPEATS,
          );
          const isPassed = [...ended.values()].every(({ by }) => by !== 'qualityFailed');
          if (!plan || isPassed) break;
          life.once(`reopened/${repeat}`, () => reopen(life));
        }
        // What was added while the steps were played is done as well.
        await condition(() => openTasks(life).length === 0);
      });
    },
    {
      hearers: (life) => planHearers(life, board),
      ...(plan?.shownIn === undefined ? {} : { calledOff: (life: Lifecycle) => board.withdraw(life) }),
    },
  );
}
