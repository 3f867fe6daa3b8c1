import { lostReplies } from './scenarios/replies';
import { runOrdeal, say } from './support/run-ordeal';

const DEFAULTS = { replies: 200, seed: 1, engagements: 8, scale: 1440, seconds: 240 };

/** `npm run ordeal -- reply --replies 200` */
void runOrdeal(DEFAULTS, (installation, options) => lostReplies(installation, options, say));
