import { outage } from './scenarios/outage';
import { runOrdeal, say } from './support/run-ordeal';
import { underWork } from './work/under-work';

const DEFAULTS = { days: 3, seed: 1, engagements: 12, scale: 3600, seconds: 240 };

/** `npm run ordeal -- outage --days 3` */
void runOrdeal(DEFAULTS, (installation, options) => underWork(installation, options, outage(options), say));
