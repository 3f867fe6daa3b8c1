import { createServer } from 'node:net';

/** Whether a TCP port can be listened on at this address right now. */
export async function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return (await tryListen(port, host)) !== undefined;
}

/** A port that nobody listens on: the wished one when it is free, else one that the system picks. */
export async function freePort(wished = 0, host = '127.0.0.1'): Promise<number> {
  const port = (await tryListen(wished, host)) ?? (await tryListen(0, host));
  if (port === undefined)
    throw new Error(`No TCP port can be opened on ${host}: is the address one of this machine's?`);
  return port;
}

function tryListen(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}
