import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

interface Pair {
  client: Socket;
  upstream: Socket;
  /** What the client has asked last, as its first bytes. */
  asked: string;
}

/** A network between two processes of this machine, which can be parted, and can lose answers. */
export class TcpProxy {
  private readonly pairs = new Set<Pair>();
  private readonly waiting = new Set<Socket>();
  private isParted = false;

  private constructor(
    private readonly server: Server,
    private readonly targetPort: number,
    private readonly losesAnswerTo: (asked: string) => boolean,
  ) {
    server.on('connection', (client) => this.take(client));
  }

  /** @param losesAnswerTo asked when an answer has come: true, and the asker's connection breaks instead */
  static async open(
    targetPort: number,
    losesAnswerTo: (asked: string) => boolean = () => false,
  ): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server, targetPort, losesAnswerTo);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Nothing comes through any more, and nobody is told so. */
  part(): void {
    this.isParted = true;
    for (const { client, upstream } of this.pairs) {
      client.pause();
      upstream.pause();
    }
  }

  /** What was under way goes on. */
  heal(): void {
    this.isParted = false;
    for (const { client, upstream } of this.pairs) {
      client.resume();
      upstream.resume();
    }
    for (const client of this.waiting) this.join(client);
    this.waiting.clear();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const pair of this.pairs) breakUp(pair);
    for (const client of this.waiting) client.destroy();
    await closed;
  }

  private take(client: Socket): void {
    client.on('error', () => client.destroy());
    if (this.isParted) {
      client.pause();
      this.waiting.add(client);
      client.once('close', () => this.waiting.delete(client));
    } else {
      this.join(client);
    }
  }

  private join(client: Socket): void {
    const pair = { client, upstream: connect(this.targetPort, '127.0.0.1'), asked: '' };
    const { upstream } = pair;
    this.pairs.add(pair);
    client.on('data', (bytes) => {
      pair.asked = bytes.toString('latin1', 0, 200);
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (this.losesAnswerTo(pair.asked)) breakUp(pair);
      else client.write(bytes);
    });
    upstream.on('error', () => breakUp(pair));
    for (const socket of [client, upstream]) {
      socket.on('close', () => {
        this.pairs.delete(pair);
        breakUp(pair);
      });
    }
  }
}

function breakUp({ client, upstream }: Pair): void {
  client.destroy();
  upstream.destroy();
}
