import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Hears of every call, with the effect's key. */
export type CallListener = (key: string) => void;

export interface VendorStandIn {
  url: string;
  /** What is told of calls from now on. */
  onCall(listener: CallListener): void;
  close(): Promise<void>;
}

/** The least that a vendor can be: it takes a call by HTTP and answers with an id. */
export async function startVendorStandIn(): Promise<VendorStandIn> {
  let listener: CallListener = () => undefined;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { key } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { key: string };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ id: 'vendor-1' }));
      listener(key);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    onCall: (heard) => void (listener = heard),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
