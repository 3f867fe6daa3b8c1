import { benchInbox } from './inbox/bench';
import { benchLifecycle } from './lifecycle/bench';
import { runBenchmark } from './support/run-benchmark';

void (async () => {
  await runBenchmark((servers) => benchInbox(servers, 10_000));
  process.stdout.write('\n');
  await runBenchmark((servers) => benchLifecycle(servers, 40));
})();
