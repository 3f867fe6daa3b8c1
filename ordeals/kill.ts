import { kills, WHAT, type What } from './scenarios/kills';
import { runOrdeal, say } from './support/run-ordeal';
import { underWork } from './work/under-work';

/** `apart`: the longest pause between two kills, in seconds; 0: some are short, some are long. */
const DEFAULTS = { kills: 30, what: 'all', apart: 0, seed: 1, engagements: 12, scale: 1440, seconds: 240 };
const SHORTEST_PAUSE_SECONDS = 0.2;

/** `npm run ordeal -- kill --kills 30 --what all|one|server|worker|temporal|postgres --seed 1` */
void runOrdeal(DEFAULTS, async (installation, options) => {
  const { what, apart } = options;
  if (!WHAT.includes(what as What)) {
    throw new Error(`--what is one of ${WHAT.join(', ')}, not "${what}"`);
  }
  const happen = kills({
    kills: options.kills,
    what: [what as What],
    ...(apart > 0 ? { pauses: [[SHORTEST_PAUSE_SECONDS, apart]] } : {}),
  });
  return await underWork(installation, options, happen, say);
});
