import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A listening HTTP server. */
export interface Listening {
  port: number;
  /** Takes no new requests, lets those under way finish for `patienceMs`, then cuts them off. */
  close(patienceMs: number): Promise<void>;
}

/**
 * Serves on a port (0 for a free one). Slow senders are cut off: a caller has 5 s for its headers and 30 s for the
 * whole request, so that many half-sent requests cannot keep others out.
 */
export async function listen(app: RequestListener, port: number, host: string): Promise<Listening> {
  const server = createServer(
    {
      headersTimeout: 5_000,
      requestTimeout: 30_000,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: 5_000,
      maxHeaderSize: 16_384,
    },
    app,
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: (patienceMs) => close(server, patienceMs) };
}

async function close(server: Server, patienceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), patienceMs);
  await closed;
  clearTimeout(cut);
}
