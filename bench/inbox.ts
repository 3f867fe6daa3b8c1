import { benchInbox } from './inbox/bench';
import { runBenchmark } from './support/run-benchmark';

void runBenchmark((servers) => benchInbox(servers, 10_000));
