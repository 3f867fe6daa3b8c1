import { benchRebuild } from './rebuild/bench';
import { runBenchmark } from './support/run-benchmark';

void runBenchmark((servers) => benchRebuild(servers, 10_000));
