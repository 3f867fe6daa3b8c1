import { Servers } from '../../bench/support/servers';
import { TcpProxy } from './tcp-proxy';

/** PostgreSQL and Temporal at the other end of a network that can be parted. */
export interface FarServers {
  env: Record<string, string>;
  temporal: TcpProxy;
  postgres: TcpProxy;
  end: () => Promise<void>;
}

export async function startFarServers(): Promise<FarServers> {
  const servers = await Servers.open();
  const [postgres, temporal] = await Promise.all([servers.postgres(), servers.temporal()]);
  const databaseUrl = new URL(postgres.address);
  const far = {
    postgres: await TcpProxy.open(Number(databaseUrl.port)),
    temporal: await TcpProxy.open(Number(temporal.address.split(':')[1])),
  };
  databaseUrl.port = String(far.postgres.port);
  return {
    ...far,
    env: {
      DATABASE_URL: databaseUrl.href,
      TEMPORAL_ADDRESS: `127.0.0.1:${far.temporal.port}`,
      // A fast clock and the vendors' sandboxes, as where the servers are embedded.
      PROMISEKEEPER_EMBEDDED: '1',
    },
    end: async () => {
      await Promise.all([far.postgres.close(), far.temporal.close()]);
      await servers.stop();
    },
  };
}
