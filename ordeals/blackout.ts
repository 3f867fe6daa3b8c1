import { blackout } from './scenarios/blackout';
import { runOrdeal, say } from './support/run-ordeal';
import { underWork } from './work/under-work';

const DEFAULTS = { hours: 1, seed: 1, engagements: 100, scale: 360, seconds: 1_800 };

/** The more there are, the less often somebody looks at each: it is the vendors that are to be away, not the machine. */
const LOOKS_APART_SECONDS = [0.05, 0.15] as const;

/** `npm run ordeal -- blackout --hours 1 --engagements 100` */
void runOrdeal(DEFAULTS, (installation, options) => {
  const [least, most] = LOOKS_APART_SECONDS;
  const looksApart = [least * options.engagements, most * options.engagements] as const;
  return underWork(installation, { ...options, isPrompt: true, looksApart }, blackout(options), say);
});
