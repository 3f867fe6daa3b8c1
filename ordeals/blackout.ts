import { blackout } from './scenarios/blackout';
import { runOrdeal, say } from './support/run-ordeal';
import { underWork } from './work/under-work';

const DEFAULTS = { hours: 1, seed: 1, engagements: 100, scale: 360, seconds: 1_800 };

/** `npm run ordeal -- blackout --hours 1 --engagements 100` */
void runOrdeal(DEFAULTS, (installation, options) =>
  underWork(installation, { ...options, isPrompt: true }, blackout(options), say),
);
