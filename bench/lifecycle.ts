import { benchLifecycle } from './lifecycle/bench';
import { runBenchmark } from './support/run-benchmark';

/** As many as a minute or so allows on two cores. */
const ENGAGEMENTS = 40;

void runBenchmark((servers) => benchLifecycle(servers, Number(process.argv[2] ?? ENGAGEMENTS)));
