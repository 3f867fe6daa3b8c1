import { stops } from './scenarios/stops';
import { runOrdeal, say } from './support/run-ordeal';

const DEFAULTS = { rounds: 10, seed: 1, engagements: 6, scale: 1440, seconds: 240 };

/** `npm run ordeal -- stop --rounds 10` */
void runOrdeal(DEFAULTS, (installation, options) => stops(installation, options, say));
