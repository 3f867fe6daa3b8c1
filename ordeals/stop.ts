import { stops } from './scenarios/stops';
import { runOrdeal, say } from './support/run-ordeal';
import { underWork } from './work/under-work';

const DEFAULTS = { rounds: 10, seed: 1, engagements: 6, scale: 1440, seconds: 240 };

/** `npm run ordeal -- stop --rounds 10` */
void runOrdeal(DEFAULTS, (installation, options) => underWork(installation, options, stops(options), say));
