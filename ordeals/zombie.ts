import { zombies } from './scenarios/zombies';
import { runOrdeal, say } from './support/run-ordeal';
import { underWork } from './work/under-work';

const DEFAULTS = { rounds: 2, asleep: 60, seed: 1, engagements: 8, scale: 1440, seconds: 240 };

/** `npm run ordeal -- zombie --rounds 2 --asleep 60` */
void runOrdeal(DEFAULTS, (installation, options) => underWork(installation, options, zombies(options), say));
