import type { TrackInput } from '../../src/engagement/domain/engagement';
import { playSteps } from '../stages/steps';
import { liveAsTrack } from './live-as-track';

/** One project inside an engagement: its steps, each when those that it comes after are done. */
export async function project(input: TrackInput): Promise<void> {
  await liveAsTrack<typeof project>(input, async (life, { steps }) => {
    await playSteps(life, 'delivery', steps, input.generation);
  });
}
