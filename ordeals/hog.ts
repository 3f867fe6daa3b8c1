import { join } from 'node:path';
import { hogs } from './scenarios/hogs';
import { runOrdeal, say } from './support/run-ordeal';
import { underWork } from './work/under-work';

const DEFAULTS = { rounds: 4, seed: 1, engagements: 6, scale: 1440, seconds: 240 };
const LOADED = join(__dirname, 'support', 'hog.js');

/** `npm run ordeal -- hog --rounds 4` */
void runOrdeal(DEFAULTS, (installation, options) => underWork(installation, options, hogs(options), say), {
  env: { NODE_OPTIONS: `--require ${LOADED}` },
});
