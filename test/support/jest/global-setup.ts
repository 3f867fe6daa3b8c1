import { SharedServers } from '../shared-servers';

declare global {
  var sharedServers: SharedServers | undefined;
}

/** Makes the shared servers' programs ready and opens their door before the first test file; none is started yet. */
export default async function globalSetup(): Promise<void> {
  const servers = new SharedServers();
  await servers.bringPrograms();
  process.env['PROMISEKEEPER_TEST_SERVERS'] = await servers.open();
  globalThis.sharedServers = servers;
  process.once('SIGINT', () => {
    void servers.close().finally(() => process.exit(130));
  });
}
