import type { TrackInput } from '../../../src/engagement/domain/engagement';
import { courseTrack } from '../../../src/track/domain/course';
import { playSteps } from '../../stages/steps';
import { liveAsTrack } from '../live-as-track';
import { careForAll, courseHearers, nothingIsOwed } from './care';
import { nextNudge } from './nudges';

/**
 * One course inside an engagement: its steps, each when those that it comes after are done. Beside them each learner is
 * nudged who stalls, and talked to where that does not help; whoever leaves ends alone.
 */
export async function course(input: TrackInput): Promise<void> {
  await liveAsTrack<typeof course>(
    input,
    async (life, track) => {
      careForAll(life, courseTrack.rulesOf(track));
      await playSteps(life, 'delivery', track.steps, input.generation);
      await nothingIsOwed(life, courseTrack.rulesOf(track));
    },
    {
      hearers: (life, track) => courseHearers(life, courseTrack.rulesOf(track)),
      appointment: (life, track) => nextNudge(life, track.steps, courseTrack.rulesOf(track)),
    },
  );
}
