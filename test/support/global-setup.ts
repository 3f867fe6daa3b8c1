import { SharedServers } from './shared-servers';

declare global {
  var sharedServers: SharedServers | undefined;
}

/** Opens the door of the shared servers before the first test file; none of them is started yet. */
export default async function globalSetup(): Promise<void> {
  const servers = new SharedServers();
  process.env['PROMISEKEEPER_TEST_SERVERS'] = await servers.open();
  globalThis.sharedServers = servers;
  process.once('SIGINT', () => {
    void servers.close().finally(() => process.exit(130));
  });
}
