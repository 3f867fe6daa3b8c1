import { kills, WHAT, type What } from './scenarios/kills';
import { runOrdeal, say } from './support/run-ordeal';
import { underWork } from './work/under-work';

const DEFAULTS = { kills: 30, what: 'all', seed: 1, engagements: 12, scale: 1440, seconds: 240 };

/** `npm run ordeal -- kill --kills 30 --what all|one|server|worker|temporal|postgres --seed 1` */
void runOrdeal(DEFAULTS, async (installation, { what, ...options }) => {
  if (!WHAT.includes(what as What)) {
    throw new Error(`--what is one of ${WHAT.join(', ')}, not "${what}"`);
  }
  return await underWork(installation, options, kills({ kills: options.kills, what: [what as What] }), say);
});
