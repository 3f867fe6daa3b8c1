import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** A call that came in. */
export interface Received {
  id: string;
  headers: IncomingHttpHeaders;
  text: string;
  body: Told;
}

/** A message as a subscriber reads it. */
export interface Told {
  type: string;
  timestamp: string;
  data: { subject: string; id: string; reference: string | null; seq: number; kind: string } & Record<
    string,
    unknown
  >;
}

type Answer = { status: number; headers?: Record<string, string>; body?: string } | 'silence';

/** A subscriber on loopback, over real HTTP, that verifies by the public library whatever it takes. */
export class Receiver {
  readonly received: Received[] = [];
  /** What verification has refused. */
  readonly refused: string[] = [];
  secret = '';
  answer: (call: Received) => Answer | Promise<Answer> = () => ({ status: 204 });
  private readonly silent: ServerResponse[] = [];
  private readonly news = new EventEmitter();

  private constructor(private readonly server: Server) {}

  static async listen(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.once('end', () => {
        void receiver.take(request.headers, Buffer.concat(chunks).toString(), response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks`;
  }

  /** What it took, as `type#seq`. */
  get story(): string[] {
    return this.received.map(({ body }) => `${body.type}#${body.data.seq}`);
  }

  /** Resolves when so many calls have come in. */
  async heard(count: number): Promise<void> {
    while (this.received.length < count) await once(this.news, 'call');
  }

  async close(): Promise<void> {
    this.silent.forEach((response) => response.destroy());
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(headers: IncomingHttpHeaders, text: string, response: ServerResponse): Promise<void> {
    try {
      new Webhook(this.secret).verify(text, headers as Record<string, string>);
    } catch (error) {
      this.refused.push(String(error));
      response.writeHead(401).end();
      return;
    }
    const call = { id: String(headers['webhook-id']), headers, text, body: JSON.parse(text) as Told };
    this.received.push(call);
    this.news.emit('call');
    const answer = await this.answer(call);
    if (answer === 'silence') {
      this.silent.push(response);
    } else {
      response.writeHead(answer.status, answer.headers).end(answer.body ?? '');
    }
  }
}
