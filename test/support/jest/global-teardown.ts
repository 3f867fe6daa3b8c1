/** Stops whatever the tests had started of the shared servers. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.sharedServers?.close();
}
