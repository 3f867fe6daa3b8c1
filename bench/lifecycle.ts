import { benchLifecycle } from './lifecycle/bench';
import { runBenchmark } from './support/run-benchmark';

/** As many as a minute or so allows on two cores. */
const ENGAGEMENTS = 40;

void runBenchmark(async (servers) => {
  const engagements = Number(process.argv[2] ?? ENGAGEMENTS);
  if (!Number.isInteger(engagements) || engagements < 1) {
    throw new Error('Give a number of engagements: npm run bench -- lifecycle 40. Nothing was started.');
  }
  await benchLifecycle(servers, engagements);
});
