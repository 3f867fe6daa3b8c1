import { Servers } from './servers';

/** The frame of a benchmark: whatever happens, and on Ctrl-C too, nothing that it started goes on running. */
export async function runBenchmark(body: (servers: Servers) => Promise<void>): Promise<void> {
  const servers = await Servers.open();
  const interrupted = new Promise<never>((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => reject(new Error(`Stopped by ${signal}; nothing is left behind.`)));
    }
  });
  try {
    await Promise.race([body(servers), interrupted]);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    await servers.stop();
  }
}
