import { partition } from './scenarios/partition';
import { startFarServers } from './network/far-servers';
import { runOrdeal, say } from './support/run-ordeal';
import { underWork } from './work/under-work';

const DEFAULTS = { minutes: 10, seed: 1, engagements: 6, scale: 60, seconds: 240 };

/** `npm run ordeal -- partition --minutes 10`: minutes of the product's time, of which 60 pass in one of the wall clock's. */
async function main(): Promise<void> {
  const far = await startFarServers();
  await runOrdeal(
    DEFAULTS,
    (installation, options) =>
      underWork(installation, { ...options, isPrompt: true }, partition(far, options), say),
    far,
  );
}

void main();
