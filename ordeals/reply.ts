import { LossyNetwork } from './scenarios/replies';
import { Chance } from './support/random';
import { runOrdeal, say } from './support/run-ordeal';
import { underWork } from './work/under-work';

const DEFAULTS = { replies: 200, seed: 1, engagements: 8, scale: 1440, seconds: 240 };

/** `npm run ordeal -- reply --replies 200` */
void runOrdeal(DEFAULTS, async (installation, { replies, ...options }) => {
  const network = await LossyNetwork.open(installation, replies, new Chance(options.seed));
  try {
    return await underWork(installation, options, network.untilLost(replies), say, network.api);
  } finally {
    await network.close();
  }
});
