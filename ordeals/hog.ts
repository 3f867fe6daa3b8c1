import { join } from 'node:path';
import { hogs } from './scenarios/hogs';
import { runOrdeal, say } from './support/run-ordeal';

const DEFAULTS = { rounds: 4, seed: 1, engagements: 6, scale: 1440, seconds: 240 };
const LOADED = join(__dirname, 'support', 'hog.js');

/** `npm run ordeal -- hog --rounds 4` */
void runOrdeal(DEFAULTS, (installation, options) => hogs(installation, options, say), {
  env: { NODE_OPTIONS: `--require ${LOADED}` },
});
