import { createServer } from 'node:net';
import type { EmbeddedPorts, PortWish } from '../../settings/ports';
import { StartError } from '../../settings/start-error';

/** Whether a TCP port can be listened on at this address right now. */
export async function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return (await tryListen(port, host)) !== undefined;
}

/**
 * Below the ports that systems give to outgoing connections. The port of a process that was killed must not go to
 * somebody who calls meanwhile, or the next process cannot listen on it.
 */
const STEADY_PORTS = { first: 12_000, count: 18_000 };
const TRIES = 50;

/** A port that nobody listens on: the wished one when it is free, else any that stays free for a restart. */
export async function freePort(wished = 0, host = '127.0.0.1'): Promise<number> {
  if (wished !== 0 && (await isFree(wished, host))) return wished;
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = STEADY_PORTS.first + Math.floor(Math.random() * STEADY_PORTS.count);
    if (await isFree(port, host)) return port;
  }
  throw new Error(`No TCP port can be opened on ${host}: is the address one of this machine's?`);
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

/** @throws StartError when somebody listens there already */
export async function demandFree(variable: string, port: number, host = '127.0.0.1'): Promise<void> {
  if (await isFree(port, host)) return;
  throw new StartError(
    `Port ${port} on ${host} cannot be listened on: it is taken, or not this machine's. Nothing was started. ` +
      `Stop what uses it, or choose another: ${variable}=${port + 1} npm start`,
  );
}

/**
 * The wished ports where they are free, else others; never the same one twice.
 * @param reserved a port that is spoken for
 * @throws StartError when one that was set explicitly is taken
 */
export async function choosePorts(
  wishes: EmbeddedPorts<PortWish>,
  reserved: number,
): Promise<EmbeddedPorts<number>> {
  const taken = new Set([reserved]);
  const choose = async ({ port, explicit, variable }: PortWish): Promise<number> => {
    if (explicit) await demandFree(variable, port);
    let choice = !explicit && taken.has(port) ? await freePort() : await freePort(port);
    while (taken.has(choice)) choice = await freePort();
    taken.add(choice);
    return choice;
  };
  const temporal = await choose(wishes.temporal);
  const temporalUi = await choose(wishes.temporalUi);
  return { temporal, temporalUi, postgres: await choose(wishes.postgres) };
}
